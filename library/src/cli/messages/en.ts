/** Every text that the command line prints. */
export const en = {
  columns: (rows: number, inputs: number, target: string, kind: string): string =>
    `${rows} rows, ${inputs} inputs, target ${target}: ${kind}`,
  dropped: (column: string, reason: string): string => `left out ${column}: ${reason}`,
  split: (training: number, validation: number, test: number, seed: number): string =>
    `training ${training}, validation ${validation}, test ${test}, seed ${seed}`,
  network: (text: string, parameters: number): string => `${text}, ${parameters} parameters`,
  progress: (epoch: number, loss: number, validation: number | undefined): string =>
    `epoch ${epoch}  loss ${loss.toFixed(4)}${validation === undefined ? "" : `  validation ${validation.toFixed(4)}`}`,
  result: (rows: number): string => `Result on ${rows} unseen rows`,
  saved: (folder: string): string => `Saved in ${folder}. Next: chainrule predict ${folder} FILE`,
};

/** The catalog of texts; another language must have every key. */
export type Messages = typeof en;
