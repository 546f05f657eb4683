/** What the words of an option's value may be, so that a shell can complete them. */
export type Values =
  | "columns"
  | "files"
  | "runs"
  | "numbers"
  | "activations"
  | "initializers"
  | "losses"
  | "optimizers"
  | "schedules"
  | readonly string[];

/** An option of the command line; what it means stands in the catalog of a language, under the same name. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly default?: string;
  readonly values?: Values;
}

/** All options, by what they are about: the order in which help names them. */
export const optionGroups = {
  /** What decides which rows teach and which test, and how columns become inputs. */
  preparing: {
    target: { type: "string", values: "columns" },
    task: { type: "string", values: ["classes", "number"] },
    encoders: { type: "string", values: "columns" },
    group: { type: "string", values: "columns" },
    weights: { type: "string", values: "columns" },
    "class-weights": { type: "string", values: ["balanced"] },
    "test-file": { type: "string", values: "files" },
    folds: { type: "string", values: "numbers" },
    validation: { type: "string", values: "numbers" },
    test: { type: "string", values: "numbers" },
  },
  /** The options of every command that reads a table. */
  reading: {
    delimiter: { type: "string" },
    decimal: { type: "string", values: [".", ","] },
    encoding: { type: "string", values: ["utf-8", "gb18030", "windows-1252", "shift_jis", "utf-16le"] },
    types: { type: "string", values: "columns" },
    ignore: { type: "string", values: "columns" },
    "skip-bad": { type: "boolean" },
  },
  network: {
    layers: { type: "string", values: "numbers" },
    activation: { type: "string", default: "relu", values: "activations" },
    initializer: { type: "string", values: "initializers" },
    normalization: { type: "string", values: ["batch", "layer"] },
    dropout: { type: "string", default: "0", values: "numbers" },
    l1: { type: "string", default: "0", values: "numbers" },
    l2: { type: "string", default: "0", values: "numbers" },
    "max-norm": { type: "string", values: "numbers" },
  },
  training: {
    loss: { type: "string", values: "losses" },
    optimizer: { type: "string", default: "adam", values: "optimizers" },
    "learning-rate": { type: "string", values: "numbers" },
    schedule: { type: "string", values: "schedules" },
    "clip-norm": { type: "string", values: "numbers" },
    "clip-value": { type: "string", values: "numbers" },
    batch: { type: "string", values: "numbers" },
    accumulate: { type: "string", default: "1", values: "numbers" },
    epochs: { type: "string", values: "numbers" },
    patience: { type: "string", values: "numbers" },
    seed: { type: "string", default: "0", values: "numbers" },
  },
  running: {
    backend: { type: "string", default: "wasm", values: ["wasm", "native", "auto", "reference"] },
    threads: { type: "string", values: "numbers" },
    portable: { type: "boolean" },
  },
  searching: {
    trials: { type: "string", default: "27", values: "numbers" },
    minutes: { type: "string", values: "numbers" },
  },
  explaining: {
    step: { type: "string", values: "numbers" },
    row: { type: "string", values: "numbers" },
    line: { type: "string", values: "numbers" },
    phase: { type: "string", values: ["data", "forward", "loss", "backward", "update"] },
    layer: { type: "string", values: "numbers" },
    depth: { type: "string", default: "2", values: ["1", "2", "3", "4"] },
    notation: { type: "string", default: "row", values: ["row", "colT", "col", "index"] },
    cell: { type: "string", values: "numbers" },
    digits: { type: "string", default: "4", values: "numbers" },
    format: { type: "string", default: "text", values: ["text", "md", "latex", "html", "json", "svg"] },
    check: { type: "boolean" },
    engine: { type: "boolean" },
    interactive: { type: "boolean" },
    whole: { type: "boolean" },
    ascii: { type: "boolean" },
  },
  calculating: {
    at: { type: "string" },
    wrt: { type: "string" },
    second: { type: "boolean" },
  },
  measuring: {
    profile: { type: "boolean" },
    program: { type: "boolean" },
  },
  keeping: {
    runs: { type: "string", default: "runs", values: "files" },
    resume: { type: "string", values: "runs" },
    "fail-under": { type: "string" },
  },
  writing: {
    output: { type: "string", values: "files" },
    to: { type: "string", default: "safetensors", values: ["safetensors", "json"] },
  },
  /** What every command takes. */
  manners: {
    json: { type: "boolean" },
    quiet: { type: "boolean" },
    verbose: { type: "boolean" },
    debug: { type: "boolean" },
    lang: { type: "string", values: ["en", "zh"] },
  },
} as const;

/** What options are about. */
export type OptionGroup = keyof typeof optionGroups;

type Groups = typeof optionGroups;
type Flat = Groups["preparing"] &
  Groups["reading"] &
  Groups["network"] &
  Groups["training"] &
  Groups["running"] &
  Groups["searching"] &
  Groups["explaining"] &
  Groups["calculating"] &
  Groups["measuring"] &
  Groups["keeping"] &
  Groups["writing"] &
  Groups["manners"];

/** The name of an option. */
export type OptionName = keyof Flat;

/** The value of an option after parsing. */
type ValueOf<S> = S extends { readonly type: "boolean" }
  ? boolean
  : S extends { readonly default: string }
    ? string
    : string | undefined;

/** The values of some options. */
export type Given<N extends OptionName> = { readonly [K in N]: ValueOf<Flat[K]> };

/** Every option by its name. */
export const options: Readonly<Record<OptionName, OptionSpec>> = Object.assign(
  {},
  ...(Object.values(optionGroups) satisfies readonly Readonly<Record<string, OptionSpec>>[]),
);

/** The options of a group. */
export type NamesIn<G extends OptionGroup> = { readonly [K in G]: keyof (typeof optionGroups)[K] }[G];

/** The names of the options in some groups. */
export function namesIn<G extends OptionGroup>(...groups: readonly G[]): readonly NamesIn<G>[] {
  return groups.flatMap((group) => Object.keys(optionGroups[group])) as NamesIn<G>[];
}
