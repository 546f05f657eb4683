import type { Report, RunRecord } from "../../node.ts";
import { inert } from "../../util/inert.ts";
import { type Command, defineCommand } from "../command.ts";

/** `chainrule runs`: the runs in a folder as a table; of two runs, where they differ. */
export const command: Command = defineCommand({
  name: "runs",
  mayTake: ["first", "second"],
  options: ["json", "lang", "debug"],
  run: async ({ print, words: { messages } }, { first, second, json }) => {
    const { compareRuns, listRuns, readRun } = await import("../../node.ts");
    const { tableLines } = await import("../results/report-lines.ts");
    const words = messages.runs;
    if (second === undefined) {
      const runs = listRuns(first ?? "runs");
      if (json) for (const run of runs) print(JSON.stringify(run));
      else print(tableLines([[...words.head], ...runs.map(row)]).join("\n"));
      return;
    }
    const [left, right] = [readRun(first ?? ""), readRun(second)];
    const found = compareRuns(left, right);
    if (json) {
      print(JSON.stringify(found));
      return;
    }
    const { configuration, curve, metrics, others } = found;
    const value = (part: unknown): string => inert(typeof part === "string" ? part : (JSON.stringify(part) ?? "–"), 40);
    const parts = [
      [words.configuration, configuration],
      [words.curve, curve === undefined ? [] : [curve]],
      [words.metrics, metrics],
    ] as const;
    const rows = parts.flatMap(([title, some]) =>
      some.length === 0
        ? []
        : [
            [title, left.folder, right.folder],
            ...some.map((one) => [`  ${shortened(one.path)}`, value(one.left), value(one.right)]),
          ],
    );
    print(rows.length + others.length === 0 ? words.same : tableLines(rows).join("\n"));
    if (others.length > 0) print(words.others({ count: others.length }));
  },
});

/** The path of a difference without what is the same for all: `accuracy` of the first target, `epoch 1 loss`. */
function shortened(path: string): string {
  const metric = /^results\.(\d+)\.comparison\.network\.metrics\.(.*)\.value$/.exec(path);
  if (metric !== null) return metric[1] === "0" ? metric[2]! : `${metric[2]} (${Number(metric[1]) + 1})`;
  return path.replace(/^curve\.(\d+)\./, (_, epoch: string) => `epoch ${Number(epoch) + 1} `);
}

function row({ folder, options, report }: RunRecord): string[] {
  const { results = [], curve } = (report ?? {}) as Partial<Report>;
  const told = results.map(({ comparison: { network } }) => {
    const found = network.metrics[network.headline];
    return found === undefined ? "–" : `${network.headline} ${found.value.toFixed(3)}`;
  });
  // What was chosen where nothing was said stands in the report only.
  const { configuration = {} } = (report ?? {}) as Partial<Report>;
  const text = (name: string): string => inert(String(configuration[name] ?? options[name] ?? "–"), 24);
  return [
    folder,
    text("file"),
    text("target"),
    text("layers"),
    text("activation"),
    text("optimizer"),
    text("learning-rate"),
    text("seed"),
    curve === undefined ? "–" : String(curve.length),
    told.length === 0 ? "–" : told.join(", "),
  ];
}
