import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { overview, usageOf } from "../../src/cli/arguments/usage.ts";
import type { Command } from "../../src/cli/command.ts";
import { commandNames } from "../../src/cli/messages/help.ts";
import { helpIn, wordsIn } from "../../src/cli/messages/words.ts";
import { bin, data, workplace } from "./_command.ts";

const { folder, chainrule, started } = workplace();
const train = ["train", data("iris.csv"), "--target", "class", "--epochs", "4"] as const;

describe("help", () => {
  test("names every command and every option, in both languages, and fits the screen", async () => {
    const commands = await Promise.all(
      commandNames.map(async (name) => {
        const { command } = (await import(`../../src/cli/commands/${name}.ts`)) as { command: Command };
        return [name, command] as const;
      }),
    );
    for (const lang of ["en", "zh"] as const)
      for (const columns of [60, 80, 200]) {
        const texts = await helpIn(lang);
        const first = overview(texts, columns);
        for (const [name, command] of commands) {
          expect(first).toContain(`  ${name} `);
          const text = usageOf(command, texts, columns);
          expect(text).not.toMatch(/undefined|\[object/);
          for (const line of `${first}\n${text}`.split("\n"))
            expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
        }
      }
    const environment = { COLUMNS: "60", LANG: "zh_XX.UTF-8" };
    const shown = started(["train", "--help"], { environment }).stdout;
    expect(shown).toBe(`${usageOf(commands.find(([name]) => name === "train")![1], await helpIn("zh"), 60)}\n`);
    expect(shown).toMatch(/--learning-rate …/);
    expect(started(["--help"], { environment }).stdout).toBe(`${overview(await helpIn("zh"), 60)}\n`);
    expect(chainrule("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
  test("what is almost right is guessed", () => {
    const told = (...words: string[]): string => {
      const { status, stderr, stdout } = chainrule(...words);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).not.toMatch(/\n\s+at /);
      return stderr;
    };
    expect(told("trian")).toMatch(/no command "trian"; did you mean "train"/);
    expect(told(...train, "--lerning-rate", "1")).toMatch(/no option --lerning-rate; did you mean "--learning-rate"/);
    expect(told(...train, "--learn", "1")).toMatch(/did you mean "--learning-rate"/);
    expect(told("list", "optimizer")).toMatch(/did you mean "optimizers"/);
    expect(told("help", "W20")).toMatch(/did you mean "W20/);
    expect(told("train", data("iris.csv"))).toMatch(
      /--target is missing; the columns are sepal_length, .*class[\s\S]*try: .*--target class/,
    );
    expect(told("train")).toMatch(/train needs a FILE/);
    expect(told("predict", "x")).toMatch(/predict needs a file/);
    expect(told("predict", "x", "y", "z")).toMatch(/"z"/);
    expect(told(...train, "--seed")).toMatch(/--seed needs a value/);
    expect(told(...train, "--quiet=yes")).toMatch(/--quiet takes no value/);
    expect(told(...train, "--fail-under", "luck=1")).toMatch(/no metric "luck"; there are accuracy, log loss/);
    expect(told("nonsense", "--lang", "zh")).toMatch(/没有命令“nonsense”/);
  });
  test("list names what other commands take", () => {
    expect(chainrule("list").stdout.split("\n")).toContain("activations");
    for (const name of ["prelu", "gelu", "maxout"])
      expect(chainrule("list", "activations").stdout).toContain(`${name}\n`);
  });
});

describe("where things are written", () => {
  test("data on standard output, messages on standard error; --quiet and --json", () => {
    const plain = chainrule(...train);
    expect(plain.stdout).toMatch(/^Result on/);
    expect(plain.stderr).toMatch(/Reading[\s\S]*epoch=1 train=[\d.]+ validation=[\d.]+/);
    const quiet = chainrule(...train, "--quiet", "--json");
    expect(quiet.stderr).toBe("");
    const events = quiet.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(["epoch", "epoch", "epoch", "epoch", "result"]);
    expect(events[4].report.results[0].comparison.network.metrics.accuracy.value).toBeGreaterThan(0);
    const wrong = started(["train", "absent.csv", "--target", "y", "--json"], {});
    expect(JSON.parse(wrong.stdout)).toMatchObject({ event: "error", code: "E101" });
    expect(chainrule(...train, "--verbose").stderr).toMatch(/petal_length: standardize, 1 input/);
  });
  test("nothing that is piped has an escape byte, whatever the surroundings; TERM=dumb is ASCII", () => {
    for (const environment of [{}, { NO_COLOR: "1", FORCE_COLOR: "1" }, { TERM: "dumb" }, { TERM: "xterm-256color" }]) {
      const { stdout, stderr } = started(train, { environment });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(stdout + stderr).not.toMatch(/\u001b/);
    }
    const dumb = started(train, { environment: { TERM: "dumb" } }).stdout;
    expect(dumb.replace(/[–±·×…]/g, "")).not.toMatch(/[\u2500-\u28ff]/);
  });
  test("a reader that has seen enough ends nothing badly", () => {
    // The reader is gone before the first line is written.
    const command = `("$0" "$1" list activations; echo "left with $?" >&2) | { exec <&-; sleep 2; }`;
    const { status, stderr } = spawnSync("bash", ["-c", command, process.execPath, bin], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, "left with 0\n"]);
  });
  test("exit codes: 0, 1 where a demand is not met, 2 where nothing could be done", () => {
    expect(chainrule(...train, "--fail-under", "accuracy=0.01").status).toBe(0);
    const failed = chainrule(...train, "--fail-under", "accuracy=1.1,log loss=1000");
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/accuracy 0\.\d+ is below 1\.1/);
    expect(failed.stderr).not.toMatch(/log loss/);
    expect(chainrule(...train, "--fail-under", "log loss=0.0001").stderr).toMatch(/log loss [\d.]+ is above 0\.0001/);
    expect(chainrule("train", "absent.csv", "--target", "y").status).toBe(2);
    // A demand for what there is not is refused before anything is trained or kept.
    for (const command of ["train", "search"]) {
      const words = [data("iris.csv"), "--target", "class", "--fail-under", "beauty=1", "--runs", "none"];
      const unknown = chainrule(command, ...words);
      expect([unknown.status, existsSync(join(folder, "none"))]).toEqual([2, false]);
      expect(unknown.stderr).toMatch(/no metric "beauty"/);
    }
  });
});

describe("languages", () => {
  test("Chinese, by option and by surroundings", () => {
    const asked = chainrule(...train, "--lang", "zh");
    expect(asked.stderr).toMatch(/读取.*150 行/);
    expect(asked.stdout).toMatch(/准确率/);
    expect(started(train, { environment: { LANG: "zh_CN.UTF-8" } }).stdout).toBe(
      asked.stdout.replace(/runs\/\d+/g, (run) => run.replace(/\d+$/, (n) => String(Number(n) + 1).padStart(3, "0"))),
    );
  });
  test("both languages have the same keys, and no sentence of one is the other's", async () => {
    const [en, zh] = [await wordsIn("en"), await wordsIn("zh")];
    const keys = (value: unknown, path = ""): string[] =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([name, part]) => keys(part, `${path}.${name}`))
        : [path];
    // The names of metrics stay where a language has no word of its own.
    const inBoth = (path: string): boolean => !path.startsWith(".messages.metrics") && !path.includes(".page.leftOut");
    expect(keys(zh).filter(inBoth).sort()).toEqual(keys(en).filter(inBoth).sort());
    const sentences = (value: unknown): string[] =>
      typeof value === "string"
        ? [value]
        : typeof value === "object" && value !== null
          ? Object.values(value).flatMap(sentences)
          : [];
    const english = new Set(sentences(en));
    expect(sentences(zh).filter((text) => english.has(text) && /[a-z] [a-z]/.test(text))).toEqual([]);
  });
});

describe("completion", () => {
  const next = (...words: string[]): string[] =>
    chainrule("completion", "--words", ...words)
      .stdout.trim()
      .split("\n");
  test("commands, options, values, columns of the table, files", () => {
    expect(next("tr")).toEqual(["train"]);
    expect(next("train", "x.csv", "--learn")).toEqual(["--learning-rate"]);
    expect(next("train", "x.csv", "--activation", "gel")).toEqual(["geluTanh", "gelu"]);
    expect(next("train", data("iris.csv"), "--target", "pet")).toEqual(["petal_length", "petal_width"]);
    expect(next("train", data("iris.csv"), "--types", "petal_width=d")).toContain("petal_width=date");
    writeFileSync(join(folder, "some.csv"), "a\n1\n");
    expect(next("check", "som")).toEqual(["some.csv"]);
    expect(next("help", "W20")).toHaveLength(9);
    expect(next("nonsense", "x")).toEqual([""]);
  });
  test("a script for each shell", () => {
    expect(chainrule("completion", "bash").stdout).toMatch(/complete -F _chainrule chainrule/);
    expect(chainrule("completion", "zsh").stdout).toMatch(/#compdef chainrule/);
    expect(chainrule("completion", "fish").stdout).toMatch(/complete -c chainrule/);
    expect(chainrule("completion", "sh").status).toBe(2);
  });
});
