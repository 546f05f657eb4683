// One contestant at one workload, in a process of its own: node sample.mjs CONTESTANT WORKLOAD. Prints one line of JSON.
import { matrices, prepared } from "./workloads.mjs";

const [contestant, workload] = process.argv.slice(2);
const [library, backend] = contestant.split(":");
const { start, training, product } = await import(`./contestants/${library}.mjs`);
await start?.(backend);
const seconds = 0.5;

/** How often a function runs in a second: after a warm-up, the median of three stretches. */
function rate(run, atOnce) {
  let each = 0;
  for (let calls = 1; each === 0; calls *= 2) {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) run();
    if (performance.now() - begun > 100) each = (performance.now() - begun) / calls;
  }
  const rates = [0, 1, 2].map(() => {
    const begun = performance.now();
    let calls = 0;
    while (performance.now() - begun < seconds * 1000) {
      run();
      calls++;
    }
    return ((calls * atOnce) / (performance.now() - begun)) * 1000;
  });
  return rates.sort((a, b) => a - b)[1];
}

if (workload.startsWith("W6")) {
  const n = Number(workload.split(":")[1]);
  const { a, b } = matrices(n);
  const { run, first } = await product(n, a, b);
  run();
  let exact = 0;
  for (let k = 0; k < n; k++) exact += a[k] * b[k * n];
  if (!(Math.abs(first() - exact) < 1e-3 * Math.max(1, Math.abs(exact))))
    throw new Error(`product: ${first()} instead of ${exact}`);
  console.log(JSON.stringify({ rate: (rate(run, 1) * 2 * n ** 3) / 1e9 }));
} else {
  const task = prepared(workload);
  const network = await training(task);
  network.steps(100);
  const loss = network.lossOfBatch0();
  if (!(Math.abs(loss / task.loss100 - 1) < 1e-3))
    throw new Error(`loss ${loss} after 100 steps, expected ${task.loss100}`);
  const atOnce = contestant === "chainrule" ? 200 : 10;
  console.log(JSON.stringify({ rate: rate(() => network.steps(atOnce), atOnce), loss }));
}
