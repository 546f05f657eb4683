import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Backend } from "../../src/compiler/step.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluate } from "../../src/graph/evaluate.ts";
import * as g from "../../src/graph/index.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { table } from "./tfjs-table.ts";
import type { Attributes } from "./tfjs-windows.ts";

interface Flat {
  readonly s: number[];
  readonly d: (number | string)[];
}
interface Case {
  readonly test: string;
  readonly k: string;
  readonly inputs: Readonly<Record<string, Flat>>;
  readonly attrs: Attributes;
  readonly outputs?: Flat[];
  /** Of a gradient: for which inputs, of which output, and what comes to it (1 everywhere where nothing is said). */
  readonly grad?: boolean;
  readonly xs?: string[];
  readonly dy?: Flat | null;
  readonly value?: Flat;
  readonly grads?: Flat[];
}
const path = new URL("../fixtures/tfjs_ops_ship.json.gz", import.meta.url);
const { cases: read, tolerance } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
  readonly cases: Case[];
  readonly tolerance: { readonly rtol: number; readonly atol: number };
};

/** All of TensorFlow.js' own cases that were recorded. */
export const cases: readonly Case[] = read;

/** Kernels that nothing here corresponds to, with the reason. */
export const without: Readonly<Record<string, string>> = {
  BitwiseAnd: "whole numbers are indices here: nothing looks at their bits",
  BroadcastArgs: "shapes are known before anything runs: no tensor holds one",
  LinSpace: "numbers that are known beforehand are written down, not computed",
  Range: "numbers that are known beforehand are written down, not computed",
  Unique: "the shape of its result depends on the numbers",
};
/** Single cases that are left out, by kernel and test, with the reason. */
const notIgnored = "the greatest of numbers of which one is NaN is NaN here";
const shared = "several greatest numbers share the slope here; there each gets all of it";
export const unlike: Readonly<Record<string, string>> = {
  "ArgMax: argmax cpu {} ignores NaNs": notIgnored,
  "ArgMin: argmin cpu {} ignores NaNs": notIgnored,
  "MaxPool3D: maxPool3d cpu {} x=[1,3,3,3,1] f=[2,2,2] s=1 p=valid, ignores NaNs": notIgnored,
  "Sign: sign cpu {} does not propagate NaNs": "the sign of NaN is NaN here",
  "Max gradient: max cpu {} max gradient: 1D, ties": shared,
  "Min gradient: min cpu {} min gradient: ties, 2D, axes=-1, keepDims=false": shared,
  "Min gradient: min cpu {} min gradient: ties, 4D, axes=[1, 2, 3], keepDims=false": shared,
  "FloorDiv gradient: div cpu {} gradient: Tensor1D with int32":
    "it is that of the division, as if nothing were rounded down",
  "MirrorPad gradient: mirrorPad cpu {} grad": "it leaves out what comes from the mirrored elements",
  "AvgPool3D: avgPool3d cpu {} x=[1,1,1,1,1] f=[1,1,3] s=1 p=valid": "a window that does not fit is an error here",
  "AvgPool: avgPool cpu {} x=[2,2,3] f=[1,1] s=2 p=1 dimRoundingMode=floor":
    "windows of one place are taken for no change, whatever stride and padding",
};

const numbers = (flat: Flat): number[] => flat.d.map(Number);
/** A case by its kernel and the name of its test. */
export const keyOf = (one: Case): string => `${one.k}${one.grad === true ? " gradient" : ""}: ${one.test}`;
/** Whether a case is left out. */
export const isLeftOut = (one: Case): boolean => Object.hasOwn(without, one.k) || Object.hasOwn(unlike, keyOf(one));
const isClose = (found: number, wanted: number, relative: number, absolute: number): boolean =>
  Object.is(found, wanted) || found === wanted || Math.abs(found - wanted) <= absolute + relative * Math.abs(wanted);

interface Built {
  readonly one: Case;
  readonly states: readonly (readonly [name: string, values: number[]])[];
  readonly results: readonly (readonly [name: string, result: Tensor, wanted: Flat])[];
}

/** A case as graph: its inputs as states under names of their own, and what is to come out. */
function built(one: Case, index: number): Built {
  const bindings = new Map<Tensor, number[]>();
  const states: [string, number[]][] = [];
  const inputs: Record<string, Tensor> = {};
  for (const [name, flat] of Object.entries(one.inputs)) {
    const values = numbers(flat).map(Math.fround);
    inputs[name] = sizeOf(flat.s) === 0 ? g.tensor([], flat.s) : g.state(`${index} ${name}`, flat.s);
    if (values.length === 0) continue;
    states.push([`${index} ${name}`, values]);
    bindings.set(inputs[name], values);
  }
  const made = table[one.k]!(inputs, one.attrs);
  const outputs: readonly Tensor[] = Array.isArray(made) ? made : [made as Tensor];
  if (one.grad !== true)
    return { one, states, results: outputs.map((output, i) => [`${index} ${i}`, output, one.outputs![i]!]) };
  // Of several outputs, the gradient is that of the one with the value that is told.
  const value = one.value!;
  const output = outputs.find(
    (candidate) =>
      outputs.length === 1 ||
      evaluate(candidate, bindings).every((found, i) => isClose(found, Number(value.d[i]), 1e-6, 0)),
  )!;
  const scalar = g.sum(one.dy == null ? output : x.mul(output, g.tensor(numbers(one.dy), one.dy.s)));
  const gradients = differentiate(
    scalar,
    one.xs!.map((name) => inputs[name]!),
  );
  return {
    one,
    states,
    results: [
      [`${index} value`, output, value],
      ...gradients.map((gradient, i) => [`${index} ∂${one.xs![i]!}`, gradient, one.grads![i]!] as const),
    ],
  };
}

/** The cases that are not left out, as graph. */
export const all: readonly Built[] = cases.flatMap((one, index) => (isLeftOut(one) ? [] : [built(one, index)]));
/** Cases of one program. */
const together = 120;

/** Runs all cases on a back end. @returns what is not as it should be. */
export async function failuresOn(backend: Backend): Promise<string[]> {
  const failures: string[] = [];
  for (let first = 0; first < all.length; first += together) {
    const part = all.slice(first, first + together);
    const session = backend.open();
    const outputs = Object.fromEntries(part.flatMap(({ results }) => results.map(([key, result]) => [key, result])));
    const executable = await session.load({ outputs });
    const known = new Set(session.names());
    for (const { states } of part) for (const [key, values] of states) if (known.has(key)) session.write(key, values);
    const found = executable.run(1);
    for (const { one, results } of part)
      for (const [key, result, wanted] of results) {
        const values = found[key]!;
        if (result.shape.join() !== wanted.s.join())
          failures.push(`${keyOf(one)}: shape ${result.shape}, not ${wanted.s}`);
        const wrong = wanted.d.findIndex(
          (want, i) => !isClose(values[i]!, Number(want), tolerance.rtol, tolerance.atol),
        );
        if (wrong >= 0) failures.push(`${keyOf(one)} (${key})[${wrong}]: ${values[wrong]}, not ${wanted.d[wrong]}`);
      }
    session.dispose();
  }
  return failures;
}
