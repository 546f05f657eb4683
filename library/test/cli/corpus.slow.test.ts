import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { data, wordsOf, workplace } from "./_command.ts";

const { folder, chainrule, started } = workplace();
const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");
const noise = (i: number): number => ((i * 7919) % 1009) / 10;
const good = (i: number): string => `${noise(i)},${noise(i + 5)},${["x", "z"][(i * 31) % 7 > 2 ? 1 : 0]}`;
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

/** A bad file: what is said of it, and how the command is called. */
interface Bad {
  readonly file: string;
  readonly content: string | Uint8Array;
  /** `train FILE --target y` unless said otherwise. */
  readonly words?: readonly string[];
  readonly code: string;
  /** What else must be named: column, line, count. */
  readonly named: readonly RegExp[];
  /** Whether it stops; else training goes on and ends well. */
  readonly stops: boolean;
}

const corpus: readonly Bad[] = [
  { file: "empty.csv", content: "", code: "E101", named: [/empty\.csv/], stops: true },
  { file: "header.csv", content: "a,b,y\n", code: "E101", named: [/header\.csv/], stops: true },
  { file: "book.xlsx", content: bytes([0x50, 0x4b, 3, 4], "junk"), code: "E101", named: [/Excel/], stops: true },
  { file: "page.html", content: "<!DOCTYPE html><p>a,b", code: "E101", named: [/page\.html/], stops: true },
  { file: "data.json", content: '{"a": [1, 2]}', code: "E101", named: [/JSON/], stops: true },
  {
    file: "cut.csv.gz",
    content: gzipSync(`a,b,y\n${rows(2000, good)}\n`).subarray(0, 900),
    code: "E101",
    named: [/cut\.csv\.gz/],
    stops: true,
  },
  {
    file: "latin.csv",
    content: bytes("a,b,y\n", `${rows(30, good)}\n`, [0xe9, 0x2c, 0x31, 0x2c, 0x78, 0x0a]),
    code: "E102",
    named: [/(line|行) 32|E9/],
    stops: true,
  },
  {
    file: "binary.csv",
    content: Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
    code: "E102",
    named: [/binary\.csv/],
    stops: true,
  },
  {
    file: "wide.csv",
    content: Buffer.from(`\ufeffa,b,y\n${rows(40, good)}\n`.slice(1), "utf16le"),
    code: "E102",
    named: [/utf-16le/],
    stops: true,
  },
  {
    file: "ragged.csv",
    content: `a,b,y\n${rows(60, (i) => (i === 1 || i === 8 ? "1,2" : good(i)))}\n`,
    code: "E103",
    named: [/(line|行) 3, 10/, /3/, /--skip-bad/],
    stops: true,
  },
  { file: "twice.csv", content: `a,a,y\n${rows(30, good)}\n`, code: "E103", named: [/(line|行) 1/, /a/], stops: true },
  {
    file: "open.csv",
    content: `a,b,y\n${rows(30, good)}\n1,"2,x\n`,
    code: "E103",
    named: [/(line|行) 32/],
    stops: true,
  },
  {
    file: "name.csv",
    content: `a,b,kind\n${rows(60, good)}\n`,
    words: ["--target", "kynd"],
    code: "E104",
    named: [/kynd/, /--target kind/],
    stops: true,
  },
  {
    file: "typed.csv",
    content: `a,b,y\n${rows(60, good)}\n`,
    words: ["--target", "y", "--types", "c=numeric"],
    code: "E104",
    named: [/"?c"?/],
    stops: true,
  },
  {
    file: "gaps.csv",
    content: `a,b,y\n${rows(80, (i) => (i === 3 ? "1,2," : good(i)))}\n`,
    code: "E105",
    named: [/(column|列) y/, /(line|行) 5/, /1/],
    stops: false,
  },
  {
    file: "mostly.csv",
    content: `a,b,y\n${rows(80, (i) => (i % 3 > 0 ? "1,2," : good(i)))}\n`,
    code: "E105",
    named: [/(column|列) y/, /53/],
    stops: true,
  },
  {
    file: "same.csv",
    content: `a,b,y\n${rows(60, (i) => `${noise(i)},${noise(i + 5)},1`)}\n`,
    code: "E106",
    named: [/(column|列) y/],
    stops: true,
  },
  {
    file: "alone.csv",
    content: `y\n${rows(60, (i) => `${i % 2}`)}\n`,
    code: "E106",
    named: [/alone\.csv/],
    stops: true,
  },
  {
    file: "id.csv",
    content: `a,b,y\n${rows(60, (i) => `${noise(i)},${noise(i + 5)},name${i}`)}\n`,
    code: "E107",
    named: [/(column|列) y/, /60/],
    stops: true,
  },
  {
    file: "date.csv",
    content: `a,b,y\n${rows(60, (i) => `${noise(i)},${noise(i + 5)},2024-01-${String((i % 28) + 1).padStart(2, "0")}`)}\n`,
    code: "E107",
    named: [/(column|列) y/],
    stops: true,
  },
  {
    file: "many.csv",
    content: `a,b,y\n${rows(400, (i) => `${noise(i)},${noise(i + 5)},k${i % 60}`)}\n`,
    code: "E108",
    named: [/(column|列) y/, /60/, /--task classes/],
    stops: true,
  },
  {
    file: "whole.csv",
    content: `a,b,y\n${rows(80, (i) => `${noise(i)},${noise(i + 5)},${(i * 7) % 5}`)}\n`,
    code: "E108",
    named: [/(column|列) y/, /5/, /--task number/],
    stops: false,
  },
  {
    file: "text.csv",
    content: `a,b,y\n${rows(80, (i) => (i === 9 ? `abc,1,x` : good(i)))}\n`,
    code: "W201",
    named: [/(column|列) a/, /(line|行) 11/, /"abc"/],
    stops: false,
  },
  {
    file: "percent.csv",
    content: `a,b,y\n${rows(80, (i) => `${noise(i)} %,${noise(i + 5)},${i % 2}`)}\n`,
    code: "W201",
    named: [/(column|列) a/, /percent/],
    stops: false,
  },
  {
    file: "constant.csv",
    content: `a,b,y\n${rows(80, (i) => `7,${noise(i)},${i % 2}`)}\n`,
    code: "W202",
    named: [/(column|列) a/],
    stops: false,
  },
  {
    file: "missing.csv",
    content: `a,b,y\n${rows(80, (i) => (i < 4 ? `NA,${noise(i)},${i % 2}` : `${noise(i)},${noise(i + 5)},${i % 2}`))}\n`,
    code: "W203",
    named: [/(column|列) a/, /(line|行) 2, 3, 4/, /4/],
    stops: false,
  },
  {
    file: "allmissing.csv",
    content: `a,b,y\n${rows(80, (i) => `,${noise(i)},${i % 2}`)}\n`,
    code: "W202",
    named: [/(column|列) a/],
    stops: false,
  },
  {
    file: "rare.csv",
    content: `a,b,y\n${rows(400, (i) => `${noise(i)},${noise(i + 5)},${i % 20 === 0 ? "rare" : "usual"}`)}\n`,
    code: "W204",
    named: [/(column|列) y/, /20/, /--class-weights balanced/],
    stops: false,
  },
  {
    file: "few.csv",
    content: `a,b,c,y\n${rows(12, (i) => `${noise(i)},${noise(i + 1)},${noise(i + 2)},${noise(i * 3)}`)}\n`,
    code: "W205",
    named: [/12/],
    stops: false,
  },
  {
    file: "twin.csv",
    content: `a,b,y\n${rows(80, (i) => `${noise(i % 70)},${noise((i % 70) + 5)},${(i % 70) % 2}`)}\n`,
    code: "W206",
    named: [/(line|行) 72, 73, 74/, /10/],
    stops: false,
  },
  {
    file: "leak.csv",
    content: `a,b,y\n${rows(80, (i) => `${noise(i)},${i % 2 === 0 ? 1 + noise(i) / 200 : 3},${i % 2}`)}\n`,
    code: "W207",
    named: [/(column|列) b/, /--ignore b/],
    stops: false,
  },
  {
    file: "key.csv",
    content: `key,b,y\n${rows(80, (i) => `k${i}x,${noise(i)},${i % 2}`)}\n`,
    code: "W208",
    named: [/(column|列) key/, /80/, /k/],
    stops: false,
  },
  {
    file: "far.csv",
    content: `a,b,y\n${rows(80, (i) => `${i === 7 ? 1e9 : noise(i)},${noise(i + 5)},${i % 2}`)}\n`,
    code: "W209",
    named: [/(column|列) a/, /(line|行) 9/, /1000000000/],
    stops: false,
  },
];

