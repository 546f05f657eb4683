import {
  type Depth,
  encodedColumns,
  explainStep,
  type Notation,
  type Phase,
  type RenderOptions,
  toHtml,
  toJson,
  toLatex,
  toMarkdown,
  toText,
  withChecks,
  withEncoding,
} from "../../explain/index.ts";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { type Command, defineCommand } from "../command.ts";
import { listOption, numberOption, optionalNumber } from "../numbers.ts";
import { namesIn } from "../options.ts";
import { CommandError } from "../problem.ts";
import { savedStep } from "../step-of-run.ts";

/** `chainrule explain RUN --row 12`: a whole training step on a row, as worked, checked mathematics. */
export const command: Command = defineCommand({
  name: "explain",
  takes: ["run"],
  mayTake: ["file"],
  options: [...namesIn("explaining"), "output", "quiet", "lang", "debug"],
  run: async ({ say, print, output, words: { messages, language } }, given) => {
    const digits = numberOption("digits", given.digits, { whole: true, least: 1, below: 18 });
    const at = optionalNumber("row", given.row, { whole: true, least: 1 });
    const ofFile = optionalNumber("line", given.line, { whole: true, least: 2 });
    const cell = given.cell === undefined ? [1, 1] : listOption("cell", given.cell, { whole: true, least: 1 });
    if (cell.length !== 2)
      throw new CommandError((texts) => texts.notPair({ name: "cell", found: given.cell ?? "", expected: "1,2" }));
    const step = await savedStep(given.run, given.file);
    const { table, preparation, known, fresh } = step;
    const row = ofFile === undefined ? (at ?? 1) - 1 : (known.find((one) => table.lineOf(one) === ofFile) ?? -1);
    if (!known.includes(row))
      throw new CommandError(() => messages.noRow({ row: given.line ?? given.row ?? "1", rows: table.rowCount }));
    const rows = Int32Array.of(row);
    const facts = step.on(rows);
    const place = [cell[0]!, cell[1]!] as const;
    const bare = explainStep(facts);
    const checked = given.check ? withChecks(bare, facts, { cell: place }) : bare;
    const derivation = withEncoding(checked, encodedColumns(table, preparation.encoders, rows));
    const options: RenderOptions = {
      language,
      notation: given.notation as Notation,
      depth: Number(given.depth) as Depth,
      digits,
      whole: given.whole,
      cell: place,
      ...(given.phase === undefined ? {} : { phase: given.phase as Phase }),
      ...(given.layer === undefined ? {} : { layer: given.layer }),
    };
    const formats: Readonly<Record<string, () => string>> = {
      text: () => toText(derivation, { ...options, width: output.columns, ascii: given.ascii || !output.unicode }),
      md: () => toMarkdown(derivation, options),
      latex: () => toLatex(derivation, options),
      html: () => toHtml(derivation, options),
      json: () => JSON.stringify(toJson(derivation, options)),
    };
    say(messages.explained({ folder: given.run, line: table.lineOf(row), fresh }));
    const text = formats[given.format]!();
    if (given.output === undefined) print(text);
    else writeWhole(given.output, `${text}\n`);
  },
});
