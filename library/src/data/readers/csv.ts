import { parse } from "csv-parse/browser/esm/sync";
import { DataError } from "../../util/errors.ts";
import { inferColumn, type Table } from "../table.ts";

/**
 * Reads a table from CSV: comma-separated UTF-8 with a header line.
 *
 * @throws DataError E101 where there are no rows, E102 where the bytes are no UTF-8, E103 where rows differ in length.
 */
export function parseCsv(source: string | Uint8Array, name = "the table"): Table {
  const text = typeof source === "string" ? source : decode(source, name);
  let records: string[][];
  try {
    records = parse(text, { bom: true, relaxColumnCount: true, skipEmptyLines: true }) as string[][];
  } catch (error) {
    throw new DataError("the file cannot be read as CSV", {
      code: "E103",
      place: name,
      found: error instanceof Error ? error.message : String(error),
      remedy: "check the quotes",
    });
  }
  const [header, ...rows] = records;
  if (header === undefined || rows.length === 0)
    throw new DataError("the table has no rows", { code: "E101", place: name, expected: "a header line and rows" });
  const ragged = rows.flatMap((row, i) => (row.length === header.length ? [] : [i + 2]));
  if (ragged.length > 0)
    throw new DataError(`${ragged.length} rows have another number of cells than the header`, {
      code: "E103",
      place: `${name}, row ${ragged.slice(0, 3).join(", ")}`,
      expected: `${header.length} cells`,
      found: `${rows[ragged[0]! - 2]!.length}`,
    });
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined)
    throw new DataError(`two columns are named "${twice}"`, {
      code: "E103",
      place: name,
      remedy: "rename one of them",
    });
  return {
    name,
    rowCount: rows.length,
    columns: header.map((column, i) =>
      inferColumn(
        column,
        rows.map((row) => row[i]!),
      ),
    ),
  };
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DataError("the file is no UTF-8 text", { code: "E102", place: name, remedy: "save it as UTF-8" });
  }
}
