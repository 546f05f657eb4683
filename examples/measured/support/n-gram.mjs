// The probability of the next symbol by counting what followed the symbols before it.

/** What followed every history of `size` symbols: how often, how many different ones, and each. */
function counted(numbers, size) {
  const found = new Map();
  for (let i = size; i < numbers.length; i++) {
    const key = numbers.subarray(i - size, i).join(" ");
    const own = found.get(key) ?? { total: 0, each: new Map() };
    found.set(key, own);
    own.total++;
    own.each.set(numbers[i], (own.each.get(numbers[i]) ?? 0) + 1);
  }
  return found;
}

/**
 * Bits for each symbol of a text from `first` on: p(c | h) = (n(h c) + t(h) p(c | h′))/(n(h) + t(h)), with the counts n of the
 * text that is learned from, the number t(h) of different symbols that followed h, and h′ without its first symbol; at last all
 * symbols are alike. Source: Witten and Bell, IEEE Transactions on Information Theory 37(4), 1991.
 */
export function bitsOfCounts(learned, numbers, order, symbols, first) {
  const counts = Array.from({ length: order }, (_, size) => counted(learned, size));
  let bits = 0;
  for (let i = first; i < numbers.length; i++) {
    let probability = 1 / symbols;
    for (let size = 0; size < order; size++) {
      const own = counts[size].get(numbers.subarray(i - size, i).join(" "));
      if (own === undefined) break;
      const different = own.each.size;
      probability = ((own.each.get(numbers[i]) ?? 0) + different * probability) / (own.total + different);
    }
    bits -= Math.log2(probability);
  }
  return bits / (numbers.length - first);
}
