import type { ScanAttributes } from "../graph/scans.ts";
import { sizeOf, stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { cluster } from "./cluster.ts";
import type { Compilation } from "./compile.ts";
import { emitMap } from "./emit-map.ts";
import { independentLoop, loop, type Statement } from "./loops.ts";
import { Body, type Place } from "./nest.ts";
import type { Surroundings } from "./places.ts";
import { separated } from "./prepare.ts";
import { chunksOf, type Rows, rowsOf, withRows } from "./rows.ts";
import { along, placesOf, turnOf } from "./scans.ts";
import { ownView } from "./view.ts";

/** Some rows of a loop: the turns for these, and the places of theirs in what lies there for all rows. */
interface Chunk {
  readonly attributes: ScanAttributes;
  /** The place of a tensor's first row in the chunk, given that of all rows and how far it is from one row to the next. */
  readonly of: (place: Place, stride: number) => Place;
  /** The loop over chunks of this size. */
  readonly around: (body: readonly Statement[]) => Statement[];
}

/** The chunks of rows that threads divide among them; one, where the rows depend on each other. */
function chunksFor(attributes: ScanAttributes, variable: string): { chunks: readonly Chunk[]; rows: Rows | undefined } {
  const rows = rowsOf(attributes.body);
  const { size, count } = rows === undefined ? { size: 1, count: 1 } : chunksOf(rows, attributes.body);
  if (rows === undefined || count === 1)
    return { chunks: [{ attributes, of: (place) => place, around: (body) => [...body] }], rows: undefined };
  const chunk = (first: number, each: number, many: number): Chunk => ({
    attributes: { ...attributes, body: withRows(attributes.body, rows, each) },
    of: (place, stride) => ({
      ...place,
      offset: place.offset + first * stride,
      moves: [...place.moves, [variable, each * stride]],
    }),
    around: (body) => independentLoop(variable, 0, many, 1, body),
  });
  const rest = rows.count - size * count;
  return { chunks: [chunk(0, size, count), ...(rest === 0 ? [] : [chunk(size * count, rest, 1)])], rows };
}

/**
 * A loop over time: its turns are compiled like steps of their own, whose states are what is carried. Where rows do not
 * depend on each other, there is a loop over chunks of rows around it, whose turns may run at the same time.
 */
export function emitScan(node: Tensor, compilation: Compilation): Statement[] {
  const { places, machine, special } = compilation;
  const { view } = compilation.clustering;
  const attributes = node.attributes as ScanAttributes;
  const { length } = attributes;
  const whole = attributes.body;
  const { depth } = places;
  const variable = `time${depth}`;
  const operands = node.inputs.map((operand) => {
    const { base, offset, strides } = view(operand);
    const place = places.of(base);
    return { place: { ...place, offset: place.offset + offset }, strides };
  });
  const [count, rest] = [whole.carries.length, whole.carries.length + whole.elements.length];
  const results = [...whole.next, ...whole.outputs];
  const all = placesOf(places.of(node), variable, attributes);
  const { chunks, rows } = chunksFor(attributes, `rows${depth}`);

  return chunks.flatMap((chunk) => {
    const { body } = chunk.attributes;
    const { step: given, carries } = turnOf(chunk.attributes);
    const step = separated(given);
    /** An operand's place for the chunk; its strides do not count time. */
    const ofChunk = (placeholder: Tensor, place: Place, strides: readonly number[]): Place => {
      const axis = rows?.axes.get(placeholder);
      return axis === undefined ? place : chunk.of(place, strides[axis]!);
    };
    /** Results lie row by row. */
    const ofResult = (which: number, place: Place): Place => chunk.of(place, sizeOf(results[which]!.shape.slice(1)));
    const leaves = new Map<Tensor, Place>();
    const strides = new Map<Tensor, readonly number[]>();
    body.elements.forEach((element, i) => {
      const { place, strides: own } = operands[count + i]!;
      const inner = own.slice(1);
      leaves.set(element, ofChunk(whole.elements[i]!, along(place, own[0]!, variable, attributes), inner));
      strides.set(element, inner);
    });
    body.constants.forEach((fixed, i) => {
      const { place, strides: own } = operands[rest + i]!;
      leaves.set(fixed, ofChunk(whole.constants[i]!, place, own));
      strides.set(fixed, own);
    });
    carries.forEach((carry, i) => {
      leaves.set(carry, ofResult(i, all.carries[i]!));
    });
    const begin = all.first.flatMap((first, i) => {
      const { place, strides: own } = operands[i]!;
      const { shape } = carries[i]!;
      const lanes = new Body(
        shape,
        () => false,
        view,
        (base) => places.of(base),
      );
      const lane = lanes.memory(ofChunk(whole.carries[i]!, place, own), 0, own);
      return emitMap(shape, lanes, [{ lane, place: ofResult(i, first), strides: stridesOf(shape) }], machine);
    });
    const clustering = cluster(step, special, (leaf) => ({
      ...ownView(leaf),
      strides: strides.get(leaf) ?? ownView(leaf).strides,
    }));
    const around: Surroundings = {
      buffers: places.buffers,
      leaves,
      results: new Map([...all.results].map(([name, { which, place }]) => [name, ofResult(which, place)])),
      depth: depth + 1,
      fixed: new Set(body.constants.filter((_, i) => rows?.axes.has(whole.constants[i]!) !== true)),
      turns: length,
      perThread: places.perThread || rows !== undefined,
      before: (name, body) => compilation.finish(name, body),
    };
    const turns = compilation.turns(step, clustering, around);
    return chunk.around([...begin, ...loop(variable, 0, length, 1, turns).map((one) => ({ ...one, inOrder: true }))]);
  });
}
