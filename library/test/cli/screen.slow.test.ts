import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/node.ts";
import { bin, data, workplace } from "./_command.ts";

const { folder } = workplace();
const socket = `chainrule-${process.pid}`;
const tmux = (...words: string[]): string =>
  spawnSync("tmux", ["-L", socket, ...words], { encoding: "utf8" }).stdout ?? "";
const there = spawnSync("tmux", ["-V"]).status === 0;
afterAll(() => {
  if (there) tmux("kill-server");
});

/** Types a command into a terminal of some width and gives the screen, scrolled-off lines too, once it has ended. */
async function screen(columns: number, line: string, during?: (text: string) => void): Promise<string> {
  const name = `w${columns}-${Math.random().toString(36).slice(2)}`;
  tmux(
    "new-session",
    "-d",
    "-s",
    name,
    "-x",
    String(columns),
    "-y",
    "40",
    "-c",
    folder,
    `env PS1= TERM=xterm-256color sh`,
  );
  tmux("set-option", "-t", name, "history-limit", "5000");
  tmux("send-keys", "-t", name, `${line}; echo "code=$?="`, "Enter");
  for (let i = 0; i < 300; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const text = tmux("capture-pane", "-p", "-t", name, "-S", "-2000");
    if (/^code=\d+=$/m.test(text)) {
      tmux("kill-session", "-t", name);
      return text;
    }
    during?.(text);
  }
  throw new Error(`the command has not ended: ${tmux("capture-pane", "-p", "-t", name)}`);
}

/** The numbers of a report as a person would look for them on the screen. */
function shownNumbers({ results }: Report): string[] {
  return results
    .flatMap(({ comparison: { network, linear, constant } }) =>
      [network, linear, constant].flatMap(({ metrics }) =>
        Object.values(metrics).map(({ value }) => (Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(3))),
      ),
    )
    .filter((text) => !text.startsWith("0.000"));
}

describe.skipIf(!there)("at a real terminal", () => {
  for (const lang of ["en", "zh"])
    for (const columns of [60, 80, 200])
      test(`${columns} columns, ${lang}: no number is broken, and progress stays on one line`, async () => {
        const runs = `runs-${lang}-${columns}`;
        let most = 0;
        const seen = await screen(
          columns,
          `${process.execPath} ${bin} train ${data("penguins.csv")} --target Species --runs ${runs} --lang ${lang} --epochs 400 --patience 400`,
          (text) => {
            most = Math.max(most, text.split("\n").filter((line) => /^ (epoch|轮) +\d+\/400/.test(line)).length);
          },
        );
        expect(seen).toMatch(/^code=0=$/m);
        // One line of progress that is drawn again and again.
        expect(most).toBeLessThanOrEqual(1);
        expect(seen.split("\n").filter((line) => /^ (epoch|轮) +\d+\/400/.test(line))).toHaveLength(1);
        const report = JSON.parse(readFileSync(join(folder, runs, "001/report.json"), "utf8")) as Report;
        for (const number of shownNumbers(report)) expect(seen).toContain(number);
        // What the command line itself prints fits: only what was typed may have been wrapped.
        const [, ...printed] = seen.split(/^(?= Reading| 读取)/m);
        for (const line of printed.join("").split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      }, 60_000);
  test("Ctrl-C saves and says how to go on; what it says, typed, goes on", async () => {
    const name = "interrupted";
    tmux("new-session", "-d", "-s", name, "-x", "100", "-y", "30", "-c", folder, `env PS1= TERM=xterm-256color sh`);
    const send = (...keys: string[]): string => tmux("send-keys", "-t", name, ...keys);
    const wait = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (let i = 0; i < 300; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const found = pattern.exec(tmux("capture-pane", "-p", "-t", name, "-S", "-500"));
        if (found !== null) return found;
      }
      throw new Error(`nothing like ${pattern}: ${tmux("capture-pane", "-p", "-t", name)}`);
    };
    send(`alias chainrule='${process.execPath} ${bin}'`, "Enter");
    send(`chainrule train ${data("digits.csv.gz")} --target digit --runs stop --epochs 3000 --patience 3000`, "Enter");
    await wait(/epoch +\d+\/3000.*rows\/s/);
    send("C-c");
    const [, next] = await wait(/To go on: (chainrule train --resume stop\/001)/);
    send(`${next} --epochs 5`, "Enter");
    await wait(/going on with stop\/001[\s\S]*Next/);
    tmux("kill-session", "-t", name);
  }, 90_000);
});
