import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { inputNames } from "../../data/prepare.ts";
import { loadRun, summarize } from "../../node.ts";
import { messagesIn } from "../messages/messages.ts";
import { inert } from "../printing.ts";
import { tableLines } from "../results.ts";

const args = {
  run: { type: "positional", description: "run folder or .safetensors file", required: true },
  json: { type: "boolean", description: "the summary as JSON" },
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** `chainrule summary`: the layers of a model, with shapes, parameters as arithmetic, memory and work. */
export const command: CommandDef = defineCommand({
  meta: { name: "summary", description: "Show a model's layers, parameters, memory and work" },
  args,
  run: async ({ args: given }) => {
    const { model, preparation } = await loadRun(given.run);
    const summary = summarize(model);
    if (given.json === true) {
      process.stdout.write(`${JSON.stringify(summary)}\n`);
      return;
    }
    const messages = await messagesIn(given.lang, process.env);
    const { layer, shape, parameters, work } = messages.summary;
    const rows = summary.layers.map((one) => [
      one.name,
      one.shape.join("×"),
      one.parameters.length === 0
        ? "0"
        : `${one.parameters.map((parameter) => parameter.shape.join("×")).join(" + ")} = ${one.parameterCount}`,
      String(one.multiplyAdds),
    ]);
    const lines = tableLines([[layer, shape, parameters, work], ...rows]);
    const names = preparation === undefined ? [] : inputNames(preparation.encoders).map((name) => inert(name, 40));
    const inputs = names.length > 40 ? [...names.slice(0, 40), "…"] : names;
    process.stdout.write(
      `${[
        `${messages.summary.inputs} ${summary.inputs}${inputs.length === 0 ? "" : `: ${inputs.join(", ")}`}`,
        ...lines,
        messages.summary.total({
          parameters: summary.parameterCount,
          bytes: summary.bytes,
          multiplyAdds: summary.multiplyAdds,
        }),
      ].join("\n")}\n`,
    );
  },
}) as unknown as CommandDef;
