import { type Given, type NamesIn, namesIn } from "../arguments/options.ts";

/** The options that `train` and `search` share. */
export type TrainingName = NamesIn<
  "preparing" | "reading" | "network" | "training" | "running" | "keeping" | "manners"
>;
export const trainingNames: readonly TrainingName[] = namesIn(
  "preparing",
  "reading",
  "network",
  "training",
  "running",
  "keeping",
  "manners",
);

/** Their values. */
export type TrainingGiven = Given<TrainingName>;
