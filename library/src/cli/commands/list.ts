import * as catalogs from "../arguments/catalogs.gen.ts";
import { nearest } from "../arguments/nearest.ts";
import { type Command, defineCommand } from "../command.ts";
import { CommandError } from "../problem.ts";

const all: Readonly<Record<string, object>> = { ...catalogs };

/** `chainrule list`: the names that other commands take, one on a line. */
export const command: Command = defineCommand({
  name: "list",
  mayTake: ["catalog"],
  options: ["lang"],
  run: ({ print }, { catalog }) => {
    const known = Object.keys(all);
    if (catalog !== undefined && !Object.hasOwn(all, catalog))
      throw new CommandError((texts) => {
        const near = texts.didYouMean({ near: nearest(catalog, known) });
        return `${texts.unknownRecord({ kind: "catalog", name: catalog, known: known.join(", ") })}; ${near}`;
      });
    print((catalog === undefined ? known : Object.keys(all[catalog]!)).join("\n"));
  },
});
