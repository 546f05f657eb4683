// Runs command lines one after another in one process, so that only the first of them pays for loading and warming up:
// node _host.mjs REQUESTS ANSWERS, two named pipes. A request and its answer are a line of JSON each.
import { openSync, readSync, writeSync } from "node:fs";
import { Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";

const bin = fileURLToPath(new URL("../../bin/chainrule.js", import.meta.url));
const main = pathToFileURL(fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url))).href;
const [requests, answers] = [openSync(process.argv[2], "r"), openSync(process.argv[3], "w")];

let rest = "";
const piece = Buffer.alloc(1 << 16);
/** The next request; nothing where whoever asks is gone. */
function nextLine() {
  for (;;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    }
    const count = readSync(requests, piece);
    if (count === 0) return undefined;
    rest += piece.toString("utf8", 0, count);
  }
}

/** A stream in the place of standard output or standard error; gives what was written. */
function collect(name) {
  const parts = [];
  const stream = new Writable({
    decodeStrings: true,
    write(part, _, done) {
      parts.push(part);
      done();
    },
  });
  Object.defineProperty(process, name, { value: stream, configurable: true });
  return () => Buffer.concat(parts).toString("utf8");
}

/** What the command, started by itself with these words in this folder, would have written and ended with. */
async function run({ args, cwd, env }, count) {
  process.chdir(cwd);
  process.env = env;
  process.argv = [process.execPath, bin, ...args];
  process.exitCode = undefined;
  const [stdout, stderr] = [collect("stdout"), collect("stderr")];
  const status = await new Promise((resolve) => {
    process.exit = (code) => {
      resolve(code ?? process.exitCode ?? 0);
      // Who ends a process goes no further.
      throw new Error("the process has ended");
    };
    const crash = (error) => {
      process.stderr.write(`${error?.stack ?? error}\n`);
      resolve(1);
    };
    process.removeAllListeners("uncaughtException").on("uncaughtException", crash);
    import(`${main}?${count}`).then(() => resolve(process.exitCode ?? 0), crash);
  });
  process.removeAllListeners("SIGINT");
  return { status, stdout: stdout(), stderr: stderr() };
}

for (let count = 0; ; count++) {
  const line = nextLine();
  if (line === undefined) break;
  writeSync(answers, `${JSON.stringify(await run(JSON.parse(line), count))}\n`);
}
process.reallyExit(0);
