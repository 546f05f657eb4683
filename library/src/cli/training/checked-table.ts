import { basename } from "node:path";
import { checkTable } from "../../data/checks/index.ts";
import type { Finding } from "../../data/findings.ts";
import type { PrepareOptions } from "../../data/prepare.ts";
import type { Table } from "../../data/table.ts";
import { usualFolds } from "../../experiment/defaults.ts";
import { readCsv } from "../../node.ts";
import { inert } from "../../util/inert.ts";
import { optionalNumber } from "../arguments/numbers.ts";
import { readingOptions, sourceFacts } from "../arguments/reading.ts";
import { prepareOptions } from "../arguments/settings.ts";
import type { Context } from "../command.ts";
import { findingLines } from "../results/findings.ts";
import { type Demand, demandsOf } from "./demands.ts";
import type { TrainingGiven } from "./given.ts";
import { line } from "./plan.ts";

/** A table that was read and checked, with what is to be predicted. */
export interface Checked {
  readonly file: string;
  readonly table: Table;
  readonly prepare: PrepareOptions;
  readonly findings: readonly Finding[];
  readonly folds: number | undefined;
  /** What `--fail-under` asks of the result. */
  readonly demands: readonly Demand[];
}

/** Reads and checks the table of a training, and says what was noticed. */
export async function checkedTable(context: Context, given: TrainingGiven, file: string): Promise<Checked> {
  const { say, words, changed } = context;
  const { messages } = words;
  // What is wrong here must not come to light only when everything has been trained.
  const demands = demandsOf(given["fail-under"]);
  const reading = readingOptions(given);
  const table = await readCsv(file, reading);
  say(line(context, "reading", `${inert(basename(file))}   ${messages.source(sourceFacts(table))}`));
  const testFile = given["test-file"];
  const testTable =
    testFile === undefined ? undefined : await readCsv(testFile, { ...reading, like: table.readings ?? {} });
  const prepare = prepareOptions(given, testTable);
  const { target, tasks = {}, group, weights } = prepare;
  const aside = [group, weights].flatMap((name) => (name === undefined ? [] : [name]));
  const findings = checkTable(table, { target, tasks, aside });
  for (const text of findingLines(findings, words.findings, changed, given.verbose ? Infinity : undefined)) say(text);
  const asked = optionalNumber("folds", given.folds, { whole: true });
  const split = given["test-file"] !== undefined || given.test !== undefined;
  const folds = asked ?? (split ? undefined : usualFolds(findings));
  return { file, table, prepare, findings, folds: folds !== undefined && folds >= 2 ? folds : undefined, demands };
}