/** The commands that a message suggests, as words. */
function suggestions(text: string): string[][] {
  return [...text.matchAll(/(?:try: |试试: |→ )(chainrule .*)$/gm)].map(([, line]) => wordsOf(line!).slice(1));
}

describe("a corpus with a file for each code", () => {
  for (const bad of corpus)
    for (const lang of ["en", "zh"] as const)
      test(`${bad.code} ${bad.file} ${lang}`, () => {
        writeFileSync(join(folder, bad.file), bad.content);
        const words = ["train", bad.file, ...(bad.words ?? ["--target", "y"]), "--epochs", "3", "--lang", lang];
        const { status, stdout, stderr } = chainrule(...words, "--runs", `runs-${lang}`);
        expect(stderr).toContain(bad.stops ? `[${bad.code}]` : `${bad.code} `);
        for (const pattern of bad.named) expect(stderr).toMatch(pattern);
        expect(status).toBe(bad.stops ? 2 : 0);
        expect(stdout + stderr).not.toMatch(/NaN|undefined|\n\s+at .*:\d+/);
        // What is suggested, typed as it stands, succeeds or gives another honest answer, but never the same one.
        const next = suggestions(stderr);
        if (bad.stops) expect(next.length, stderr).toBeGreaterThan(0);
        for (const line of next) {
          const again = chainrule(...line);
          expect([0, 1, 2], line.join(" ")).toContain(again.status);
          expect(again.stdout + again.stderr).not.toMatch(/NaN|undefined|\n\s+at .*:\d+/);
          if (again.status === 2) expect(again.stderr).not.toContain(`[${bad.code}]`);
        }
        if (!bad.stops) {
          // Reported too: in the file, in words and as data.
          const last = /runs-\w+\/\d+/.exec(stdout)![0];
          const report = readFileSync(join(folder, last, "report.json"), "utf8");
          expect(report).toContain(`"${bad.code}"`);
          expect(report).not.toMatch(/NaN|Infinity|undefined/);
        }
      }, 60_000);
});

