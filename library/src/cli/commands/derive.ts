import { type Calculus, calculusLines, derive } from "../../explain/index.ts";
import { evaluate } from "../../expr/evaluate.ts";
import { FormulaError } from "../../util/errors.ts";
import { namesOption, numberOption, pairsOption } from "../arguments/numbers.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Messages } from "../messages/messages.ts";
import { CommandError } from "../problem.ts";
import { formulaLines } from "../results/formulas.ts";

/** `chainrule derive FORMULA`: partial derivatives with the rule of every step, and their check at a point. */
export const command: Command = defineCommand({
  name: "derive",
  takes: ["formula"],
  options: ["at", "wrt", "second", "digits", "format", "json", "lang", "debug"],
  run: async ({ print, output, words: { language, messages } }, given) => {
    const point = pairsOption("at", given.at, "x=1,y=2").map(
      ([name, value]) => [name, numberOption("at", value, { least: -Infinity })] as const,
    );
    const digits = numberOption("digits", given.digits, { whole: true, least: 1, below: 18 });
    let calculus: ReturnType<typeof derive>;
    try {
      calculus = derive(given.formula, {
        ...(point.length === 0 ? {} : { at: Object.fromEntries(point) }),
        ...(given.wrt === undefined ? {} : { wrt: namesOption(given.wrt) }),
        second: given.second,
      });
    } catch (error) {
      if (error instanceof FormulaError) throw new CommandError(() => error.message);
      throw error;
    }
    const lines = calculusLines(calculus, { language, digits });
    if (given.format === "svg")
      print(await picture(calculus, given.formula, messages.plot, lines.map(({ text }) => text).join("; ")));
    else print(formulaLines(lines, given.json ? "json" : given.format, output.columns));
  },
});

/** How far a curve reaches from its point, and the steps by which a secant becomes the tangent. */
const reach = 4;
const deltas = [2, 1, 0.5];

/** The picture of a derivative: secants that become the tangent, or a surface with its slice and its tangent plane. */
async function picture(
  { formula, variables, at, value, partials }: Calculus,
  title: string,
  words: Messages["plot"],
  said: string,
): Promise<string> {
  if (at === undefined || value === undefined) throw new CommandError(() => words.noPlot);
  const [x, y] = variables;
  if (x !== undefined && y === undefined) {
    const { curveOf, functionSvg, lineThrough } = await import("../../report/function-chart.ts");
    const here = at[x]!;
    const curve = curveOf("f", formula, x, [here - reach, here + reach]);
    const secants = deltas.map((delta) => {
      const rise = (evaluate(formula, { [x]: here + delta }) - value) / delta;
      return lineThrough(words.secant({ delta: String(delta) }), [here, value], rise, curve);
    });
    const tangent = lineThrough(words.tangent, [here, value], partials[0]!.value!, curve);
    return functionSvg([curve, tangent, ...secants], { title, x, y: "f", said });
  }
  const slopes = [x, y].map((name) => partials.find(({ variable }) => variable === name)?.value);
  if (x === undefined || y === undefined || variables.length > 2 || slopes.some((slope) => slope === undefined))
    throw new CommandError(() => words.noPlot);
  const { surfaceSvg } = await import("../../report/surface.ts");
  return surfaceSvg({
    title,
    formula,
    variables: [x, y],
    at: [at[x]!, at[y]!],
    slopes: slopes as [number, number],
    said,
    names: { slice: words.slice({ name: y, value: String(at[y]) }), tangent: words.plane },
  });
}
