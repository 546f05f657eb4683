import { newRunFolder } from "../../node.ts";
import { neededFile, neededTarget } from "../arguments/needed.ts";
import type { Context } from "../command.ts";
import type { CommandName } from "../messages/help.ts";
import { type Checked, checkedTable } from "./checked-table.ts";
import type { TrainingGiven } from "./given.ts";
import { type Kept, keepOptions, resumedOptions } from "./keeping.ts";

/** A run that begins or goes on. */
export interface Beginning<G> extends Kept<G> {
  readonly checked: Checked;
  readonly folder: string;
  readonly resumes: boolean;
}

/**
 * The beginning of every training: the options, those of the run that goes on where one does; the table, read and checked;
 * and a folder in which the options are kept.
 */
export async function beginning<G extends TrainingGiven & { readonly file?: string }>(
  context: Context,
  command: CommandName,
  now: G,
): Promise<Beginning<G>> {
  const typed = { given: now, said: context.said };
  const { given, said } = now.resume === undefined ? typed : resumedOptions(now.resume, typed);
  const file = neededFile(given.file, command);
  await neededTarget(given.target, file, given);
  const checked = await checkedTable(context, given, file);
  const folder = now.resume ?? newRunFolder(given.runs);
  if (now.resume === undefined) keepOptions(folder, { given: { ...given, file }, said });
  return { given, said, checked, folder, resumes: now.resume !== undefined };
}
