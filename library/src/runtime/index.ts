export { type BackendName, backendOf } from "./backend.ts";
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { applyNetwork, arenas } from "./parameters.ts";
export { gradientStep, type StepOptions, trainingStep, validationStep } from "./step.ts";
