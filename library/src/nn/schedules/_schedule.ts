/** A learning rate that changes: a rule of time, counted from 0 in epochs or in steps. */
export interface Schedule {
  readonly name: string;
  /** What time counts. */
  readonly unit: "epoch" | "step";
  /** The rate at time t, from the optimizer's own rate and what the schedule has observed. */
  readonly rate: (base: number, t: number, observed: ScheduleState) => number;
  /** What it keeps between epochs, as it begins; absent where time alone decides. */
  readonly start?: ScheduleState;
  /** What it keeps after an epoch with this validation loss (training loss where there is none). */
  readonly observe?: (state: ScheduleState, loss: number) => ScheduleState;
}

/** Plain numbers, so that a checkpoint can hold them. */
export type ScheduleState = Readonly<Record<string, number>>;

/** Makes a schedule of its record. */
export function defineSchedule(record: Schedule): Schedule {
  return record;
}

/** What every schedule lets one choose. */
export interface TimeOptions {
  /** Whether time counts epochs (unless said otherwise) or steps. */
  readonly unit?: "epoch" | "step";
}
