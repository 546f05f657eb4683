import type { CsvOptions } from "../data/readers/csv.ts";
import type { ColumnKind, Table } from "../data/table.ts";
import { ArgumentError } from "../util/errors.ts";

/** The names of these options. */
export type ReadingOption = "delimiter" | "decimal" | "encoding" | "types" | "ignore";

/** The options of every command that reads a table. */
export const readingArgs: Readonly<Record<ReadingOption, { readonly type: "string"; readonly description: string }>> = {
  delimiter: { type: "string", description: "what separates cells; found out unless given" },
  decimal: { type: "string", description: "what stands before decimals: . or ,; found out unless given" },
  encoding: { type: "string", description: "encoding of the file; found out unless given" },
  types: { type: "string", description: "kinds of columns: zip=categorical,day=date (or numeric)" },
  ignore: { type: "string", description: "columns to leave out, separated by commas" },
};

type Given = Readonly<Partial<Record<ReadingOption, string | undefined>>>;

const kinds: readonly string[] = ["numeric", "date", "categorical"] satisfies ColumnKind[];

/** How a table is read, from the options of the command line. @throws ArgumentError that names the option. */
export function readingOptions({ delimiter, decimal, encoding, types, ignore }: Given): CsvOptions {
  if (decimal !== undefined && decimal !== "." && decimal !== ",")
    throw new ArgumentError("--decimal is wrong", { expected: ". or ,", found: decimal });
  const typed = (types ?? "")
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.lastIndexOf("=");
      const [name, kind] = [part.slice(0, at), part.slice(at + 1)];
      if (at < 1 || !kinds.includes(kind))
        throw new ArgumentError("--types is wrong", { expected: `column=${kinds.join(" or column=")}`, found: part });
      return [name, kind as ColumnKind] as const;
    });
  return {
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "\\t" ? "\t" : delimiter }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(encoding === undefined ? {} : { encoding }),
    types: Object.fromEntries(typed),
    ignore: (ignore ?? "").split(",").filter((name) => name !== ""),
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
