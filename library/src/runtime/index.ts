export { type BackendChoice, type BackendName, backendOf, type Execution, type Taken } from "./backend.ts";
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { applyNetwork } from "./held-network.ts";
export { type Limits, measureLimits } from "./limits.ts";
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
export { gradientStep, type StepOptions, trainingStep, validationStep } from "./step.ts";
export { stopThreads } from "./threads.ts";
