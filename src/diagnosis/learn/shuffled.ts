/**
 * Orders in which to go through a list, another at each call. They look random and are always the same (a linear
 * congruential generator), so that the same examples give the same model.
 * @param length how many items the list has
 */
export function shuffled(length: number): () => readonly number[] {
  let state = 7;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const order = Array.from({ length }, (_, index) => index);
  return () => {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  };
}
