/** What layers put a label on, so that it is named and told as people do. */
export type LabelWord =
  | "inputs weighed"
  | "state weighed"
  | "state"
  | "cell"
  | "input gate"
  | "forget gate"
  | "output gate"
  | "cell candidate"
  | "reset gate"
  | "update gate"
  | "candidate"
  | "queries"
  | "keys"
  | "values"
  | "scores"
  | "shares"
  | "mixture"
  | "mean"
  | "variance";

/** Their letters. */
export const labelLetters: Readonly<Record<LabelWord, string>> = {
  ...{ "inputs weighed": "X", "state weighed": "R", state: "h", cell: "c" },
  ...{ "input gate": "i", "forget gate": "f", "output gate": "o", "cell candidate": "g" },
  ...{ "reset gate": "r", "update gate": "z", candidate: "n" },
  ...{ queries: "Q", keys: "K", values: "V", scores: "S", shares: "shares", mixture: "M" },
  ...{ mean: "μ", variance: "σ²" },
};

/** A label that is known, or nothing. */
export function labelWord(label: string | undefined): LabelWord | undefined {
  return label !== undefined && Object.hasOwn(labelLetters, label) ? (label as LabelWord) : undefined;
}
