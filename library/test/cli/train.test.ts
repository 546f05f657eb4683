import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chainrule(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const bin = join(root, "library/bin/chainrule.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}
const data = (name: string): string => join(root, "examples/data", name);

describe("the main job", () => {
  test("breast cancer: trains, compares, leaves a run folder that predict uses", () => {
    const { status, stdout } = chainrule("train", data("breast-cancer.csv"), "--target", "class");
    expect(status).toBe(0);
    expect(stdout).toMatch(/Result on \d+ unseen rows/);
    const report = JSON.parse(readFileSync(join(folder, "runs/001/report.json"), "utf8"));
    expect(report.comparison.network.metrics.accuracy.value).toBeGreaterThan(0.9);
    expect(report.comparison.verdict).toMatch(/^(as linear|better)$/);
    const predicted = chainrule("predict", "runs/001", data("breast-cancer.csv"));
    expect(predicted.status).toBe(0);
    const lines = predicted.stdout.trim().split("\n");
    expect(lines).toHaveLength(570);
    expect(lines[0]).toMatch(/,prediction,p_benign,p_malignant$/);
    const rows = lines.slice(1).map((line) => line.split(","));
    const truth = lines[0]!.split(",").indexOf("class");
    const answer = lines[0]!.split(",").indexOf("prediction");
    expect(rows.filter((row) => row[truth] === row[answer]).length / 569).toBeGreaterThan(0.93);
  });
  test("the same seed gives the same report", () => {
    const scores = ["a", "b"].map((runs) => {
      chainrule("train", data("iris.csv"), "--target", "class", "--runs", runs, "--seed", "3");
      const report = JSON.parse(readFileSync(join(folder, runs, "001/report.json"), "utf8"));
      return JSON.stringify([report.comparison, report.curve]);
    });
    expect(scores[0]).toBe(scores[1]);
  });
  test("numbers: a regression is better than the mean", () => {
    chainrule("train", data("diabetes.csv"), "--target", "progression", "--runs", "d");
    const report = JSON.parse(readFileSync(join(folder, "d/001/report.json"), "utf8"));
    expect(report.comparison.network.metrics["R²"].value).toBeGreaterThan(0.2);
  });
  test("missing cells and texts are encoded", () => {
    chainrule("train", data("penguins.csv"), "--target", "Species", "--runs", "p");
    const report = JSON.parse(readFileSync(join(folder, "p/001/report.json"), "utf8"));
    expect(report.comparison.network.metrics.accuracy.value).toBeGreaterThan(0.9);
  });
});

describe("a run that is interrupted", () => {
  const options = ["train", data("penguins.csv"), "--target", "Species", "--epochs", "20000", "--patience", "20000"];
  const run = (...more: string[]): Promise<{ code: number | null; stderr: string }> =>
    new Promise((resolve) => {
      const bin = join(root, "library/bin/chainrule.js");
      const child = spawn(process.execPath, [bin, ...options, ...more], { cwd: folder });
      let stderr = "";
      let asked = false;
      child.stdout.resume();
      child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk;
        // The first epoch has been reported: training is under way. A second signal would end it without saving.
        if (!stderr.includes("epoch=1 ") || more.includes("--resume") || asked) return;
        asked = true;
        child.kill("SIGINT");
      });
      child.on("close", (code) => resolve({ code, stderr }));
    });
  test("saves, says how to go on, and ends with the weights of a run that was not", async () => {
    const first = await run("--runs", "stopped");
    expect(first.code).toBe(130);
    expect(first.stderr).toMatch(/interrupted.*--resume stopped\/001/);
    expect(existsSync(join(folder, "stopped/001/model.safetensors"))).toBe(false);
    expect(chainrule(...options, "--resume", "stopped/001", "--seed", "5").stderr).toMatch(
      /--seed.*expected 0; found 5/,
    );
    const second = await run("--resume", "stopped/001");
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/going on with stopped\/001 from epoch/);
    chainrule(...options, "--runs", "whole");
    const weights = ["stopped", "whole"].map((name) => readFileSync(join(folder, name, "001/model.safetensors")));
    expect(weights[0]!.equals(weights[1]!)).toBe(true);
    const curves = ["stopped", "whole"].map(
      (name) => JSON.parse(readFileSync(join(folder, name, "001/report.json"), "utf8")).curve,
    );
    expect(curves[0]).toEqual(curves[1]);
  });
});

