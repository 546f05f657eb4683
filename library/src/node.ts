export { type RowBatch, tableOf } from "./data/readers/batches.ts";
export { headerOf, readCsv, readPieces, rowBatches, writeRejects } from "./data/readers/file.node.ts";
export * from "./evaluation/comparison.ts";
export * from "./evaluation/evaluation.ts";
export * from "./evaluation/importance.ts";
export * from "./evaluation/metric-names.ts";
export { type Caveat, type CaveatCode, caveatsOf } from "./experiment/caveats.ts";
export { columnImportance } from "./experiment/column-importance.ts";
export { type UsualSettings, usualFolds, usualSettings } from "./experiment/defaults.ts";
export * from "./experiment/experiment.ts";
export * from "./experiment/judging.ts";
export * from "./experiment/predictions.ts";
export * from "./experiment/report.ts";
export * from "./experiment/search.ts";
export * from "./experiment/search-space.ts";
export * from "./experiment/tabular.ts";
export { type TellingRows, tellingRows } from "./experiment/telling-rows.ts";
export { checkpointsIn, hasCheckpoint, loadCheckpoint } from "./runtime/checkpoints.node.ts";
export { type Exported, type ExportFormat, exportModel, loadModelJson } from "./runtime/export.node.ts";
export { sha256Of } from "./runtime/file-hash.node.ts";
export { type Limits, measureLimits } from "./runtime/limits.ts";
export { engineValues } from "./runtime/node-values.ts";
export { type PastStep, pastStep } from "./runtime/past-step.ts";
export * from "./runtime/profile.ts";
export { inferenceProgram, trainingProgram } from "./runtime/programs.ts";
export {
  compareRuns,
  type Difference,
  differences,
  listRuns,
  type RunComparison,
  type RunRecord,
  readRun,
} from "./runtime/run-list.node.ts";
export {
  type LoadedRun,
  type LoadOptions,
  loadModel,
  loadRun,
  newRunFolder,
  saveModel,
} from "./runtime/runs.node.ts";
export { type LayerSummary, type Summary, summarize } from "./runtime/summary.ts";
