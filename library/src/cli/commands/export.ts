import { type Command, defineCommand } from "../command.ts";

/** `chainrule export`: a model in another format, read again and compared with what it was made of. */
export const command: Command = defineCommand({
  name: "export",
  takes: ["run"],
  options: ["to", "output", "lang", "quiet"],
  run: async ({ say, words: { messages } }, { run, to, output }) => {
    const { exportModel } = await import("../../node.ts");
    const format = to === "json" ? "json" : "safetensors";
    const { path, rows, difference } = await exportModel(run, format, output);
    say(messages.exported({ path, rows, difference: String(difference) }));
  },
});
