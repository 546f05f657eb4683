export * from "./prepare.ts";
export { parseCsv } from "./readers/csv.ts";
export * from "./table.ts";
