import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { FileError } from "../../util/errors.ts";
import { namesIn } from "../arguments/options.ts";
import { CommandError } from "../problem.ts";

/** The options that may differ when a run goes on: they decide no number of what is done already. */
const manners = new Set<string>(namesIn("manners"));
const free = new Set<string>([
  ...manners,
  ...namesIn("measuring"),
  "epochs",
  "trials",
  "minutes",
  "resume",
  "runs",
  "fail-under",
]);

const fileName = "options.json";

/** Options of a run, and which of them were said. */
export interface Kept<G> {
  readonly given: G;
  readonly said: ReadonlySet<string>;
}

/** Keeps the options of a run in its folder. */
export function keepOptions(folder: string, { given, said }: Kept<object>): void {
  writeWhole(join(folder, fileName), `${JSON.stringify({ ...given, said: [...said] }, null, 2)}\n`);
}

/**
 * The options that a run began with; those said now take their place where they may differ.
 *
 * @throws CommandError that names the first option that must not differ, FileError E403 where there is no run.
 */
export function resumedOptions<G extends object>(folder: string, { given, said }: Kept<G>): Kept<G> {
  const now = given as Readonly<Record<string, unknown>>;
  const path = join(folder, fileName);
  if (!existsSync(path))
    throw new FileError("there is no run to go on with", {
      code: "E403",
      place: folder,
      expected: `a file ${fileName} in it`,
    });
  let before: Record<string, unknown>;
  let saidBefore: readonly string[];
  try {
    const { said: names, ...kept } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    if (!Array.isArray(names)) throw new Error("no list of the options that were said");
    [before, saidBefore] = [kept, names as string[]];
  } catch (error) {
    throw new FileError("the options of the run cannot be read", {
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  for (const name of [...said, "file"])
    if (!free.has(name) && now[name] !== undefined && before[name] !== now[name])
      throw new CommandError((words) =>
        words.optionChanged({ name, folder, before: String(before[name] ?? "–"), now: String(now[name]) }),
      );
  // Messages are as they are asked for now; what decides the training is as it was.
  const changed = Object.entries(now).filter(([name]) => free.has(name) && (said.has(name) || manners.has(name)));
  return { given: { ...given, ...before, ...Object.fromEntries(changed) }, said: new Set([...saidBefore, ...said]) };
}
