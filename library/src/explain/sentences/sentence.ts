import type { Moment } from "../../graph/tensor.ts";
import type { Inseparable } from "../contributions.ts";
import type { LabelWord } from "../labels.ts";
import type { Name } from "../name.ts";
import { numberLatex, numberText } from "../number.ts";
import type { Finding } from "../numeric-check.ts";

/** What each kind of sentence needs to know. A language has a sentence for every key, or it does not compile. */
export interface SentenceFacts {
  readonly givenInputs: { readonly rows: number; readonly columns: number };
  readonly givenTargets: { readonly rows: number; readonly columns: number };
  readonly givenRowWeights: { readonly name: Name };
  readonly givenCarried: { readonly name: Name };
  readonly lossPart: Record<never, never>;
  readonly accumulated: { readonly of: Name };
  readonly accumulatedCount: Record<never, never>;
  readonly accumulatedWhole: { readonly of: Name };
  readonly accumulatedOnly: { readonly of: Name };
  readonly givenParameter: { readonly name: Name };
  readonly givenState: { readonly name: Name };
  readonly givenSlot: { readonly name: Name };
  readonly givenScalar: { readonly name: Name };
  readonly givenDraw: { readonly name: Name };
  readonly givenConstant: { readonly name: Name };
  readonly raw: { readonly column: string };
  readonly encoded: { readonly column: string; readonly kind: string; readonly inputs: readonly string[] };
  readonly product: { readonly left: Name; readonly right: Name; readonly inner: number };
  readonly bias: { readonly bias: Name; readonly rows: number };
  readonly noBias: { readonly name: Name };
  readonly activation: { readonly symbol: string; readonly operand: Name };
  readonly output: { readonly symbol: string; readonly operand: Name };
  readonly map: { readonly operands: readonly Name[] };
  readonly sum: { readonly operand: Name };
  readonly mean: { readonly operand: Name; readonly count: number };
  readonly scaledSum: { readonly operand: Name; readonly factor: number };
  readonly maximum: { readonly operand: Name };
  readonly primitive: { readonly primitive: string; readonly operand: Name };
  /** What a layer calls by name; in a loop with its turn. */
  readonly labeled: {
    readonly label: LabelWord;
    readonly operands: readonly Name[];
    readonly moment: Moment | undefined;
    /** How many numbers a statistic is taken over. */
    readonly count: number;
  };
  readonly windowProduct: { readonly input: Name; readonly kernel: Name; readonly inner: number };
  readonly windowMaximum: { readonly operand: Name; readonly count: number };
  readonly windowMean: { readonly operand: Name; readonly count: number };
  readonly windowFormula: { readonly operands: readonly Name[] };
  readonly overlap: { readonly windows: Name };
  readonly winners: Record<never, never>;
  readonly turnsLeftOut: { readonly from: number; readonly to: number };
  readonly lossValues: { readonly loss: string };
  readonly lossMean: { readonly count: number };
  readonly lossSum: { readonly count: number };
  readonly lossTotal: Record<never, never>;
  readonly gradientStart: { readonly of: Name };
  readonly gradientMap: { readonly of: Name; readonly through: Name };
  readonly gradientParameter: { readonly of: Name; readonly left: Name; readonly right: Name };
  readonly gradientBias: { readonly of: Name; readonly operand: Name };
  readonly gradientInput: { readonly of: Name; readonly left: Name; readonly right: Name };
  readonly gradientPaths: { readonly of: Name; readonly count: number };
  readonly gradientOther: { readonly of: Name };
  readonly gradientKernel: { readonly of: Name; readonly input: Name; readonly arriving: Name };
  readonly gradientOverlap: { readonly of: Name; readonly windows: Name };
  readonly gradientWindows: { readonly arriving: Name; readonly kernel: Name };
  readonly gradientWon: { readonly of: Name; readonly arriving: Name; readonly ties: "shared" | "first" };
  readonly gradientJoined: { readonly of: Name };
  readonly gradientMoved: { readonly of: Name; readonly arriving: Name };
  readonly gradientInside: { readonly of: Name };
  readonly gradientTurn: { readonly of: Name; readonly at: number };
  readonly gradientThrough: { readonly of: Name; readonly through: Name };
  readonly throughTime: { readonly of: Name; readonly row: number; readonly rows: number };
  readonly noGradient: { readonly of: Name };
  readonly noBiasGradient: { readonly name: Name };
  readonly pathPart: { readonly of: Name };
  readonly clip: { readonly of: Name };
  readonly clipFactor: Record<never, never>;
  readonly slot: { readonly slot: string; readonly of: Name };
  readonly update: { readonly of: Name; readonly optimizer: string };
  readonly constraint: { readonly of: Name };
  readonly updatePart: { readonly name: Name };
  readonly state: { readonly of: Name };
  readonly again: { readonly before: number; readonly after: number; readonly predicted: number };
  readonly check: {
    readonly place: string;
    readonly delta: number;
    readonly numeric: number;
    readonly exact: number;
    readonly digits: number;
    readonly finding: Finding;
    readonly ratio: number | undefined;
  };
  readonly engine: { readonly greatest: number; readonly difference: number };
  /** A loss of several, and who is moved for it. */
  readonly move: {
    readonly at: number;
    readonly of: number;
    readonly network: string;
    readonly loss: number;
    readonly moved: readonly Name[];
    readonly kept: readonly string[];
  };
  readonly engineSkips: Record<never, never>;
  readonly solverGradient: { readonly solver: string };
  readonly solverDirection: { readonly solver: string };
  readonly solverLength: {
    readonly trials: readonly { readonly step: number; readonly value: number }[];
    readonly taken: number;
  };
  readonly solverWeights: Record<never, never>;
  readonly solverNext: Record<never, never>;
  readonly rowSum: { readonly count: number; readonly of: Name; readonly hasRest: boolean };
  readonly rowShare: { readonly row: number; readonly line: number | undefined; readonly percent: number };
  readonly rowFocus: { readonly count: number; readonly of: Name };
  readonly rowsTogether: { readonly why: Inseparable };
  readonly definition: { readonly symbol: string };
  readonly differentiated: Record<never, never>;
  readonly throughResult: Record<never, never>;
  readonly chainRule: Record<never, never>;
  readonly cancelled: Record<never, never>;
  readonly targetsSumToOne: Record<never, never>;
  readonly stableForm: Record<never, never>;
}

