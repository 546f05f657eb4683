import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModelJson, loadRun } from "../../src/node.ts";
import { data, workplace } from "./_command.ts";

const { folder, chainrule, started } = workplace();
chainrule("train", data("penguins.csv"), "--target", "Species", "--runs", "new");
const [header, ...rows] = readFileSync(data("penguins.csv"), "utf8").trim().split("\n");

describe("predict", () => {
  test("keeps the cells as they are, and counts what training never saw", () => {
    const changed = rows.slice(0, 3).map((row, i) => (i === 1 ? row.replace("Torgersen", "Atlantis") : row));
    const heavy = rows[3 + 1]!.replace(/,\d{4},/, ",99999,");
    writeFileSync(join(folder, "new.csv"), [header, ...changed, heavy].join("\n"));
    const { stdout, stderr } = chainrule("predict", "new/001", "new.csv");
    expect(stderr).toMatch(/column Island: 1 cells hold categories that training never saw \(Atlantis; line 3\)/);
    expect(stderr).toMatch(
      /column Body Mass \(g\): 1 values lie outside the training's 2\d\d\d … 6\d\d\d \(99999; line 5\)/,
    );
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toBe(`${header},prediction,p_Adelie,p_Chinstrap,p_Gentoo`);
    [...changed, heavy].forEach((row, i) => {
      expect(lines[i + 1]!.startsWith(`${row},`)).toBe(true);
      const shares = lines[i + 1]!.split(",").slice(-3).map(Number);
      expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
    });
  });
  test("streams: the first answers come before the last rows; any order and more columns are fine", () => {
    const names = header!.split(",");
    const turned = (row: string): string => [...row.split(",").reverse(), "x"].join(",");
    const input = `${[...[...names].reverse(), "prediction"].join(",")}\n${rows
      .map((row) => `${turned(row)}\n`)
      .join("")
      .repeat(40)}`;
    const { stdout, status } = started(["predict", "new/001", "-"], { input });
    expect(status).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(1 + 40 * rows.length);
    // A name that is taken is not used twice.
    expect(lines[0]).toMatch(/,prediction,prediction_,p_Adelie/);
    const answers = lines.slice(1, 1 + rows.length).map((line) => line.split(",").at(-4));
    const truth = rows.map((row) => row.split(",")[0]);
    expect(answers.filter((answer, i) => answer === truth[i]).length / rows.length).toBeGreaterThan(0.95);
  });
  test("writes to a file; a table that does not fit leaves that file alone", () => {
    writeFileSync(join(folder, "out.csv"), "precious");
    writeFileSync(join(folder, "less.csv"), "Islnd,Beak\nBiscoe,3\n");
    const { stderr, status } = chainrule("predict", "new/001", "less.csv", "-o", "out.csv");
    expect(status).toBe(2);
    expect(stderr).toMatch(/E104.*"Island", which training had, is missing; the most similar is "Islnd"/);
    expect(readFileSync(join(folder, "out.csv"), "utf8")).toBe("precious");
    expect(chainrule("predict", "new/001", data("penguins.csv"), "-o", "out.csv").stdout).toBe("");
    expect(readFileSync(join(folder, "out.csv"), "utf8").trim().split("\n")).toHaveLength(345);
  });
  test("cells of another kind are counted, and count as missing", () => {
    const odd = rows.slice(0, 5).map((row, i) => (i === 2 ? row.replace(/,\d{4},/, ",heavy,") : row));
    writeFileSync(join(folder, "odd.csv"), [header, ...odd].join("\n"));
    const { stderr, status } = chainrule("predict", "new/001", "odd.csv");
    expect(status).toBe(0);
    expect(stderr).toMatch(/W201[\s\S]*column Body Mass \(g\), line 4: 1 of 5 cells are no numbers, such as "heavy"/);
  });
});

describe("evaluate", () => {
  test("judges a model on rows whose answers are known", () => {
    const { stdout, status } = chainrule("evaluate", "new/001", data("penguins.csv"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/Result on 344 rows[\s\S]*accuracy/);
    const [one] = JSON.parse(chainrule("evaluate", "new/001", data("penguins.csv"), "--json").stdout);
    expect(one.evaluation.rows).toBe(344);
    writeFileSync(join(folder, "other.csv"), readFileSync(data("penguins.csv"), "utf8").replace(/Adelie/, "Emperor"));
    expect(chainrule("evaluate", "new/001", "other.csv").stderr).toMatch(/line 2[\s\S]*Emperor/);
    expect(chainrule("evaluate", "new/001", data("penguins.csv"), "--fail-under", "accuracy=1.1").status).toBe(1);
  });
});

describe("summary, runs, export", () => {
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
    expect(stdout).toMatch(/two\/003 .*16 +relu +adam +0\.003 +1 +5 +accuracy 0\.\d+/);
    expect(chainrule("runs", "two/001", "two/002").stdout).toMatch(/the same, number by number/);
    const differ = chainrule("runs", "two/001", "two/003").stdout;
    expect(differ).toMatch(/Configuration +two\/001 +two\/003\n {2}seed +0 +1\nTrainings part at/);
    expect(differ).toMatch(/epoch 1 loss +[\d.]+ +[\d.]+\nResults[\s\S]*accuracy +0\.\d+ +0\.\d+/);
    writeFileSync(join(folder, "two/003/report.json"), "{");
    expect(chainrule("runs", "two").stderr).toMatch(/E404.*damaged; at two\/003\/report\.json/);
    expect(chainrule("runs", "nowhere").stderr).toMatch(/E403.*no folder of runs/);
  });
  test("export: both formats read back to the same model", async () => {
    expect(chainrule("export", "new/001", "--to", "json").stderr).toMatch(/export\.json; .* 100 rows, .* is 0\n/);
    expect(chainrule("export", "new/001", "-o", "copy.safetensors").stderr).toMatch(/copy\.safetensors; .* is 0\n/);
    const { model } = await loadRun(join(folder, "new/001"));
    const again = await loadModelJson(join(folder, "new/001/export.json"));
    expect([...again.weights]).toEqual([...model.weights]);
    expect(chainrule("predict", "copy.safetensors", data("penguins.csv")).status).toBe(0);
    expect(chainrule("export", "new/001", "--to", "onyx").stderr).toMatch(/--to must be one of safetensors, json/);
    truncateSync(join(folder, "new/001/export.json"), 200);
    await expect(loadModelJson(join(folder, "new/001/export.json"))).rejects.toThrow(/no model as JSON/);
  });
  test("a damaged or missing run folder", () => {
    truncateSync(join(folder, "s/001/model.safetensors"), 300);
    const refused = (pattern: RegExp, ...args: string[]): void => {
      const { status, stderr, stdout } = chainrule(...args);
      expect(status).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toMatch(pattern);
      expect(stderr).not.toMatch(/\n\s+at /);
    };
    refused(/E404.*model\.safetensors/, "predict", "s/001", data("iris.csv"));
    refused(/E403.*there is no model/, "predict", "absent", data("iris.csv"));
    refused(/E403.*no run/, "train", "--resume", "absent");
  });
});
