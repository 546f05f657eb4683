import { categoryCounts, categoryOf, defineEncoder, type Encoder, type Fitted } from "./_encoder.ts";

interface FittedOrdinal extends Fitted {
  readonly kind: "ordinal";
  readonly categories: readonly string[];
}

/** Categories as steps of equal height from −1 to 1, in alphabetical (or numeric) order; 0 for any other or none. */
export const ordinal: Encoder = defineEncoder<FittedOrdinal>({
  kind: "ordinal",
  takes: ["categorical", "numeric"],
  fit: (column, rows) => ({
    kind: "ordinal",
    column: column.name,
    categories: [...categoryCounts(column, rows).keys()],
  }),
  inputs: ({ column }) => [column],
  write: ({ categories }, column, row, out, at) => {
    const category = categoryOf(column, row);
    const place = category === undefined ? -1 : categories.indexOf(category);
    out[at] = place < 0 || categories.length < 2 ? 0 : (2 * place) / (categories.length - 1) - 1;
  },
});
