import type { Preparation } from "../../data/prepare.ts";
import type { Table } from "../../data/table.ts";
import {
  type Depth,
  type Derivation,
  encodedColumns,
  explainStep,
  type Notation,
  type Phase,
  rowContributions,
  type StepFacts,
  type TextOptions,
  toHtml,
  toJson,
  toLatex,
  toMarkdown,
  toText,
  withChecks,
  withContributions,
  withEncoding,
  withEngine,
} from "../../explain/index.ts";
import { engineValues } from "../../runtime/node-values.ts";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { listOption, numberOption, optionalNumber } from "../arguments/numbers.ts";
import { namesIn } from "../arguments/options.ts";
import { runningSettings } from "../arguments/settings.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Messages } from "../messages/messages.ts";
import { CommandError } from "../problem.ts";
import type { Scrubbed } from "../screen/scrubbing.ts";
import { keptOptions } from "../training/given-training.ts";
import { happenedStep, savedStep } from "../training/step-of-run.ts";

/** `chainrule explain RUN --row 12`: a whole training step on a row, as worked, checked mathematics. */
export const command: Command = defineCommand({
  name: "explain",
  takes: ["run"],
  mayTake: ["file"],
  options: [...namesIn("explaining"), "output", "quiet", "lang", "debug"],
  run: async ({ say, print, output, words }, given) => {
    const { messages, language } = words;
    const digits = numberOption("digits", given.digits, { whole: true, least: 1, below: 18 });
    const at = optionalNumber("row", given.row, { whole: true, least: 1 });
    const ofFile = optionalNumber("line", given.line, { whole: true, least: 2 });
    const cell = given.cell === undefined ? [1, 1] : listOption("cell", given.cell, { whole: true, least: 1 });
    if (cell.length !== 2)
      throw new CommandError((texts) => texts.notPair({ name: "cell", found: given.cell ?? "", expected: "1,2" }));
    if (given.interactive && !(output.interactive && process.stdin.isTTY))
      throw new CommandError((texts) => texts.noTerminal({ name: "interactive" }));
    const happened = optionalNumber("step", given.step, { whole: true, least: 1 });
    const asked = { at, ofFile };
    const subject =
      happened === undefined
        ? await nextStep(given.run, given.file, asked, messages)
        : await oldStep(given.run, given.file, happened, asked, messages);
    const place = [cell[0]!, cell[1]!] as const;
    const options: TextOptions = {
      language,
      notation: given.notation as Notation,
      depth: Number(given.depth) as Depth,
      digits,
      whole: given.whole,
      cell: place,
      ...(given.layer === undefined ? {} : { layer: given.layer }),
      ascii: given.ascii || !output.unicode,
    };
    /** What is shown of a step: with checks and the engine's values where asked for, rows in front. */
    const derived = async ({ facts, divided, table, preparation, rows }: Subject, check: boolean) => {
      const bare = explainStep(facts);
      const checked = divided(check ? withChecks(bare, facts, { cell: place }) : bare);
      const compared = given.engine ? await besideEngine(checked, given.run) : checked;
      return withEncoding(compared, encodedColumns(table, preparation.encoders, rows));
    };
    if (given.interactive) {
      const { scrub } = await import("../screen/scrubbing.ts");
      const scrubbed = async (one: Subject): Promise<Scrubbed> => {
        const derivation = await derived(one, given.check);
        const next = one.next?.(derivation);
        return {
          derivation,
          checked: () => derived(one, true),
          next: next && (async () => scrubbed(await next())),
        };
      };
      // Who presses Ctrl-C wants the process to have been interrupted.
      if (await scrub(await scrubbed(subject), options, words)) process.exitCode = 130;
      return;
    }
    const derivation = await derived(subject, given.check);
    const ofPhase = given.phase === undefined ? options : { ...options, phase: given.phase as Phase };
    const formats: Readonly<Record<string, () => string>> = {
      text: () => toText(derivation, { ...ofPhase, width: output.columns }),
      md: () => toMarkdown(derivation, ofPhase),
      latex: () => toLatex(derivation, ofPhase),
      html: () => toHtml(derivation, ofPhase),
      json: () => JSON.stringify(toJson(derivation, ofPhase)),
    };
    if (!Object.hasOwn(formats, given.format)) throw new CommandError(() => messages.plot.noSvg);
    say(subject.told);
    const text = formats[given.format]!();
    if (given.output === undefined) print(text);
    else writeWhole(given.output, `${text}\n`);
  },
});

