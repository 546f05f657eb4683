import { type Command, defineCommand } from "../command.ts";
import { CommandError } from "../problem.ts";

/** What each shell runs to complete a line: it asks `chainrule` itself, so that no name stands in two places. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_chainrule() {
  local IFS=$'\\n'
  COMPREPLY=($(chainrule completion --words "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [ \${#COMPREPLY[@]} -eq 0 ] && compopt -o default
}
complete -F _chainrule chainrule`,
  zsh: `#compdef chainrule
_chainrule() {
  local -a found
  found=("\${(@f)$(chainrule completion --words "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _chainrule chainrule`,
  fish: `complete -c chainrule -f -a '(chainrule completion --words (commandline -opc)[2..] (commandline -ct) 2>/dev/null; or __fish_complete_path)'`,
};

/** `chainrule completion SHELL`: a script for the shell's start file; with `--words`, what may come next on a line. */
export const command: Command = defineCommand({
  name: "completion",
  takes: ["shell"],
  options: ["lang"],
  run: ({ print }, { shell }) => {
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined)
      throw new CommandError((texts) =>
        texts.unknownRecord({ kind: "shell", name: shell, known: Object.keys(scripts).join(", ") }),
      );
    print(script);
  },
});
