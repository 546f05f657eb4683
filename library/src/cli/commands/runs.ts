import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { differences, listRuns, type RunRecord, readRun } from "../../node.ts";
import { messagesIn } from "../messages/messages.ts";
import { inert } from "../printing.ts";
import { tableLines } from "../results.ts";

const args = {
  first: { type: "positional", description: "folder of runs, or the first of two runs to compare", required: false },
  second: { type: "positional", description: "the second run", required: false },
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

interface Report {
  readonly comparison?: {
    readonly network?: { readonly metrics?: Readonly<Record<string, { readonly value: number }>> };
  };
  readonly curve?: readonly unknown[];
}

function row({ folder, options, report }: RunRecord): string[] {
  const { comparison, curve } = (report ?? {}) as Report;
  const [metric] = Object.entries(comparison?.network?.metrics ?? {});
  const text = (name: string): string => inert(String(options[name] ?? ""), 24);
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
    metric === undefined ? "–" : `${metric[0]} ${metric[1].value.toFixed(3)}`,
  ];
}

/** `chainrule runs`: the runs in a folder as a table; of two runs, where they differ. */
export const command: CommandDef = defineCommand({
  meta: { name: "runs", description: "List runs, or say where two of them differ" },
  args,
  run: async ({ args: given }) => {
    const { runs: words } = await messagesIn(given.lang, process.env);
    if (given.second === undefined) {
      const rows = listRuns(given.first ?? "runs").map(row);
      process.stdout.write(`${tableLines([[...words.head], ...rows]).join("\n")}\n`);
      return;
    }
    const [left, right] = [readRun(given.first ?? ""), readRun(given.second)];
    const found = [
      ...differences(left.options, right.options, "options"),
      ...differences(left.report, right.report, "report"),
    ];
    if (found.length === 0) {
      process.stdout.write(`${words.same}\n`);
      return;
    }
    const value = (part: unknown): string => inert(typeof part === "string" ? part : (JSON.stringify(part) ?? "–"), 40);
    // The first number of the curve that differs says where two trainings part; the rest of the curve follows from it.
    let curveShown = 0;
    const shown = found.filter(({ path }) => !path.startsWith("report.curve.") || curveShown++ === 0);
    const rows = shown.slice(0, 60).map(({ path, left: a, right: b }) => [path, value(a), value(b)]);
    process.stdout.write(`${tableLines([["", left.folder, right.folder], ...rows]).join("\n")}\n`);
  },
}) as unknown as CommandDef;
