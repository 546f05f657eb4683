import { inputNames } from "../../data/inputs.ts";
import { loadRun, summarize } from "../../node.ts";
import { inert } from "../../util/inert.ts";
import { type Command, defineCommand } from "../command.ts";
import { tableLines } from "../results/report-lines.ts";

/** How many names of inputs are shown. */
const mostNames = 40;

/** `chainrule summary`: the layers of a model, with shapes, parameters as arithmetic, memory and work. */
export const command: Command = defineCommand({
  name: "summary",
  takes: ["run"],
  options: ["json", "lang"],
  run: async ({ print, words: { messages } }, { run, json }) => {
    const { model, preparation } = await loadRun(run);
    const summary = summarize(model);
    if (json) {
      print(JSON.stringify(summary));
      return;
    }
    const { layer, shape, parameters, work } = messages.summary;
    const rows = summary.layers.map((one) => [
      one.name,
      one.shape.join("×"),
      one.parameters.length === 0
        ? "0"
        : `${one.parameters.map((parameter) => parameter.shape.join("×")).join(" + ")} = ${one.parameterCount}`,
      String(one.multiplyAdds),
    ]);
    const names = preparation === undefined ? [] : inputNames(preparation.encoders).map((name) => inert(name, 40));
    const inputs = names.length > mostNames ? [...names.slice(0, mostNames), "…"] : names;
    print(
      [
        `${messages.summary.inputs} ${summary.inputs}${inputs.length === 0 ? "" : `: ${inputs.join(", ")}`}`,
        ...tableLines([[layer, shape, parameters, work], ...rows]),
        messages.summary.total({
          parameters: summary.parameterCount,
          bytes: summary.bytes,
          multiplyAdds: summary.multiplyAdds,
        }),
      ].join("\n"),
    );
  },
});
