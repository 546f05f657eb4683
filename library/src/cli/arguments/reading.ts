import type { CsvOptions } from "../../data/readers/csv.ts";
import type { AskedKind } from "../../data/readers/reading.ts";
import type { Table } from "../../data/table.ts";
import { CommandError } from "../problem.ts";
import { namesOption, pairsOption } from "./numbers.ts";
import type { Given, NamesIn } from "./options.ts";

type ReadingName = NamesIn<"reading">;

const kinds: readonly string[] = [
  "numeric",
  "date",
  "date-day-first",
  "date-month-first",
  "categorical",
] satisfies Exclude<AskedKind, object>[];

/** How a table is read, from the options of the command line. @throws CommandError that names the option. */
export function readingOptions(given: Given<ReadingName>): CsvOptions {
  const { delimiter, decimal, encoding, types, ignore } = given;
  const expected = kinds.map((kind) => `column=${kind}`).join(", ");
  const typed = pairsOption("types", types, expected).map(([name, kind]) => {
    if (!kinds.includes(kind))
      throw new CommandError((words) => words.notPair({ name: "types", found: `${name}=${kind}`, expected }));
    return [name, kind as AskedKind] as const;
  });
  return {
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "\\t" ? "\t" : delimiter }),
    ...(decimal === undefined ? {} : { decimal: decimal as "." | "," }),
    ...(encoding === undefined ? {} : { encoding }),
    types: Object.fromEntries(typed),
    ignore: namesOption(ignore),
    skipBad: given["skip-bad"],
  };
}

/** How a table was read, in one line: `569 rows × 31 columns, utf-8, comma`. */
export function sourceFacts({ source, rowCount, columns }: Table): {
  rows: number;
  columns: number;
  encoding: string;
  delimiter: string;
  decimal: string;
} {
  const names: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
  return {
    rows: rowCount,
    columns: columns.length,
    encoding: source.encoding.toUpperCase(),
    delimiter: names[source.delimiter] ?? source.delimiter,
    decimal: source.decimal,
  };
}
