// One contestant at one problem, in a process of its own: node sample.mjs CONTESTANT KIND FOLDER. Prints one line of JSON:
// seconds of each stretch, and the results to be checked.
import { contestants } from "./contestants/index.mjs";
import { takeOver } from "./support/hand-over.mjs";
import { measure } from "./support/measure.mjs";

const [name, kind, folder] = process.argv.slice(2);
const { file, options } = contestants[name];
const problem = takeOver(folder);
const task = await (await import(`./contestants/${file}`))[kind](problem, options);
// What cannot be repeated in one process comes as a single number.
const { seconds, results } =
  typeof task === "number" ? { seconds: [task], results: [] } : await measure(task, problem.checks);
console.log(JSON.stringify({ seconds, results, note: task.note }));
// Threads that are still waiting are no reason to stay.
process.exit();
