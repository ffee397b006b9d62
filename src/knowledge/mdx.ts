/** The body of a page as a tree, read once by the parser with which Astro compiles it: text in Markdown, and the components in it. Pure. */
import { mdxToMdast } from 'satteri';
import type { MdastNode, MdxJsxFlowElement, MdxJsxTextElement } from 'satteri';

/** A component in a body. */
export interface Tag {
  name: string;
  /** Its attributes: texts, and template literals without their backticks. */
  attributes: Readonly<Record<string, string>>;
  /** What stands between its opening and its closing tag. */
  parts: readonly Part[];
}

/** A piece of a body: text in Markdown, or a component. */
export type Part = string | Tag;

/** The body of a page. */
export interface Body {
  parts: readonly Part[];
  /** The headings of the second level. */
  headings: readonly string[];
  /** Whether it has code of its own, in a fenced block. */
  isFenced: boolean;
}

type Element = MdxJsxFlowElement | MdxJsxTextElement;
type Node = MdastNode | Element;

const childrenOf = (node: Node): readonly Node[] => ('children' in node ? node.children : []);

const isElement = (node: Node): node is Element =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

/** Where a node stands, as indices of the text. */
function spanOf({ type, position }: Node): readonly [from: number, to: number] {
  if (position?.start.offset === undefined || position.end.offset === undefined)
    throw new Error(`Found a node "${type}" without a position. Expected the parser to give one.`);
  return [position.start.offset, position.end.offset];
}

function attributesOf({ attributes }: Element): Record<string, string> {
  return Object.fromEntries(
    attributes.flatMap((attribute): [string, string][] => {
      if (attribute.type !== 'mdxJsxAttribute') return [];
      const { name, value } = attribute;
      return [[name, typeof value === 'string' ? value : (value?.value ?? '').replace(/^`|`$/g, '')]];
    }),
  );
}

/** All nodes below some, in the order of the text. */
const below = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...below(childrenOf(node))]);

/**
 * Reads the body of a page.
 * @throws {Error} if it is no MDX, with the line and what is wrong
 */
export function readBody(mdx: string): Body {
  const tree = mdxToMdast(mdx, { position: true });
  /** The text around nodes, and their parts. */
  const partsOf = (nodes: readonly Node[], from: number, to: number): Part[] => {
    const parts: Part[] = [];
    let at = from;
    const visit = (node: Node) => {
      if (!isElement(node)) return childrenOf(node).forEach(visit);
      const [start, end] = spanOf(node);
      parts.push(mdx.slice(at, start), {
        name: node.name ?? '',
        attributes: attributesOf(node),
        parts: partsOf(node.children, ...spanOfAll(node.children)),
      });
      at = end;
    };
    nodes.forEach(visit);
    return [...parts, mdx.slice(at, to)].filter((part) => part !== '');
  };
  const nodes = below(childrenOf(tree));
  return {
    parts: partsOf(childrenOf(tree), 0, mdx.length),
    headings: nodes
      .filter((node) => node.type === 'heading' && node.depth === 2)
      .map((node) => mdx.slice(...spanOfAll(childrenOf(node)))),
    isFenced: nodes.some(({ type }) => type === 'code'),
  };
}

/** Where some nodes stand, from the first to the last. */
function spanOfAll(nodes: readonly Node[]): [from: number, to: number] {
  const [first, last] = [nodes[0], nodes.at(-1)];
  return first && last ? [spanOf(first)[0], spanOf(last)[1]] : [0, 0];
}

/** All components of a body, in its order. */
export const tagsIn = (parts: readonly Part[]): Tag[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : [part, ...tagsIn(part.parts)]));

/** A body as one text, with words for each component. */
export const written = (parts: readonly Part[], write: (tag: Tag) => string): string =>
  parts.map((part) => (typeof part === 'string' ? part : write(part))).join('');

/** A body as its author wrote it, apart from the order and the spaces within tags. */
export const asWritten = (parts: readonly Part[]): string =>
  written(parts, ({ name, attributes, parts: inner }) => {
    const own = Object.entries(attributes).map(([key, text]) => ` ${key}="${text}"`);
    return inner.length === 0
      ? `<${name}${own.join('')} />`
      : `<${name}${own.join('')}>${asWritten(inner)}</${name}>`;
  });
