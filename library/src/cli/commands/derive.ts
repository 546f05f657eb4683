import { calculusLines, derive } from "../../explain/index.ts";
import { FormulaError } from "../../util/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { formulaLines } from "../formulas.ts";
import { namesOption, numberOption, pairsOption } from "../numbers.ts";
import { CommandError } from "../problem.ts";

/** `chainrule derive FORMULA`: partial derivatives with the rule of every step, and their check at a point. */
export const command: Command = defineCommand({
  name: "derive",
  takes: ["formula"],
  options: ["at", "wrt", "second", "digits", "format", "json", "lang", "debug"],
  run: ({ print, output, words: { language } }, given) => {
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
    print(formulaLines(lines, given.json ? "json" : given.format, output.columns));
  },
});