describe("tables that are read well", () => {
  const trained = (file: string, content: string | Uint8Array, ...more: string[]) => {
    writeFileSync(join(folder, file), content);
    const result = chainrule("train", file, "--target", "y", "--epochs", "3", ...more);
    expect(result.status, result.stderr).toBe(0);
    return result;
  };
  test("GB18030, byte order mark, semicolons with decimal commas, CRLF, quoted line ends, tabs", () => {
    const gbk = (text: string): Buffer => {
      // 名 and 城 in GB18030.
      const table: Readonly<Record<string, number[]>> = { 名: [0xc3, 0xfb], 城: [0xb3, 0xc7] };
      return Buffer.from([...text].flatMap((letter) => table[letter] ?? [letter.charCodeAt(0)]));
    };
    expect(trained("gbk.csv", gbk(`名,b,y\n${rows(60, (i) => `城${i % 3},${noise(i)},${i % 2}`)}\n`)).stderr).toMatch(
      /GB18030/,
    );
    expect(trained("bom.csv", `\ufeffa,b,y\r\n${rows(60, good).replaceAll("\n", "\r\n")}\r\n`).stderr).toMatch(
      /60 rows × 3/,
    );
    const german = rows(60, (i) => `${String(noise(i)).replace(".", ",")};${i % 7};${i % 2}`);
    expect(trained("german.csv", `a;b;y\n${german}\n`).stderr).toMatch(/semicolon, decimal comma/);
    const quoted = rows(60, (i) => `"l${i % 4}\nm",${noise(i)},${i % 2}`);
    expect(trained("quoted.csv", `a,b,y\n${quoted}\n`).stderr).toMatch(/60 rows/);
    expect(trained("tabs.tsv", `a\tb\ty\n${rows(60, good).replaceAll(",", "\t")}\n`).stderr).toMatch(/tab/);
  });
  test("ten thousand columns, one input column, hostile names and cells", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",");
    const wide = rows(
      30,
      (i) => `${Array.from({ length: 10_000 }, (_, k) => ((i * k) % 17) + (i % 2)).join(",")},${i % 2}`,
    );
    trained("wide10k.csv", `${names},y\n${wide}\n`, "--folds", "1", "--layers", "4");
    trained("one.csv", `a,y\n${rows(60, (i) => `${noise(i)},${i % 2}`)}\n`);
    const evil = [
      "<img src=x onerror=alert(1)>",
      "\u001b[31mred",
      "\u202egnp.exe",
      "__proto__",
      "$\\input{/etc/passwd}$",
      "x".repeat(10_000),
    ];
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const cells = rows(60, (i) =>
      [
        ...evil.map((text, k) => quote(k === 3 ? "constructor" : `${text}${(i * (k + 3)) % 4}`)),
        i % 2 === 0 ? "<b>no</b>" : "\u001b[2Jyes",
      ].join(","),
    );
    const { stdout, stderr } = trained("evil.csv", `${evil.map(quote).join(",")},y\n${cells}\n`, "--runs", "evil");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout + stderr).not.toMatch(/[\u001b\u202e]/);
    const page = readFileSync(join(folder, "evil/001/report.html"), "utf8");
    expect(page).not.toMatch(/<img|<b>no|\u202e/);
    const predicted = chainrule("predict", "evil/001", "evil.csv");
    expect(predicted.status).toBe(0);
    expect(({} as Record<string, unknown>)["kind"]).toBeUndefined();
  });
  test("rows that do not fit can be left out: they are kept apart with their lines", () => {
    const { stderr } = trained(
      "skip.csv",
      `a,b,y\n${rows(60, (i) => (i === 1 || i === 8 ? "1,2" : good(i)))}\n`,
      "--skip-bad",
      "--runs",
      "skip",
    );
    expect(stderr).toMatch(/2 rows that do not fit the header are in skip\/001\/rejects\.csv/);
    expect(readFileSync(join(folder, "skip/001/rejects.csv"), "utf8")).toBe("line,a,b,y\n3,1,2\n10,1,2\n");
  });
  test("standard input, gzipped or plain", () => {
    const text = readFileSync(data("iris.csv"));
    for (const input of [text, gzipSync(text)]) {
      const { status, stderr } = started(["train", "-", "--target", "class", "--epochs", "3"], { input });
      expect(status, stderr).toBe(0);
    }
  });
});

test("a line of two gigabytes, and a full disk, end with a coded error in bounded memory", () => {
  const run = (script: string) => spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" });
  const bin = `${process.execPath} ${join(import.meta.dirname, "../../bin/chainrule.js")}`;
  const long = run(
    `head -c 2000000000 /dev/zero | tr '\\0' 'a' | /usr/bin/env bash -c 'ulimit -v 4000000 2>/dev/null; ${bin} check -'`,
  );
  expect(long.stderr).toMatch(/error\[E103\].*16 million characters/);
  expect(long.status).toBe(2);
  const full = run(`${bin} list activations > /dev/full`);
  expect(full.stderr).toMatch(/error\[E405\]/);
  expect(full.stderr).not.toMatch(/\n\s+at /);
  expect(full.status).toBe(2);
}, 120_000);
