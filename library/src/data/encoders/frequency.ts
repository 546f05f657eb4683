import { categoryCounts, categoryOf, defineEncoder, type Encoder, type Fitted } from "./_encoder.ts";

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
  inputs: ({ column }) => [`share of ${column}`],
  write: ({ shares }, column, row, out, at) => {
    const category = categoryOf(column, row);
    out[at] = category !== undefined && Object.hasOwn(shares, category) ? shares[category]! : 0;
  },
});
