/** Ids of rows, so that a link can lead to one. */

/** A text as an id: its letters and digits in lower case, joined by hyphens. */
export const idOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/**
 * The ids of each of some rows, by what stands first in it. A row of several codes, as in `301, 302`, has one for each.
 * No id is given twice.
 * @param taken ids that the page already has
 */
export function rowIds(firsts: readonly string[], taken: readonly string[] = []): string[][] {
  const used = new Set(taken);
  const free = (id: string, count = 2): string => {
    if (!used.has(id)) return id;
    return used.has(`${id}-${count}`) ? free(id, count + 1) : `${id}-${count}`;
  };
  return firsts.map((first) => {
    const codes = /^\d+(?:, \d+)+$/.test(first) ? first.split(', ') : [first];
    return codes.map((code) => {
      // Of signs alone, as `--` in a log, no letter is left.
      const id = free(idOf(code) || 'row');
      used.add(id);
      return id;
    });
  });
}
