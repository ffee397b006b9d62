/** YAML with its lines, as plain nodes. Pure. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node as YamlNode } from 'yaml';
import type { UnreadLine } from './rule.ts';

/** A node of a document. */
export interface Node {
  /** The line where it begins. */
  line: number;
  /** A scalar's value; `undefined` for maps and lists. */
  value?: string | number | boolean | null;
  /** Keys of a map, each with its line. */
  entries?: ReadonlyMap<string, { line: number; node: Node }>;
  /** Items of a list. */
  items?: readonly Node[];
}

const deepest = 40;
const mostNodes = 20_000;
const mostDocuments = 200;
/** The parser takes a microsecond and more for each letter of a text that is full of errors. */
const longestYaml = 48 * 1024;

/** What a person wrote above a file, blanked out, so that lines stay where they are. */
function withoutLead(text: string): string {
  const [lead = ''] = /^(?:(?!(?:- )?[\w"'@-]+:(?:\s|$)|---|#)[^\n]*\n)*/.exec(text) ?? [];
  return lead.replace(/[^\n]/g, ' ') + text.slice(lead.length);
}

/** Calls the library without stacks for its errors. It makes thousands of them for a text that is not YAML, and a stack costs more than the rest. */
function withoutStacks<Result>(parse: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Parses all documents of a text. Never throws. */
export function parseYaml(text: string): { documents: readonly Node[]; unread: readonly UnreadLine[] } {
  const counter = new LineCounter();
  const unread: UnreadLine[] = [];
  let left = mostNodes;
  const lineOf = (node: YamlNode | null | undefined) => counter.linePos(node?.range?.[0] ?? 0).line;
  // An alias of the library searches its whole document for each anchor, so they are noted here.
  let anchors = new Map<string, YamlNode>();
  const toNode = (node: unknown, depth: number, line: number): Node => {
    left -= 1;
    if (left < 0 || depth > deepest) return { line };
    if (isAlias(node)) return toNode(anchors.get(node.source), depth + 1, line);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined)
      anchors.set(node.anchor, node);
    if (isMap(node))
      return {
        line: lineOf(node),
        entries: new Map(
          node.items.map(({ key, value }) => {
            const at = isScalar(key) ? lineOf(key) : line;
            return [String(isScalar(key) ? key.value : ''), { line: at, node: toNode(value, depth + 1, at) }];
          }),
        ),
      };
    if (isSeq(node))
      return {
        line: lineOf(node),
        items: node.items.map((each) => toNode(each, depth + 1, lineOf(node))),
      };
    if (!isScalar(node)) return { line, value: null };
    const { value, source = '' } = node;
    // A date or a number that is too large keeps the letters that were written.
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { line: lineOf(node), value: isPlain || value === null ? value : source };
  };
  const read = withoutLead(text.slice(0, longestYaml));
  if (text.length > longestYaml)
    unread.push({
      line: read.split('\n').length,
      why: `found more than ${longestYaml / 1024} KiB; the rest was not read. Paste the objects that the socket’s address uses.`,
    });
  try {
    const parsed = withoutStacks(() =>
      parseAllDocuments(read, {
        lineCounter: counter,
        prettyErrors: false,
        uniqueKeys: false,
        logLevel: 'silent',
      }),
    );
    const documents = (Array.isArray(parsed) ? parsed : []).slice(0, mostDocuments) as Document[];
    for (const { errors } of documents)
      for (const { pos, message } of errors.slice(0, 3))
        unread.push({
          line: counter.linePos(pos[0]).line,
          why: `found something that is not YAML; expected other words or indentation here: ${message.split('\n')[0]?.slice(0, 120) ?? ''}.`,
        });
    return {
      documents: documents.flatMap(({ contents }) => {
        anchors = new Map();
        return contents === null ? [] : [toNode(contents, 0, 1)];
      }),
      unread,
    };
  } catch {
    // The parser is recursive, so a text of a thousand brackets ends its stack.
    return {
      documents: [],
      unread: [
        {
          line: 1,
          why: 'found YAML that is nested too deeply to be read; expected a file such as people write.',
        },
      ],
    };
  }
}

/** The node at the end of a way of keys, if it is there. */
export function at(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  return keys.reduce<Node | undefined>((from, key) => from?.entries?.get(key)?.node, node);
}

/** The text of a scalar; `undefined` where it is none. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const value = at(node, ...keys)?.value;
  return value === undefined || value === null ? undefined : String(value);
}

/** All nodes of a tree that have a key, with the key's line. */
export function withKey(node: Node, key: string): { line: number; node: Node; parent: Node }[] {
  const own = node.entries?.get(key);
  const inner = [...(node.entries?.values() ?? [])].map((each) => each.node);
  return [
    ...(own ? [{ ...own, parent: node }] : []),
    ...[...inner, ...(node.items ?? [])].flatMap((each) => withKey(each, key)),
  ];
}

/** The keys of the outermost maps, each with its line. */
export function keysOf(documents: readonly Node[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { entries } of documents)
    for (const [key, { line }] of entries ?? []) if (!names.has(key)) names.set(key, line);
  return names;
}
