import { type Command, defineCommand } from "../command.ts";

/** So many rows make the loss that is checked. */
const mostRows = 8;

/** `chainrule gradcheck RUN`: the gradients of a run against difference quotients; exit code 1 where they are wrong. */
export const command: Command = defineCommand({
  name: "gradcheck",
  takes: ["run"],
  mayTake: ["file"],
  options: ["json", "lang", "debug"],
  run: async ({ print, words: { messages } }, { run, file, json }) => {
    const { checkGradient, lossObjective } = await import("../../explain/index.ts");
    const { savedStep } = await import("../training/step-of-run.ts");
    const step = await savedStep(run, file);
    const rows = step.known.slice(0, mostRows);
    const found = checkGradient(lossObjective(step.on(rows)), { seed: 0 });
    if (!found.passed) process.exitCode = 1;
    if (json) {
      print(JSON.stringify({ ...found, culprits: found.culprits.map(({ symbol, ratio }) => ({ symbol, ratio })) }));
      return;
    }
    const { method, checked, total, counts, worst, culprits, passed } = found;
    print(
      messages.gradients({
        method,
        checked,
        total,
        rows: rows.length,
        passed,
        kinks: counts.kink,
        rounding: counts.rounding,
      }),
    );
    if (worst !== undefined) {
      const { parameter, element, exact, numeric, finding } = worst;
      const name = element === undefined ? parameter : `${parameter}[${element.map((i) => i + 1).join(",")}]`;
      print(
        messages.worstGradient({
          parameter: name,
          exact: exact.toPrecision(9),
          numeric: numeric.toPrecision(9),
          finding,
        }),
      );
    }
    for (const { symbol, ratio } of culprits)
      print(messages.wrongFunction({ symbol, ratio: ratio?.toFixed(2) ?? "?" }));
  },
});