/** A derivation with what the engine of a run computes beside its lines. */
async function besideEngine(derivation: Derivation, folder: string): Promise<Derivation> {
  const graph = derivation.engineGraph();
  const execution = runningSettings(keptOptions(folder));
  return withEngine(derivation, await engineValues([...graph.nodes.values()], graph.bindings, execution), graph);
}

/** Which row is asked for: its place in the table from 1, or its line in the file. */
interface Asked {
  readonly at: number | undefined;
  readonly ofFile: number | undefined;
}

/** What is explained. */
interface Subject {
  readonly table: Table;
  readonly preparation: Preparation;
  readonly rows: Int32Array;
  readonly facts: StepFacts;
  readonly told: string;
  /** For rows of a batch: what each adds to the gradient. */
  readonly divided: (derivation: Derivation) => Derivation;
  /** The training step after this one, where there is one to be had. */
  readonly next: ((derivation: Derivation) => (() => Promise<Subject>) | undefined) | undefined;
}

function rowAmong(rows: Int32Array, table: Table, { at, ofFile }: Asked): number | undefined {
  if (ofFile !== undefined) return rows.find((row) => table.lineOf(row) === ofFile);
  return rows.includes((at ?? 1) - 1) ? (at ?? 1) - 1 : undefined;
}

async function nextStep(folder: string, file: string | undefined, asked: Asked, messages: Messages): Promise<Subject> {
  const { table, preparation, known, fresh, on } = await savedStep(folder, file);
  const row = rowAmong(known, table, asked);
  if (row === undefined)
    throw new CommandError(() => messages.noRow({ row: String(asked.ofFile ?? asked.at ?? 1), rows: table.rowCount }));
  const rows = Int32Array.of(row);
  const subject = {
    table,
    preparation,
    rows,
    told: messages.explained({ folder, line: table.lineOf(row), fresh }),
    divided: (derivation: Derivation) => derivation,
  };
  const from = (facts: StepFacts): Subject => ({
    ...subject,
    facts,
    next: ({ after }) => {
      if (after === undefined) return undefined;
      return () => Promise.resolve(from({ ...facts, ...after, step: (facts.step ?? 1) + 1 }));
    },
  });
  return from(on(rows));
}

async function oldStep(
  folder: string,
  file: string | undefined,
  step: number,
  asked: Asked,
  messages: Messages,
): Promise<Subject> {
  const { table, preparation, past, rows, separable, on } = await happenedStep(folder, file, step);
  const lines = [...rows].map((row) => table.lineOf(row)).join(", ");
  const one = asked.at !== undefined || asked.ofFile !== undefined;
  const row = one ? rowAmong(rows, table, asked) : undefined;
  if (one && row === undefined) {
    const line = asked.ofFile ?? table.lineOf(asked.at! - 1);
    throw new CommandError(() => messages.notInBatch({ line, step, lines }));
  }
  // Masks and batch statistics belong to the whole batch: then all of it is shown.
  const alone = row !== undefined && separable;
  const shown = alone ? Int32Array.of(row) : rows;
  const told = messages.rebuilt({ folder, step, epoch: past.epoch, lines, alone });
  const focus = row === undefined ? undefined : rows.indexOf(row);
  const divided = (derivation: Derivation): Derivation => {
    if (rows.length === 1) return derivation;
    const found = rowContributions(on(rows), focus);
    const places = Array.from(rows, (one) => table.lineOf(one));
    return withContributions(derivation, found, { alone, lines: places, ...(focus === undefined ? {} : { focus }) });
  };
  // The batch of the next step is another one: all its rows are shown.
  const next = () => () => oldStep(folder, file, step + 1, { at: undefined, ofFile: undefined }, messages);
  return { table, preparation, rows: shown, facts: on(shown), told, divided, next };
}
