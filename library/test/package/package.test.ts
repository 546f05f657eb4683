import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { version } from "../../src/util/version.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("the version is that of the package", () => {
  expect(version).toBe((JSON.parse(read("library/package.json")) as { version: string }).version);
});

test("the package carries the README and the license of the repository", () => {
  expect(read("library/README.md")).toBe(read("README.md"));
  expect(read("library/README.zh-CN.md")).toBe(read("README.zh-CN.md"));
  expect(read("library/LICENSE")).toBe(read("LICENSE"));
});

test("the README says the same in both languages: sections, examples, commands, links", () => {
  const [english, chinese] = [read("README.md"), read("README.zh-CN.md")];
  const shape = (text: string) => ({
    sections: text.match(/^## /gm)?.length,
    examples: text.match(/```ts\n[\s\S]*?```/g),
    commands: text.match(/npx? [^#\n]*/g)?.map((line) => line.trim()),
    links: text.match(/\]\((?!README)[^)]*\)/g),
  });
  expect(shape(chinese)).toEqual(shape(english));
  expect(shape(english).examples).toHaveLength(3);
});

test("lock files name no registry", () => {
  for (const path of ["package-lock.json", "bench/package-lock.json", "examples/measured/package-lock.json"])
    expect(read(path)).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});
