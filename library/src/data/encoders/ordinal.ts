import { categoryCounts, categoryPlaces, defineEncoder, type Encoder, type Fitted } from "./_encoder.ts";

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
  seen: ({ categories: names }) => ({ kind: "categories", names }),
  inputs: ({ column }) => [column],
  write: ({ categories }, column, rows, out, { at, width }) => {
    categoryPlaces(column, rows, categories).forEach((place, i) => {
      out[at + i * width] = place < 0 || categories.length < 2 ? 0 : (2 * place) / (categories.length - 1) - 1;
    });
  },
});
