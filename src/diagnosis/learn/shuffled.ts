/** FNV-1a, 32 bits: a number that looks random, and is always the same for a text. */
export function hashOf(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return hash >>> 0;
}

/**
 * Orders in which to go through a list, another at each call. They look random and are always the same, so that the same examples
 * give the same model. The place of an example depends on what it says alone: one more leaves the others in their order, and changes the model by no more than it
 * teaches.
 * @param keys what each item of the list says
 */
export function shuffled(keys: readonly string[]): () => readonly number[] {
  const hashes = keys.map(hashOf);
  let round = 0;
  return () => {
    round += 1;
    const places = hashes.map((hash) => {
      const mixed = Math.imul(hash ^ Math.imul(round, 0x9e3779b1), 0x85ebca6b);
      return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
    });
    return [...keys.keys()].sort((one, other) => (places[one] as number) - (places[other] as number));
  };
}
