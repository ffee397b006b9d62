/** Where the lines of a text begin, and in which of them an index lies. Pure; for all that counts lines. */

/**
 * The index at which each line begins, the first one included.
 * @param most how many lines are counted; what follows belongs to the last
 */
export function lineStarts(text: string, most = Infinity): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && starts.length < most; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
}

/** The line in which an index lies, from 0. */
export function lineAt(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
