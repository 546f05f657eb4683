import { inert } from "../../util/inert.ts";
import { type Command, defineCommand } from "../command.ts";

/** How many names of inputs are shown. */
const mostNames = 40;

/** `chainrule summary`: the layers of a model, with shapes, parameters as arithmetic, memory and work. */
export const command: Command = defineCommand({
  name: "summary",
  takes: ["run"],
  options: ["program", "json", "lang"],
  run: async ({ print, output, words: { messages, programs } }, { run, json, program: wanted }) => {
    const { loadRun, summarize } = await import("../../node.ts");
    const { inputNames } = await import("../../data/inputs.ts");
    const { programData, programLines } = await import("../results/program-lines.ts");
    const { penFor } = await import("../screen/pen.ts");
    const { programOfRun } = await import("../training/program-of-run.ts");
    const { model, preparation } = await loadRun(run);
    const summary = summarize(model);
    const known = wanted ? await programOfRun(run, model, preparation) : undefined;
    if (json) {
      const program = known && { batch: known.rows, training: known.training, ...programData(known.program) };
      print(JSON.stringify({ ...summary, program }));
      return;
    }
    const pen = penFor(output);
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
        ...pen.text(
          `${messages.summary.inputs} ${summary.inputs}${inputs.length === 0 ? "" : `: ${inputs.join(", ")}`}`,
        ),
        ...pen.tableOrTurned([[layer, shape, parameters, work], ...rows]),
        ...pen.text(
          messages.summary.total({
            parameters: summary.parameterCount,
            bytes: summary.bytes,
            multiplyAdds: summary.multiplyAdds,
          }),
        ),
        ...(known === undefined
          ? []
          : [
              "",
              ...programLines(
                known.training ? programs.training({ batch: known.rows }) : programs.inference({ rows: known.rows }),
                known.program,
                programs,
                output,
              ),
            ]),
      ].join("\n"),
    );
  },
});
