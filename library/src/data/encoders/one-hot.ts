import { categoryCounts, categoryPlaces, defineEncoder, type Encoder, type Fitted } from "./_encoder.ts";

interface FittedOneHot extends Fitted {
  readonly kind: "one-hot";
  readonly categories: readonly string[];
}

/** One input for each category of the training rows: 1 for its own, 0 for the others; all 0 for any other category. */
export const oneHot: Encoder = defineEncoder<FittedOneHot>({
  kind: "one-hot",
  takes: ["categorical", "numeric"],
  fit: (column, rows) => ({
    kind: "one-hot",
    column: column.name,
    categories: [...categoryCounts(column, rows).keys()],
  }),
  seen: ({ categories: names }) => ({ kind: "categories", names }),
  inputs: ({ column, categories }) => categories.map((category) => `${column} = ${category}`),
  write: ({ categories }, column, rows, out, { at, width }) => {
    categoryPlaces(column, rows, categories).forEach((place, i) => {
      const from = at + i * width;
      out.fill(0, from, from + categories.length);
      if (place >= 0) out[from + place] = 1;
    });
  },
});
