import { evaluateAll } from "../graph/evaluate.ts";
import { input } from "../graph/functions.ts";
import { random } from "../graph/primitives/random.ts";
import { rewrite } from "../graph/rewrite.ts";
import { sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { ancestors, label, type Tensor } from "../graph/tensor.ts";
import { unrolled } from "../graph/unroll.ts";
import type { TogetherStep } from "../nn/move.ts";
import type { Parameter } from "../nn/network.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { explainGraph } from "./explain.ts";
import type { Name } from "./name.ts";
import { parameterName } from "./naming.ts";
import type { ForwardGraph, ParameterNode } from "./step-graph.ts";

/**
 * Derives a step of several networks: every loss with its numbers, in the order in which they are lowered, who moves which
 * weights for it, and how.
 *
 * Each loss is derived with the weights as the moves before it have left them; those that it does not move are given.
 */
export function explainTogether(step: TogetherStep): Derivation {
  const parts = step.moves.map((_, at) => explainMove(step, at));
  const [first] = parts as [Derivation];
  let frames = 0;
  const steps = parts.flatMap((part, at) => {
    const begin = frames;
    frames += part.frameCount;
    const renamed = (id: string): string => (parts.length === 1 ? id : `m${at + 1}${id}`);
    return part.steps.map((one): DerivationStep => moved(one, renamed, begin));
  });
  return {
    ...first,
    steps,
    frameCount: frames,
    after: undefined,
    engineGraph: () => {
      const graphs = parts.map((part) => part.engineGraph());
      const nodes = graphs.flatMap((graph, at) =>
        [...graph.nodes].map(([id, node]) => [parts.length === 1 ? id : `m${at + 1}${id}`, node] as const),
      );
      return { nodes: new Map(nodes), bindings: new Map(graphs.flatMap((graph) => [...graph.bindings])) };
    },
  };
}

/** A line under another name and in a later frame. */
function moved(one: DerivationStep, renamed: (id: string) => string, frame: number): DerivationStep {
  const short = (form: DerivationStep["short"]): DerivationStep["short"] =>
    form && {
      ...form,
      operands: form.operands.map((operand) => ({ ...operand, step: renamed(operand.step) })),
      lines: form.lines.map((line) => ({
        ...line,
        operands: line.operands.map((operand) => ({ ...operand, step: renamed(operand.step) })),
      })),
    };
  return {
    ...one,
    id: renamed(one.id),
    frame: one.frame + frame,
    operands: one.operands.map((operand) => ({ ...operand, step: renamed(operand.step) })),
    parents: one.parents.map(renamed),
    gradientOf: one.gradientOf === undefined ? undefined : renamed(one.gradientOf),
    short: short(one.short),
    stable: short(one.stable),
  };
}

function explainMove(step: TogetherStep, at: number): Derivation {
  const { name, optimizer, loss, moved: learned, clip, slots, which } = step.moves[at]!;
  const reached = new Set(ancestors([loss]));
  const seen = step.seen.filter(
    ({ view }, i) => reached.has(view) && step.seen.findIndex((one) => one.view === view) === i,
  );
  const bindings = new Map(step.bindings);
  const slotNames = Object.keys(slots);
  const known = evaluateAll([...seen.map(({ view }) => view), ...Object.values(slots)], step.bindings);
  const leaves = new Map<Tensor, Tensor>();
  const parameters: ParameterNode[] = [];
  const given: NonNullable<ForwardGraph["given"]>[number][] = [];
  let offset = 0;
  seen.forEach(({ name: network, record, kind, view }, i) => {
    const leaf = label(input(`${record.name} of ${network}`, record.shape), record.name);
    leaves.set(view, leaf);
    bindings.set(leaf, known[i]!);
    if (kind === "parameter" && network === name && learned.some((one) => one.name === record.name)) {
      parameters.push({ record: { ...(record as Parameter), offset }, leaf });
      offset += sizeOf(record.shape);
    } else given.push({ leaf, role: kind, name: parameterName(record.name, record.shape, network) });
  });
  const originals = new Map(seen.map(({ record, view }) => [leaves.get(view)!, record]));
  for (const { name: data, leaf } of step.rows)
    if (reached.has(leaf)) given.push({ leaf, role: "input", name: { letter: data } satisfies Name });
  const applied = step.applied.filter(({ output }) => reached.has(output));
  const asked = rewrite(
    [loss, ...applied.map(({ output }) => output)],
    (node, original) => leaves.get(original) ?? node,
  );
  const written = unrolled([asked(loss), ...applied.map(({ output }) => asked(output))]);
  const outputs = applied.map(({ network, output }) => ({ network, output: written(asked(output)) }));
  const taught = label(written(asked(loss)), "L");
  const targets = parameters.map(({ leaf }) => leaf);
  const forward: ForwardGraph = {
    x: undefined,
    y: undefined,
    given,
    owner: name,
    applied: outputs,
    weights: undefined,
    values: undefined,
    count: undefined,
    penalty: undefined,
    prediction: outputs.at(-1)?.output ?? taught,
    loss: taught,
    stableLoss: stabilize(taught, targets),
    parameters,
    states: [],
    draws: ancestors([taught]).filter((node) => node.primitive === random),
    bindings,
  };
  const picked = (arena: ArrayLike<number>): number[] =>
    parameters.flatMap(({ leaf }) => {
      const { offset: from, shape } = originals.get(leaf)!;
      return Array.from({ length: sizeOf(shape) }, (_, i) => arena[from + i]!);
    });
  const each = step.moves.filter((one) => one.name === name).length;
  const derivation = explainGraph(
    {
      rows: { rowCount: step.rowCount },
      weights: targets.flatMap((leaf) => [...(bindings.get(leaf) as Float64Array)]),
      optimizer,
      slots: Object.fromEntries(slotNames.map((slot, i) => [slot, picked(known[seen.length + i]!)])),
      step: step.step,
      update: (step.step - 1) * each + which + 1,
      ...(clip === undefined ? {} : { clip }),
      mode: "training",
    },
    forward,
  );
  const lossStep = derivation.steps.find(({ node, phase }) => phase === "loss" && node?.label === "L");
  const begin: DerivationStep = {
    ...(lossStep ?? derivation.steps.at(-1)!),
    id: "begin",
    phase: "data",
    frame: 0,
    rule: { kind: "nothing" },
    operands: [],
    parents: [],
    sentence: {
      key: "move",
      at: at + 1,
      of: step.moves.length,
      network: name,
      loss: derivation.loss,
      moved: parameters.map(({ record }) => parameterName(record.name, record.shape, name)),
      kept: step.networks.filter((other) => other !== name),
    },
    short: undefined,
    stable: undefined,
    node: undefined,
  };
  return { ...derivation, steps: [begin, ...derivation.steps] };
}
