import {
  type Derivation,
  describeFunction,
  describeLoss,
  functionLines,
  softmaxJacobian,
  toJson,
  toText,
} from "../../explain/index.ts";
import { latex } from "../../expr/latex.ts";
import type { Operation } from "../../expr/operation.ts";
import { identity } from "../../nn/activations/identity.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import type { Loss } from "../../nn/losses/_loss.ts";
import type { FunctionCurve } from "../../report/function-chart.ts";
import * as catalogs from "../arguments/catalogs.gen.ts";
import { lookUp } from "../arguments/lookup.ts";
import { numberOption } from "../arguments/numbers.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Messages } from "../messages/messages.ts";
import { CommandError } from "../problem.ts";
import { formulaLines } from "../results/formulas.ts";
import { plotLines } from "../screen/plot.ts";

/** `chainrule functions [NAME]`: what is known of an activation or a loss, worked out from its record. */
export const command: Command = defineCommand({
  name: "functions",
  mayTake: ["name"],
  options: ["digits", "format", "json", "lang", "debug"],
  run: async ({ print, output, words: { language, messages } }, { name, digits: text, format, json }) => {
    if (name === undefined) {
      print([...Object.keys(catalogs.activations), ...Object.keys(catalogs.losses)].join("\n"));
      return;
    }
    const digits = numberOption("digits", text, { whole: true, least: 1, below: 18 });
    const form = json ? "json" : format;
    if (name.split(":")[0] === "softmax") {
      const entries = softmaxJacobian(3);
      const lines = entries.flat().map(({ text: line, short }) => ({ text: line, latex: latex(short), remark: "" }));
      print(formulaLines(lines, form, output.columns));
      return;
    }
    if (Object.hasOwn(catalogs.losses, name.split(":")[0]!)) {
      const derivation = lossDerivation(await lookUp<Loss>("loss", catalogs.losses, name), name, messages);
      const options = { language, digits, width: output.columns, ascii: !output.unicode };
      const parts = (["loss", "backward"] as const).map((phase) => toText(derivation, { ...options, phase }));
      print(form === "json" ? JSON.stringify(toJson(derivation, options)) : parts.join("\n\n"));
      return;
    }
    const found = await lookUp<Operation | object>("activation", catalogs.activations, name);
    // Layers that learn, and functions of whole rows, have no formula of one number.
    if (typeof found !== "function" || !("derivative" in found))
      throw new CommandError(() => messages.noFormula({ name }));
    const description = describeFunction(found as Operation);
    const lines = functionLines(description, { language, digits });
    const curve = (of: "value" | "slope"): FunctionCurve["points"] =>
      description.points.flatMap((point) => (Number.isFinite(point[of]) ? [[point.x, point[of]] as const] : []));
    const curves = [
      { name: "f", points: curve("value") },
      { name: `f′ (${messages.plot.slope})`, points: curve("slope") },
    ];
    if (form === "svg") {
      const { functionSvg } = await import("../../report/function-chart.ts");
      const said = lines.map((one) => one.text).join("; ");
      print(functionSvg(curves, { title: description.symbol, x: "x", y: "f, f′", said }));
      return;
    }
    print(formulaLines(lines, form, output.columns));
    if (form !== "text") return;
    const [line, dots] = output.unicode ? ["─", "┄"] : ["*", "."];
    print(`\n  ${curves[0]!.name} ${line}   ${curves[1]!.name} ${dots}`);
    const series = curves.map(({ points }, i) => ({ points, dotted: i === 1 }));
    const rows = plotLines({
      series,
      columns: output.columns - 2,
      rows: 12,
      logarithmic: false,
      unicode: output.unicode,
    });
    print(rows.map((row) => `  ${row}`).join("\n"));
  },
});

/** The derivation of a loss on one row: behind the activation that it expects, one number or three classes. */
function lossDerivation(loss: Loss, name: string, messages: Messages): Derivation {
  const classes = loss.output === "softmax" || loss.output === "logSoftmax";
  const activation = loss.output === "sigmoid" ? sigmoid : classes ? softmax : identity;
  try {
    return describeLoss(loss, {
      activation: loss.predictions === "probabilities" ? activation : identity,
      width: classes ? 3 : 1,
      targets: classes ? [0, 1, 0] : [1],
    }).derivation;
  } catch {
    // Some losses look at pairs, triples or distributions: a row of one target says nothing of them.
    throw new CommandError(() => messages.noFormula({ name }));
  }
}
