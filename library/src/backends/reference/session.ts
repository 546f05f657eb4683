import type { Backend, Executable, Numbers, Session, Step } from "../../compiler/step.ts";
import { evaluateAll } from "../../graph/evaluate.ts";
import { input, type NamedAttributes, state } from "../../graph/primitives/leaves.ts";
import { sizeOf } from "../../graph/shape.ts";
import { ancestors, type Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";

/** The back end that interprets the graph in float64: slow, plain, and what every other one is judged by. */
export function reference(): Backend {
  return { name: "reference", arithmetic: "float64", open: () => new ReferenceSession() };
}

class ReferenceSession implements Session {
  private readonly states = new Map<string, Float64Array>();

  async load(step: Step): Promise<Executable> {
    const updates = step.updates ?? [];
    const results = [...Object.values(step.outputs), ...updates.map(([, value]) => value)];
    const nodes = ancestors([...results, ...updates.map(([target]) => target)]);
    const nameOf = (node: Tensor): string => (node.attributes as NamedAttributes).name;
    for (const node of nodes)
      if (node.primitive === state && !this.states.has(nameOf(node)))
        this.states.set(nameOf(node), new Float64Array(sizeOf(node.shape)));
    const names = Object.keys(step.outputs);
    const executable: Executable = {
      run: (steps, inputs = {}) => {
        const outputs = Object.fromEntries(
          names.map((name) => [name, new Float64Array(sizeOf(step.outputs[name]!.shape) * steps)]),
        );
        for (let at = 0; at < steps; at++) {
          const bindings = new Map<Tensor, Numbers>();
          for (const node of nodes) {
            if (node.primitive === state) bindings.set(node, this.states.get(nameOf(node))!);
            if (node.primitive !== input) continue;
            const name = nameOf(node);
            const given = inputs[name];
            const size = sizeOf(node.shape);
            const perStep = (step.perStep ?? []).includes(name);
            if (given?.length !== size * (perStep ? steps : 1))
              throw new ArgumentError(`run: the input "${name}" does not fit`, {
                expected: `${size * (perStep ? steps : 1)} numbers`,
                found: given === undefined ? "nothing" : `${given.length}`,
              });
            bindings.set(node, perStep ? Array.prototype.slice.call(given, at * size, (at + 1) * size) : given);
          }
          const values = evaluateAll(results, bindings);
          names.forEach((name, i) => {
            outputs[name]!.set(values[i]!, at * values[i]!.length);
          });
          updates.forEach(([target], i) => {
            this.states.set(nameOf(target), values[names.length + i]!.slice());
          });
        }
        return outputs;
      },
      start: async (steps, inputs) => executable.run(steps, inputs),
    };
    return executable;
  }

  private known(name: string): Float64Array {
    const values = this.states.get(name);
    if (values === undefined)
      throw new ArgumentError(`the session has no state "${name}"`, {
        expected: this.names().join(", ") || "none yet",
      });
    return values;
  }

  write(name: string, values: Numbers): void {
    const known = this.known(name);
    if (values.length !== known.length)
      throw new ArgumentError(`the state "${name}" has another size`, {
        expected: `${known.length} numbers`,
        found: `${values.length}`,
      });
    known.set(values);
  }

  fill(name: string, value: number): void {
    this.known(name).fill(value);
  }

  copy(from: string, to: string): void {
    this.states.set(to, this.known(from).slice());
  }

  elements(name: string): number {
    return this.known(name).length;
  }

  read(name: string): Float64Array {
    return this.known(name).slice();
  }

  names(): readonly string[] {
    return [...this.states.keys()];
  }

  dispose(): void {
    this.states.clear();
  }
}
