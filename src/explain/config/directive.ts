/** The directives of a config: what parsers give and rules look at. Pure. */

/** A directive; with a block, where it has one. */
export interface Directive {
  name: string;
  args: readonly string[];
  /** Its first line. */
  line: number;
  /** The line where it ends, or where its block opens. */
  lastLine: number;
  /** The directives of its block. */
  block?: readonly Directive[];
}

/** Lists of directives are asked for many names, so each keeps an index. */
const indexes = new WeakMap<readonly Directive[], ReadonlyMap<string, Directive[]>>();
const none: readonly Directive[] = [];

/** All directives of a name in a list. */
export function named(directives: readonly Directive[], name: string): readonly Directive[] {
  let index = indexes.get(directives);
  if (index === undefined) {
    // Not by `Map.groupBy`, which Safari has only since 17.4, and Chrome and Firefox since 117 and 119.
    const lists = new Map<string, Directive[]>();
    for (const each of directives) {
      const list = lists.get(each.name);
      if (list) list.push(each);
      else lists.set(each.name, [each]);
    }
    index = lists;
    indexes.set(directives, index);
  }
  return index.get(name) ?? none;
}

/** Cuts a line into words; quotes are taken off. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length;) {
    const character = line[at] as string;
    if (/\s/.test(character)) at += 1;
    else if (character === '"' || character === "'") {
      let value = '';
      at += 1;
      while (at < line.length && line[at] !== character) {
        if (line[at] === '\\' && line[at + 1] === character) at += 1;
        value += line[at] ?? '';
        at += 1;
      }
      at += 1;
      words.push(value);
    } else {
      const from = at;
      while (at < line.length && !/\s/.test(line[at] as string)) at += 1;
      words.push(line.slice(from, at));
    }
  }
  return words;
}
