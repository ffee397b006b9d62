/**
 * Matches a regular expression of a config against a path, in a bounded number of steps. The expression comes from a
 * pasted text, so the engine of the browser, which can backtrack for hours, never sees it. Pure.
 */

type Node =
  | { kind: 'char'; test: (character: string) => boolean }
  | { kind: 'start' | 'end' | 'edge' }
  | { kind: 'look'; node: Node; isNegative: boolean }
  | { kind: 'seq'; nodes: readonly Node[] }
  | { kind: 'any'; nodes: readonly Node[] }
  | { kind: 'repeat'; node: Node; min: number; max: number };

/** A pattern that this matcher does not know. */
class Unknown extends Error {}

const longestPattern = 500;
const mostSteps = 20_000;
const mostRepeats = 1000;

const isWord = (character: string) => /^\w$/.test(character);
const classes: Readonly<Record<string, (character: string) => boolean>> = {
  d: (character) => /^\d$/.test(character),
  w: isWord,
  s: (character) => /^\s$/.test(character),
};

function escaped(letter: string): ((character: string) => boolean) | string {
  const known = classes[letter.toLowerCase()];
  if (known === undefined) {
    if (/[a-z0-9]/i.test(letter)) throw new Unknown();
    return letter;
  }
  return letter === letter.toLowerCase() ? known : (character) => !known(character);
}

function parsePattern(source: string, ignoresCase: boolean): Node {
  let at = 0;
  const fold = (character: string) => (ignoresCase ? character.toLowerCase() : character);
  const charNode = (test: ((character: string) => boolean) | string): Node => ({
    kind: 'char',
    test: typeof test === 'string' ? (character) => fold(character) === fold(test) : test,
  });

  function alternatives(): Node {
    const nodes = [sequence()];
    while (source[at] === '|') {
      at += 1;
      nodes.push(sequence());
    }
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'any', nodes };
  }

  function sequence(): Node {
    const nodes: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') nodes.push(repeated(atom()));
    return { kind: 'seq', nodes };
  }

  function repeated(node: Node): Node {
    const [text, least, comma, most] =
      /^(?:[*+?]|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/.exec(source.slice(at, at + 12)) ?? [];
    if (text === undefined) return node;
    at += text.length;
    if (source[at] === '?' || source[at] === '+') at += 1;
    if (text === '*') return { kind: 'repeat', node, min: 0, max: mostRepeats };
    if (text === '+') return { kind: 'repeat', node, min: 1, max: mostRepeats };
    if (text === '?') return { kind: 'repeat', node, min: 0, max: 1 };
    const min = Number(least);
    const max = comma === undefined ? min : most === undefined ? mostRepeats : Number(most);
    return { kind: 'repeat', node, min, max };
  }

  function group(): Node {
    const [mark = ''] = /^\?(?:[:=!]|P?<[A-Za-z]\w{0,40}>)/.exec(source.slice(at, at + 48)) ?? [];
    if (mark === '' && source[at] === '?') throw new Unknown();
    at += mark.length;
    const node = alternatives();
    if (source[at] !== ')') throw new Unknown();
    at += 1;
    return mark === '?=' || mark === '?!' ? { kind: 'look', node, isNegative: mark === '?!' } : node;
  }

  function characterClass(): Node {
    const isNegative = source[at] === '^';
    if (isNegative) at += 1;
    const tests: ((character: string) => boolean)[] = [];
    for (let isFirst = true; isFirst || source[at] !== ']'; isFirst = false) {
      const first = source[at];
      if (first === undefined) throw new Unknown();
      at += 1;
      const from = first === '\\' ? escaped(source[at++] ?? '') : first;
      if (typeof from !== 'string') tests.push(from);
      else if (source[at] === '-' && source[at + 1] !== ']' && source[at + 1] !== undefined) {
        const to = source[at + 1] as string;
        if (to === '\\') throw new Unknown();
        at += 2;
        tests.push(
          (character) =>
            (character >= from && character <= to) ||
            (fold(character) >= fold(from) && fold(character) <= fold(to)),
        );
      } else tests.push((character) => fold(character) === fold(from));
    }
    at += 1;
    return charNode((character) => tests.some((test) => test(character)) !== isNegative);
  }

  function atom(): Node {
    const character = source[at] as string;
    at += 1;
    switch (character) {
      case '(':
        return group();
      case '[':
        return characterClass();
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return charNode(() => true);
      case '*':
      case '+':
      case '?':
        throw new Unknown();
      case '\\': {
        const letter = source[at] ?? '';
        at += 1;
        return letter === 'b' ? { kind: 'edge' } : charNode(escaped(letter));
      }
      default:
        return charNode(character);
    }
  }

  const node = alternatives();
  if (at < source.length) throw new Unknown();
  return node;
}

function matcherOf(text: string): (root: Node) => boolean {
  let steps = 0;
  const isEdge = (at: number) => isWord(text[at - 1] ?? '') !== isWord(text[at] ?? '');
  function match(node: Node, at: number, next: (at: number) => boolean): boolean {
    steps += 1;
    if (steps > mostSteps) throw new Unknown();
    switch (node.kind) {
      case 'char':
        return at < text.length && node.test(text[at] as string) && next(at + 1);
      case 'start':
        return at === 0 && next(at);
      case 'end':
        return at === text.length && next(at);
      case 'edge':
        return isEdge(at) && next(at);
      case 'look':
        return match(node.node, at, () => true) !== node.isNegative && next(at);
      case 'any':
        return node.nodes.some((each) => match(each, at, next));
      case 'seq': {
        const { nodes } = node;
        const go = (index: number, from: number): boolean => {
          const each = nodes[index];
          return each === undefined ? next(from) : match(each, from, (to) => go(index + 1, to));
        };
        return go(0, at);
      }
      case 'repeat': {
        const { node: inner, min, max } = node;
        const go = (count: number, from: number): boolean =>
          (count < max && match(inner, from, (to) => (to > from || count < min) && go(count + 1, to))) ||
          (count >= min && next(from));
        return go(0, at);
      }
    }
  }
  return (root) => {
    for (let from = 0; from <= text.length; from += 1) if (match(root, from, () => true)) return true;
    return false;
  };
}

/** Whether a pattern matches somewhere in a text; `undefined` where that cannot be told. */
export function matches(pattern: string, text: string, ignoresCase = false): boolean | undefined {
  const prefix = pattern.startsWith('(?i)') ? 4 : 0;
  if (pattern.length > longestPattern || text.length > longestPattern) return undefined;
  try {
    return matcherOf(text)(parsePattern(pattern.slice(prefix), ignoresCase || prefix > 0));
  } catch (error) {
    // A stack that is too deep for a long run of groups is not told apart from a pattern that is not known.
    if (error instanceof Unknown || error instanceof RangeError) return undefined;
    throw error;
  }
}
