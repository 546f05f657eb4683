import { findingCodes } from "../../data/findings.ts";
import { nearest } from "../arguments/nearest.ts";
import { type Command, defineCommand } from "../command.ts";
import { type Code, errorCodes } from "../messages/findings.ts";
import { CommandError } from "../problem.ts";

const all: readonly Code[] = [...findingCodes, ...errorCodes];

/** `chainrule help CODE`: what a code means, why it matters, what is done about it, and how to change that. */
export const command: Command = defineCommand({
  name: "help",
  mayTake: ["code"],
  options: ["lang"],
  run: ({ print, words: { findings } }, { code: asked }) => {
    if (asked === undefined) {
      print(all.map((code) => `${code}  ${findings[code].title}`).join("\n"));
      return;
    }
    const code = asked.toUpperCase() as Code;
    if (!all.includes(code))
      throw new CommandError((texts) => {
        const near = texts.didYouMean({ near: nearest(code, [...all]) });
        return `${texts.unknownRecord({ kind: "code", name: asked, known: all.join(", ") })}; ${near}`;
      });
    const { title, why, done, change } = findings[code];
    const any = { code, count: 1 };
    print([`${code}  ${title}`, "", why, `→ ${done(any)}`, `→ ${change(any)}`].join("\n"));
  },
});