/** A sentence, not yet in any language. */
export type Sentence = {
  readonly [K in keyof SentenceFacts]: { readonly key: K } & SentenceFacts[K];
}[keyof SentenceFacts];

/** How a sentence writes what it names. */
export interface Writing {
  readonly name: (name: Name) => string;
  readonly number: (value: number) => string;
  /** A short piece of mathematics. */
  readonly formula: (text: string, latex: string) => string;
  /** The sign of a function. */
  readonly symbol: (symbol: string) => string;
  /** A word that somebody else has chosen, made harmless. */
  readonly word: (text: string) => string;
}

/** A language's sentences. */
export type SentenceCatalog = {
  readonly [K in keyof SentenceFacts]: (facts: SentenceFacts[K], write: Writing) => string;
};

/** The central quotient of a check with its numbers, which is written alike in all languages. */
export function quotientOf({ delta, numeric, digits }: SentenceFacts["check"], write: Writing): string {
  const [step, both] = [delta, 2 * delta].map((size) => [numberText(size, 6), numberLatex(size, 6)] as const) as [
    readonly [string, string],
    readonly [string, string],
  ];
  return write.formula(
    `(L(w + ${step[0]}) - L(w - ${step[0]}))/${both[0]} = ${numberText(numeric, digits)}`,
    `\\frac{L(w + ${step[1]}) - L(w - ${step[1]})}{${both[1]}} = ${numberLatex(numeric, digits)}`,
  );
}

/** A sentence in a language. */
export function said(sentence: Sentence, catalog: SentenceCatalog, write: Writing): string {
  const say = catalog[sentence.key] as (facts: Sentence, write: Writing) => string;
  return say(sentence, write);
}