describe("names and languages", () => {
  test("help names every command, and a command that is almost right is guessed", () => {
    const { stdout, status } = chainrule("--help");
    expect(status).toBe(0);
    for (const name of ["train", "predict", "evaluate", "check", "summary", "runs", "list", "help"])
      expect(stdout).toContain(`  ${name} `);
    expect(chainrule("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(chainrule("train", "--help").stdout).toMatch(/--learning-rate/);
    const wrong = chainrule("trian");
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/no command "trian".*did you mean "train"/);
    expect(chainrule("train", "x.csv").stderr).toMatch(/target/);
  });
  test("list names what other commands take", () => {
    expect(chainrule("list").stdout.split("\n")).toContain("activations");
    for (const name of ["prelu", "gelu", "maxout"])
      expect(chainrule("list", "activations").stdout).toContain(`${name}\n`);
    expect(chainrule("list", "optimizer").stderr).toMatch(/did you mean "optimizers"/);
  });
  test("learned activations, other losses and other optimizers", () => {
    for (const more of [
      ["--activation", "prelu", "--loss", "binaryFocal", "--optimizer", "nadam"],
      ["--activation", "maxout", "--layers", "8,4", "--loss", "meanSquaredError", "--optimizer", "lion"],
      ["--layers", "", "--optimizer", "sgd", "--learning-rate", "0.1"],
    ]) {
      const { status, stderr, stdout } = chainrule("train", data("breast-cancer.csv"), "--target", "class", ...more);
      expect(status, stderr).toBe(0);
      expect(Number(/accuracy\s+([\d.]+)/.exec(stdout)![1])).toBeGreaterThan(0.85);
    }
  });
  test("every option of a training, and options behind names", () => {
    for (const more of [
      ["--dropout", "0.2", "--l1", "0.0001", "--l2", "0.001", "--clip-norm", "1", "--initializer", "heNormal"],
      ["--schedule", "cosine:total=200,least=0.0001", "--max-norm", "3", "--activation", "elu:alpha=0.5"],
      ["--optimizer", "lbfgs:history=5", "--l2", "0.01", "--epochs", "60"],
      ["--schedule", "multiStep:milestones=5+10,gamma=0.5", "--optimizer", "adamW:weightDecay=0.1"],
    ]) {
      const { status, stderr, stdout } = chainrule("train", data("breast-cancer.csv"), "--target", "class", ...more);
      expect(status, stderr).toBe(0);
      expect(Number(/accuracy\s+([\d.]+)/.exec(stdout)![1])).toBeGreaterThan(0.9);
    }
    const wrong = (...more: string[]) => chainrule("train", data("iris.csv"), "--target", "class", ...more).stderr;
    expect(wrong("--schedule", "cosine:total")).toMatch(/expected name:option=number/);
    expect(wrong("--activation", "relu:slope=1")).toMatch(/"relu" takes no options/);
    expect(wrong("--dropout", "1")).toMatch(/0 ≤ rate < 1/);
  });
  test("events as JSON, and no messages where they are not wanted", () => {
    const { stdout, stderr } = chainrule(
      "train",
      data("iris.csv"),
      "--target",
      "class",
      "--epochs",
      "4",
      "--json",
      "--quiet",
    );
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(["epoch", "epoch", "epoch", "epoch", "result"]);
    expect(events[4].comparison.network.metrics.accuracy.value).toBeGreaterThan(0);
    expect(stderr).toBe("");
  });
  test("Chinese", () => {
    const { stdout } = chainrule("train", data("iris.csv"), "--target", "class", "--epochs", "3", "--lang", "zh");
    expect(stdout).toMatch(/行未见数据上的结果/);
    // Every column is as wide on the screen as its head.
    expect(stdout).toMatch(/准确率\s+\d/);
  });
});

describe("honest results", () => {
  test("a shuffled target is called no better than the baseline", () => {
    const [header, ...rows] = readFileSync(data("breast-cancer.csv"), "utf8").trim().split("\n");
    const at = header!.split(",").indexOf("class");
    const cells = rows.map((row) => row.split(","));
    const shuffled = cells.map((row, i) =>
      row.map((cell, k) => (k === at ? cells[(i * 211 + 97) % cells.length]![at]! : cell)),
    );
    writeFileSync(join(folder, "shuffled.csv"), [header, ...shuffled.map((row) => row.join(","))].join("\n"));
    for (const seed of ["0", "1", "2"]) {
      const { stdout } = chainrule("train", "shuffled.csv", "--target", "class", "--seed", seed);
      expect(stdout).toMatch(/Not clearly better than always|Worse than always/);
    }
  });
  test("intervals, a plain sentence and the confusion of classes, without NaN, at any width", () => {
    const { stdout } = chainrule("train", data("iris.csv"), "--target", "class", "--runs", "honest");
    expect(stdout).toMatch(/accuracy +[\d.]+ +[\d.]+ +0\.333 +[\d.]+ – [\d.]+/);
    expect(stdout).toMatch(/intervals of this net: Wilson, bootstrap of rows\nBetter than guessing/);
    expect(stdout).toMatch(/predicted setosa/);
    expect(stdout + readFileSync(join(folder, "honest/001/report.json"), "utf8")).not.toMatch(/NaN|undefined/);
  });
  test("predict keeps the cells as they are, and counts what training never saw", () => {
    chainrule("train", data("penguins.csv"), "--target", "Species", "--runs", "new");
    const [header, ...rows] = readFileSync(data("penguins.csv"), "utf8").trim().split("\n");
    const changed = rows.slice(0, 3).map((row, i) => (i === 1 ? row.replace("Torgersen", "Atlantis") : row));
    writeFileSync(join(folder, "new.csv"), [header, ...changed].join("\n"));
    const { stdout, stderr } = chainrule("predict", "new/001", "new.csv");
    expect(stderr).toMatch(/column Island: 1 cells hold categories that training never saw \(Atlantis; line 3\)/);
    stdout
      .split("\n")
      .slice(1, 4)
      .forEach((line, i) => expect(line.startsWith(changed[i]!)).toBe(true));
    writeFileSync(join(folder, "less.csv"), "Islnd\nBiscoe\n");
    expect(chainrule("predict", "new/001", "less.csv").stderr).toMatch(/E104.*"Island".*did you mean "Islnd"/);
  });
  test("evaluate judges a model on rows whose answers are known", () => {
    const { stdout, status } = chainrule("evaluate", "new/001", data("penguins.csv"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/Result on 344 rows[\s\S]*accuracy/);
    expect(JSON.parse(chainrule("evaluate", "new/001", data("penguins.csv"), "--json").stdout).rows).toBe(344);
    writeFileSync(join(folder, "other.csv"), readFileSync(data("penguins.csv"), "utf8").replace(/Adelie/, "Emperor"));
    expect(chainrule("evaluate", "new/001", "other.csv").stderr).toMatch(
      /line 2, column Species; expected .*; found Emperor/,
    );
  });
});

describe("after training", () => {
  test("summary: shapes and parameters as arithmetic", () => {
    chainrule("train", data("iris.csv"), "--target", "class", "--runs", "s", "--layers", "5,4", "--epochs", "3");
    const { stdout } = chainrule("summary", "s/001");
    expect(stdout).toMatch(/inputs 4: sepal_length/i);
    expect(stdout).toMatch(/layer 1 \(dense 5 relu\) +5 +4×5 \+ 5 = 25 +20/);
    expect(stdout).toMatch(/64 parameters, 256 bytes as float32, 52 multiply-adds a row/);
    const { layers } = JSON.parse(chainrule("summary", "s/001", "--json").stdout);
    expect(layers.map((layer: { parameterCount: number }) => layer.parameterCount)).toEqual([25, 24, 15]);
  });
  test("runs: a table, and the first number in which two differ", () => {
    const train = (...more: string[]) =>
      chainrule("train", data("iris.csv"), "--target", "class", "--runs", "two", "--epochs", "5", ...more);
    train();
    train();
    train("--seed", "1");
    const { stdout } = chainrule("runs", "two");
    expect(stdout.trim().split("\n")).toHaveLength(4);
    expect(stdout).toMatch(/two\/003 .*adam +0\.003 +1 +5 +accuracy 0\.\d+/);
    expect(chainrule("runs", "two/001", "two/002").stdout).toMatch(/the same, number by number/);
    const differ = chainrule("runs", "two/001", "two/003").stdout;
    expect(differ).toMatch(/options\.seed +0 +1\n[\s\S]*report\.curve\.0\.loss/);
    writeFileSync(join(folder, "two/003/report.json"), "{");
    expect(chainrule("runs", "two").stderr).toMatch(/damaged; at two\/003\/report\.json/);
    expect(chainrule("runs", "nowhere").stderr).toMatch(/no folder of runs/);
  });
  test("fail-under decides the exit code", () => {
    const train = (demand: string) =>
      chainrule("train", data("iris.csv"), "--target", "class", "--runs", "f", "--fail-under", demand);
    expect(train("accuracy=0.5").status).toBe(0);
    const failed = train("accuracy=1.1");
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/accuracy 0\.\d+ is below 1\.1/);
    expect(train("luck=1").stderr).toMatch(/no metric "luck".*expected accuracy, log loss/);
  });
});

describe("check and help", () => {
  test("check says how a table is read, and what is to be remarked", () => {
    const good = chainrule("check", data("breast-cancer.csv"), "--target", "class");
    expect(good.status).toBe(0);
    expect(good.stdout).toMatch(/569 rows × 31 columns, UTF-8, comma[\s\S]*Nothing to remark/);
    const penguins = chainrule("check", data("penguins.csv"), "--target", "Species");
    expect(penguins.status).toBe(1);
    expect(penguins.stdout).toMatch(/W203 missing cells\n\s+column Beak Length \(mm\), line 5, 341: 2 of 344/);
    const lines = chainrule("check", data("penguins.csv"), "--json").stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).code)).toContain("W203");
    expect(chainrule("check", data("penguins.csv"), "--lang", "zh").stdout).toMatch(/缺失的单元格/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no escapes where the output is no terminal
    expect(penguins.stdout).not.toMatch(/\u001b/);
  });
  test("options of reading: delimiter, types, ignore, standard input", () => {
    writeFileSync(join(folder, "g.csv"), "plz;x;y\n01;1,5;a\n02;2,5;b\n01;3,5;a\n");
    const { stdout } = chainrule("check", "g.csv", "--types", "plz=categorical", "--ignore", "y");
    expect(stdout).toMatch(/semicolon, decimal comma\nplz \(category\), x \(number\)\n/);
    expect(chainrule("check", "g.csv", "--types", "plz=text").stderr).toMatch(/--types.*found plz=text/);
    const bin = join(root, "library/bin/chainrule.js");
    const piped = spawnSync(process.execPath, [bin, "check", "-"], {
      cwd: folder,
      encoding: "utf8",
      input: "a,b\n1,2\n3,4\n",
    });
    expect(piped.stdout).toMatch(/2 rows × 2 columns/);
  });
  test("help explains a code, in both languages", () => {
    expect(chainrule("help", "W203").stdout).toMatch(/missing cells[\s\S]*may mean something itself/);
    expect(chainrule("help", "w207", "--lang", "zh").stdout).toMatch(/W207/);
    expect(chainrule("help").stdout.trim().split("\n")).toHaveLength(18);
    expect(chainrule("help", "X1").stderr).toMatch(/there is no code "X1"/);
  });
  test("a file name that is almost right", () => {
    writeFileSync(join(folder, "data.csv"), "a,b\n1,2\n");
    expect(chainrule("check", "dta.csv").stderr).toMatch(/E101.*did you mean "data\.csv"/);
  });
});

