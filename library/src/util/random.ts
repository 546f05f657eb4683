/** Rotates a 32-bit word to the left. */
const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * Threefry-2×32 with 20 rounds: two pseudo-random 32-bit words as a pure function of a key and a counter.
 *
 * Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011.
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): readonly [number, number] {
  // The three words of the key take turns; written out, because everything random waits for this.
  let [a, b, c] = [key0 | 0, key1 | 0, 0x1bd11bda ^ key0 ^ key1];
  let x = (counter0 + a) | 0;
  let y = (counter1 + b) | 0;
  for (let injection = 1; injection <= 5; injection++) {
    const odd = (injection & 1) === 1;
    x = (x + y) | 0;
    y = rotate(y, odd ? 13 : 17) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 15 : 29) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 26 : 16) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 6 : 24) ^ x;
    x = (x + b) | 0;
    y = (y + c + injection) | 0;
    const first = a;
    a = b;
    b = c;
    c = first;
  }
  return [x >>> 0, y >>> 0];
}

/** 32 random bits as a pure function of (seed, stream, step, element). */
export function randomBits(seed: number, stream: number, step: number, element: number): number {
  return threefry(seed, stream, step, element)[0];
}

/** The upper 24 of 32 bits as a number in [0, 1): a multiple of 2⁻²⁴, exact in float32. */
export function uniform01(bits: number): number {
  return (bits >>> 8) * 2 ** -24;
}

/** Random numbers drawn one after the other from the stream (seed, stream). */
export interface RandomStream {
  /** A number in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** A whole number from 0 to n − 1, without bias. */
  integer(n: number): number;
  /** A draw from the normal distribution with mean 0 and variance 1 (Box and Muller, 1958). */
  normal(): number;
}

/** Starts a stream; the same (seed, stream) gives the same numbers on every machine. */
export function randomStream(seed: number, stream: number): RandomStream {
  let counter = 0;
  const words = (): readonly [number, number] => {
    const pair = threefry(seed, stream, counter % 2 ** 32, Math.floor(counter / 2 ** 32));
    counter++;
    return pair;
  };
  const uniform = (): number => {
    const [high, low] = words();
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;
  };
  return {
    uniform,
    integer: (n) => {
      const limit = Math.floor(2 ** 32 / n) * n;
      for (;;) {
        const [word] = words();
        if (word < limit) return word % n;
      }
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** The order of n rows in an epoch: a shuffle (Fisher and Yates) that depends on (seed, epoch, n) alone. */
export function permutation(seed: number, epoch: number, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const [high, low] = threefry(seed, 0x7065726d, epoch, i);
    const j = Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
