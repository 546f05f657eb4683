import { ChainruleError } from "../util/errors.ts";
import type { ProblemTexts } from "./messages/problems.ts";

/** Options that, given instead of those that were, get further; `file` stands for the file itself. */
export type Change = Readonly<Record<string, string | true>>;

/** A command line that cannot be followed. Its words are picked from the catalog of the language in use. */
export class CommandError extends ChainruleError {
  readonly say: (texts: ProblemTexts) => string;
  readonly change: Change | undefined;

  constructor(say: (texts: ProblemTexts) => string, change?: Change) {
    super("the command line cannot be followed", { code: "E401" });
    this.say = say;
    this.change = change;
  }
}
