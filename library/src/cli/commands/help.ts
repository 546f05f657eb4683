import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { type FindingCode, findingCodes } from "../../data/findings.ts";
import { ArgumentError } from "../../util/errors.ts";
import { findingTexts } from "../printing.ts";

const args = {
  code: { type: "positional", description: "a code such as W203; all of them where absent", required: false },
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** `chainrule help CODE`: what a code means, why it matters, what is done about it. */
export const command: CommandDef = defineCommand({
  meta: { name: "help", description: "Explain a code such as W203" },
  args,
  run: async ({ args: given }) => {
    const texts = await findingTexts(given.lang, process.env);
    if (given.code === undefined) {
      process.stdout.write(`${findingCodes.map((code) => `${code}  ${texts[code].title}`).join("\n")}\n`);
      return;
    }
    const code = given.code.toUpperCase() as FindingCode;
    if (!findingCodes.includes(code))
      throw new ArgumentError(`there is no code "${given.code}"`, {
        expected: findingCodes.join(", "),
        remedy: "chainrule help lists them",
      });
    const { title, why, done, change } = texts[code];
    process.stdout.write(`${code}  ${title}\n\n${why}\n→ ${done}; ${change}\n`);
  },
}) as unknown as CommandDef;
