import type { FindingChange } from "../data/findings.ts";
import { ChainruleError } from "../util/errors.ts";
import type { ProblemTexts } from "./messages/problems.ts";

/** A command line that cannot be followed. Its words are picked from the catalog of the language in use. */
export class CommandError extends ChainruleError {
  readonly say: (texts: ProblemTexts) => string;
  readonly change: FindingChange | undefined;

  constructor(say: (texts: ProblemTexts) => string, change?: FindingChange) {
    super("the command line cannot be followed", { code: "E401" });
    this.say = say;
    this.change = change;
  }
}
