import { spawn } from "node:child_process";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const node = new URL("../../dist/node.js", import.meta.url).href;
/** Prints the finding that reading standard input ends with, and the most memory that it took above that of the start. */
const script = `import { readCsv } from ${JSON.stringify(node)};
const before = process.resourceUsage().maxRSS;
readCsv("-").then((table) => ({ rows: table.rowCount }), (error) => error.finding ?? { message: String(error) }).then((end) => {
  console.log(JSON.stringify({ ...end, megabytes: (process.resourceUsage().maxRSS - before) / 1024 }));
  process.exit();
});`;

interface End {
  readonly code?: string;
  readonly kind?: string;
  readonly lines?: readonly number[];
  readonly megabytes: number;
}

/** Feeds pieces to a reading process until they or it come to an end. */
async function endOf(pieces: Iterable<Uint8Array>): Promise<End> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (text) => {
    out += String(text);
  });
  const closed = once(child, "close");
  let open = true;
  child.stdin.on("error", () => {
    open = false;
  });
  for (const piece of pieces) {
    if (!open) break;
    if (!child.stdin.write(piece))
      await Promise.race([once(child.stdin, "drain"), closed].map((p) => p.catch(() => undefined)));
  }
  child.stdin.end();
  await closed;
  return JSON.parse(out) as End;
}

function* repeated(head: Uint8Array | string, piece: Uint8Array, count: number): Generator<Uint8Array> {
  yield typeof head === "string" ? Buffer.from(head) : head;
  for (let i = 0; i < count; i++) yield piece;
}

const size = 1 << 26;
const times = 32;
/** Empty lines are read to their end; what they unpack to is half as much again as would be allowed if it were held. */
const unpackedTimes = 10;

test("a line of 2 GB ends with a code, and is not held", async () => {
  const end = await endOf(repeated("a,b\n1,2\n", Buffer.alloc(size, "x"), times));
  expect(end).toMatchObject({ code: "E103", kind: "long row", lines: [3] });
  expect(end.megabytes).toBeLessThan(400);
});

test("a quote that is never closed ends with a code, and is not held", async () => {
  const end = await endOf(repeated('a,b\n1,"', Buffer.alloc(size, "x,\n"), times));
  expect(end).toMatchObject({ code: "E103", kind: "long row", lines: [2] });
  expect(end.megabytes).toBeLessThan(400);
});

test("small gzips of 671 MB of zeros, of one line, and of empty lines end with a code, and are not held", async () => {
  const bomb = (sign: string | number): Promise<End> =>
    endOf(repeated(gzipSync("a,b\n"), gzipSync(Buffer.alloc(size, sign)), unpackedTimes));
  const ends = [await bomb(0), await bomb("x"), await bomb("\n")];
  expect(ends.map(({ code, kind }) => [code, kind])).toEqual([
    ["E102", "zero bytes"],
    ["E103", "long row"],
    ["E101", "header only"],
  ]);
  for (const { megabytes } of ends) expect(megabytes).toBeLessThan(400);
});
