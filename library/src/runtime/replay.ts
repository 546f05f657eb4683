import type { Executable, Numbers, Session } from "../compiler/step.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import type { NumberError } from "../util/errors.ts";
import type { Guard } from "./guard.ts";
import { type Advance, extended, sumsAmong } from "./learner.ts";
import { explainNonFinite } from "./non-finite.ts";
import type { Objective } from "./objective.ts";
import type { Traceable } from "./step.ts";

/** The program of a training step, what brings its states back, and its graph for so many rows. */
interface Replayed {
  readonly session: Session;
  readonly executable: Executable;
  readonly guard: Guard;
  readonly graphOf: (rows: number) => Traceable<Objective>;
  readonly loss: Loss;
}

/** Steps of a training, counted from 0. */
interface Stretch {
  readonly first: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/**
 * Brings the states back that were before some steps, does these again one by one, and stops before the one with a number
 * that is not finite. `givenFor` says what a step is given, by its epoch and its place there.
 */
export async function replay(
  { session, executable, guard, graphOf, loss: kind }: Replayed,
  { first, steps, stepsPerEpoch }: Stretch,
  givenFor: (epoch: number, position: number) => Readonly<Record<string, Numbers>>,
): Promise<Advance> {
  guard.restore();
  let done: Advance = { losses: [], sums: {} };
  while (done.losses.length < steps) {
    const step = first + done.losses.length;
    const epoch = Math.floor(step / stepsPerEpoch) + 1;
    const given = givenFor(epoch, step % stepsPerEpoch);
    const outputs = await executable.start(1, given);
    const loss = outputs["loss"]![0]!;
    if (!Number.isFinite(loss) || !(await guard.accept())) {
      guard.restore();
      const occasion = { step: step + 1, epoch, rows: "training", given } as const;
      const rows = given["rows"]!.length;
      const failure = (): Promise<NumberError> => explainNonFinite(session, graphOf(rows), kind, occasion);
      return { ...done, failure };
    }
    done = { losses: [...done.losses, loss], sums: extended(done.sums, sumsAmong(outputs)) };
  }
  return done;
}
