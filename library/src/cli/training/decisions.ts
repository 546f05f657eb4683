import { type Experiment, lossForAll, type TabularOptions, tellingRows } from "../../node.ts";
import type { Decision } from "../../report/page.ts";
import type { Language } from "../messages/words.ts";

/** Larger networks are not worked out in a report: `chainrule explain` does it where it is wanted. */
const mostParameters = 20_000;

/** A typical row and the one that was answered worst, each with the whole step on it. */
export async function decisionsOf(
  { judges }: Experiment,
  training: TabularOptions | undefined,
  language: Language,
): Promise<readonly Decision[]> {
  const [judge] = judges;
  if (judge === undefined || training === undefined || judge.model.weights.length > mostParameters) return [];
  const { encodedColumns, explainStep, toHtmlPart, withEncoding } = await import("../../explain/index.ts");
  const { prepared, model } = judge;
  const { test, tasks, encoders } = prepared;
  const { optimizer, clip, loss } = training;
  const { typical, worst } = await tellingRows(judge);
  const inputs = test.inputs.length / Math.max(1, test.rowCount);
  const targets = test.targets.length / Math.max(1, test.rowCount);
  const decision = (kind: Decision["kind"], at: number | undefined): Decision[] => {
    if (at === undefined) return [];
    const derivation = explainStep({
      network: model.network,
      rows: {
        inputs: test.inputs.subarray(at * inputs, (at + 1) * inputs),
        targets: test.targets.subarray(at * targets, (at + 1) * targets),
        rowCount: 1,
      },
      weights: model.weights,
      layerState: model.layerState,
      loss: lossForAll(tasks, loss),
      ...("advance" in optimizer ? {} : { optimizer }),
      ...(clip === undefined ? {} : { clip }),
    });
    const row = Int32Array.of(test.rows[at]!);
    const whole = withEncoding(derivation, encodedColumns(test.table, encoders, row));
    return [{ kind, line: test.table.lineOf(row[0]!), html: toHtmlPart(whole, kind, { language, depth: 1 }) }];
  };
  return [...decision("typical", typical), ...decision("worst", worst)];
}
