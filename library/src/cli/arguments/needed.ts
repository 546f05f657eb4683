import { headerOf } from "../../node.ts";
import { inert } from "../../util/inert.ts";
import type { CommandName } from "../messages/help.ts";
import { CommandError } from "../problem.ts";
import type { Given, NamesIn } from "./options.ts";
import { readingOptions } from "./reading.ts";

/** How many columns are named. */
const mostColumns = 30;

/** @throws CommandError where there is no file to read. */
export function neededFile(file: string | undefined, command: CommandName): string {
  if (file !== undefined) return file;
  throw new CommandError((words) => words.missingArgument({ name: "FILE", command }));
}

/** @throws CommandError that names the columns where no target is said, with the last one as a guess. */
export async function neededTarget(
  target: string | undefined,
  file: string,
  reading: Given<NamesIn<"reading">>,
): Promise<void> {
  if (target !== undefined && target !== "") return;
  const header = file === "-" ? [] : await headerOf(file, readingOptions(reading));
  const shown = header
    .slice(0, mostColumns)
    .map((name) => inert(name))
    .join(", ");
  const columns =
    header.length === 0 ? undefined : header.length > mostColumns ? `${shown}, … (${header.length})` : shown;
  const last = header.at(-1);
  throw new CommandError(
    (words) => words.missingOption({ name: "target", columns }),
    last === undefined ? undefined : { target: last },
  );
}
