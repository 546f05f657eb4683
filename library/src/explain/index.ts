export type { TogetherStep } from "../nn/move.ts";
export { type Calculus, type DeriveOptions, derive, type Partial } from "./calculus.ts";
export { withChecks } from "./checks.ts";
export {
  type Contributions,
  type Inseparable,
  type RowShare,
  type RowShares,
  rowContributions,
  withContributions,
} from "./contributions.ts";
export type { Culprit } from "./culprits.ts";
export type { Derivation, DerivationStep, Operand, Phase, Role, Rule, ShortForm } from "./derivation.ts";
export { enclosure } from "./enclosure.ts";
export { type EncodedColumn, encodedColumns, withEncoding } from "./encoding.ts";
export { type EngineGraph, type EngineLine, ulpsBetween, withEngine } from "./engine.ts";
export { explainStep } from "./explain.ts";
export { describeFunction, type FunctionDescription } from "./functions.ts";
export { type CheckedPartial, checkGradient, checkPartial, type GradientCheck } from "./gradient-check.ts";
export { describeLoss, type LossDescription, type LossSample } from "./loss-functions.ts";
export { type Name, nameLatex, nameText } from "./name.ts";
export { type Notation, notations } from "./notation.ts";
export { numberText, writtenInterval } from "./number.ts";
export { checkDerivative, type Finding, type NumericCheck, type Quotients } from "./numeric-check.ts";
export { functionObjective, lossObjective, type Objective } from "./objective.ts";
export { type Path, type Paths, pathsToLoss, type Stop } from "./paths.ts";
export { type Range, rangeText } from "./range.ts";
export { cancelled } from "./rational.ts";
export { calculusLines, type FormulaLine, functionLines } from "./render/formula-lines.ts";
export { toHtml, toHtmlPart } from "./render/html.ts";
export { type DerivationJson, type StepJson, toJson } from "./render/json.ts";
export { derivationSchema } from "./render/json-schema.ts";
export { toLatex } from "./render/latex.ts";
export { toMarkdown } from "./render/markdown.ts";
export type { RenderOptions } from "./render/options.ts";
export { type TextOptions, toText } from "./render/text.ts";
export type { Language } from "./sentences/languages.ts";
export type { Sentence } from "./sentences/sentence.ts";
export { type JacobianEntry, softmaxJacobian } from "./softmax-jacobian.ts";
export type { Rows, StepFacts } from "./step-graph.ts";
export { explainTogether } from "./together.ts";
export type { Depth } from "./writer.ts";
