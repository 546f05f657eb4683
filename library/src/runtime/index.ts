export { type BackendChoice, type BackendName, backendOf, type Execution, type Taken } from "./backend.ts";
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { gradientStep } from "./gradient-step.ts";
export { applyNetwork } from "./held-network.ts";
export { type Limits, measureLimits } from "./limits.ts";
export type { StepOptions } from "./objective.ts";
export { arenas } from "./parameters.ts";
export {
  type InferenceProfile,
  type KernelProfile,
  type ProfileOptions,
  profileInference,
  profileTraining,
  type TrainingProfile,
} from "./profile.ts";
export { inferenceProgram, trainingProgram } from "./programs.ts";
export { allowRelaxedVectors } from "./relaxed.ts";
export { trainingStep } from "./step.ts";
export { stopThreads } from "./threads.ts";
export { validationStep } from "./validation-step.ts";
