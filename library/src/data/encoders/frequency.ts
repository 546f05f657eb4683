import { categoryCounts, categoryPlaces, defineEncoder, type Encoder, type Fitted } from "./_encoder.ts";

interface FittedFrequency extends Fitted {
  readonly kind: "frequency";
  /** The share of training rows of each category. */
  readonly shares: Readonly<Record<string, number>>;
}

/** Categories as how common they are: the share of the training rows with the same category; 0 for a new one. */
export const frequency: Encoder = defineEncoder<FittedFrequency>({
  kind: "frequency",
  takes: ["categorical", "numeric"],
  fit: (column, rows) => ({
    kind: "frequency",
    column: column.name,
    shares: Object.fromEntries([...categoryCounts(column, rows)].map(([name, count]) => [name, count / rows.length])),
  }),
  seen: ({ shares }) => ({ kind: "categories", names: Object.keys(shares) }),
  inputs: ({ column }) => [`share of ${column}`],
  write: ({ shares }, column, rows, out, { at, width }) => {
    const values = Object.values(shares);
    categoryPlaces(column, rows, Object.keys(shares)).forEach((place, i) => {
      out[at + i * width] = values[place] ?? 0;
    });
  },
});