describe("errors say what is wrong and what to do", () => {
  const refused = (pattern: RegExp, ...args: string[]): void => {
    const { status, stderr, stdout } = chainrule(...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(pattern);
    expect(stderr).not.toMatch(/\n\s+at /);
  };
  test("no such file, no such column, ragged rows, no rows, no UTF-8", () => {
    refused(/E101/, "train", "absent.csv", "--target", "y");
    refused(/did you mean "class"/, "train", data("iris.csv"), "--target", "klass");
    writeFileSync(join(folder, "ragged.csv"), "a,b\n1,2\n3\n");
    refused(/E103.*line 3/, "train", "ragged.csv", "--target", "b");
    writeFileSync(join(folder, "empty.csv"), "a,b\n");
    refused(/E101/, "train", "empty.csv", "--target", "b");
    writeFileSync(join(folder, "latin.csv"), Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe9, 0x2c, 0x31, 0x0a]));
    refused(/E102/, "train", "latin.csv", "--target", "b");
    refused(/whole number/, "train", data("iris.csv"), "--target", "class", "--epochs", "many");
    refused(
      /expected a loss of numbers, or of class prob/,
      "train",
      data("iris.csv"),
      "--target",
      "class",
      "--loss",
      "hinge",
    );
    refused(/--learning-rate.*> 0/, "train", data("iris.csv"), "--target", "class", "--learning-rate", "0");
    refused(/no checkpoint/, "train", data("iris.csv"), "--target", "class", "--resume", "absent");
    refused(/did you mean "relu"/, "train", data("iris.csv"), "--target", "class", "--activation", "relo");
  });
  test("a damaged or missing run folder", () => {
    chainrule("train", data("iris.csv"), "--target", "class", "--runs", "damaged", "--epochs", "2");
    truncateSync(join(folder, "damaged/001/model.safetensors"), 300);
    refused(/model\.safetensors/, "predict", "damaged/001", data("iris.csv"));
    refused(/there is no model/, "predict", "absent", data("iris.csv"));
  });
});
