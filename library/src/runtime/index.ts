export { type BackendName, backendOf, type Execution } from "./backend.ts";
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { applyNetwork, arenas } from "./parameters.ts";
export { allowRelaxedVectors } from "./relaxed.ts";
export { gradientStep, type StepOptions, trainingStep, validationStep } from "./step.ts";
export { stopThreads } from "./threads.ts";
