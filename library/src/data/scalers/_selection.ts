/**
 * Moves numbers so that the k-th smallest stands at place k, smaller ones before it and greater ones behind.
 *
 * On average it looks at each number about three times, where sorting looks log₂ n times. Source: Hoare, Find, CACM 1961.
 */
function select(values: Float64Array, k: number, from: number): void {
  let [low, high] = [from, values.length - 1];
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const kept = values[i]!;
      values[i++] = values[j]!;
      values[j--] = kept;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c);
}

/**
 * Quantiles of numbers in any order, each in a straight line between neighbors; the numbers change their order.
 *
 * @param shares from 0 to 1, in ascending order.
 */
export function quantilesIn(values: Float64Array, shares: readonly number[]): number[] {
  let from = 0;
  return shares.map((share) => {
    if (values.length === 0) return Number.NaN;
    const at = share * (values.length - 1);
    const below = Math.floor(at);
    select(values, below, from);
    from = below;
    const value = values[below]!;
    if (at === below) return value;
    let next = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i < values.length; i++) if (values[i]! < next) next = values[i]!;
    return value + (at - below) * (next - value);
  });
}
