// Models in the format of ONNX, written as protocol buffers by hand: fields are numbered as in onnx.proto.

/** A whole number in groups of seven bits, the lowest first. */
function varint(value) {
  const bytes = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(left & 127n);
    left >>= 7n;
    bytes.push(left === 0n ? low : low | 128);
  } while (left > 0n);
  return Buffer.from(bytes);
}
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
const text = (field, value) => bytes(field, Buffer.from(value));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

const [float32, int64] = [1, 7];

const attribute = ([name, value]) => message(5, text(1, name), number(3, value), number(20, 2));

const node = ([operator, inputs, outputs, attributes = {}]) =>
  message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...Object.entries(attributes).map(attribute),
  );

const constant = ([name, { shape, values }]) =>
  message(
    5,
    ...shape.map((size) => number(1, size)),
    number(2, values instanceof Float32Array ? float32 : int64),
    text(8, name),
    bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  );

/** A tensor that goes in (field 11) or comes out (field 12). */
const place =
  (field) =>
  ([name, shape]) => {
    const sizes = message(2, ...shape.map((size) => message(1, number(1, size))));
    return message(field, text(1, name), message(2, message(1, number(1, float32), sizes)));
  };

/**
 * A model of one graph: `nodes` are [operator, inputs, outputs, whole-number attributes], `constants` tensors by name,
 * `inputs` and `outputs` shapes by name. Opset 13.
 */
export function modelOf({ nodes, constants = {}, inputs, outputs }) {
  const graph = message(
    7,
    ...nodes.map(node),
    text(2, "graph"),
    ...Object.entries(constants).map(constant),
    ...Object.entries(inputs).map(place(11)),
    ...Object.entries(outputs).map(place(12)),
  );
  return new Uint8Array(Buffer.concat([number(1, 8), graph, message(8, text(1, ""), number(2, 13))]));
}
