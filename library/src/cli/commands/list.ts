import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { closest } from "fastest-levenshtein";
import { ArgumentError } from "../../util/errors.ts";
import * as catalogs from "../catalogs.gen.ts";

const all: Readonly<Record<string, object>> = { ...catalogs };
const args = {
  catalog: { type: "positional", description: Object.keys(all).join(", "), required: false },
} satisfies ArgsDef;

/** `chainrule list`: the names that other commands take, one on a line. */
export const command: CommandDef = defineCommand({
  meta: { name: "list", description: "Name the activations, losses, optimizers … that there are" },
  args,
  run: ({ args: given }) => {
    const { catalog } = given;
    if (catalog !== undefined && !Object.hasOwn(all, catalog))
      throw new ArgumentError(`there is no catalog "${catalog}"`, {
        expected: `one of ${Object.keys(all).join(", ")}`,
        remedy: `did you mean "${closest(catalog, Object.keys(all))}"?`,
      });
    const names = catalog === undefined ? Object.keys(all) : Object.keys(all[catalog]!);
    process.stdout.write(`${names.join("\n")}\n`);
  },
}) as unknown as CommandDef;
