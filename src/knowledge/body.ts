/** What the body of a page has for the graph: links, fixes, and what it quotes. */
import type { Problems } from './content-error.ts';
import type { Entries, Entry, Fix, PageEntries } from './graph.ts';
import { pageFolders, pageKinds, type PageKind } from './kinds.ts';
import { tagsIn, written } from './mdx.ts';
import type { Body, Part, Tag } from './mdx.ts';
import { withHandshake } from '../wire/handshake-command.ts';
import { quotedLimit } from './quoted-limit.ts';
import type { QuotedLimit } from './quoted-limit.ts';

/** The entries with the number of a stack's limit wherever a body quotes it, and with the whole handshake in its commands. */
export function withQuotes(entries: Entries, problems: Problems): Entries {
  const limits = new Map(entries.stacks.map(({ data }) => [data.slug, data.limits]));
  const quotedIn = (parts: readonly Part[], file: string): Part[] =>
    parts.map((part) => {
      if (typeof part === 'string') return part;
      const { run } = part.attributes;
      if (part.name === 'Command' && run !== undefined)
        return { ...part, attributes: { ...part.attributes, run: withHandshake(run) } };
      if (part.name !== 'Limit') return { ...part, parts: quotedIn(part.parts, file) };
      const attributes = part.attributes as Tag['attributes'] & QuotedLimit;
      try {
        return quotedLimit(attributes, limits.get(attributes.stack) ?? []);
      } catch (error) {
        problems.add(file, (error as Error).message);
        return '';
      }
    });
  const quoted = ({ file, data, body }: Entry<unknown>): Entry<unknown> => ({
    file,
    data,
    body: { ...body, parts: quotedIn(body.parts, file) },
  });
  const pages = Object.values(pageFolders).map((folder) => [folder, entries[folder].map(quoted)]);
  return { ...entries, ...(Object.fromEntries(pages) as PageEntries) };
}

/** The pages to which a component links. */
export const linksOf = ({ name, attributes }: Tag): [PageKind, string][] =>
  name === 'See'
    ? pageKinds.flatMap((kind): [PageKind, string][] =>
        attributes[kind] === undefined ? [] : [[kind, attributes[kind]]],
      )
    : [];

/** The pages to which a body links. */
export const links = ({ parts }: Body): [PageKind, string][] => tagsIn(parts).flatMap(linksOf);

/** What a `<Fix>` says of itself; nothing for another component. */
export function fixOf({ name, attributes, parts }: Tag): Fix | undefined {
  if (name !== 'Fix') return undefined;
  return {
    stack: attributes['stack'] ?? '',
    ...(attributes['case'] === undefined ? {} : { case: attributes['case'] }),
    ...(attributes['source'] === undefined ? {} : { source: attributes['source'] }),
    parts,
  };
}

/** A paragraph with fewer letters is a heading or a remark. */
const shortestParagraph = 40;

/** The words of a body, and of the components in it, without its commands. */
const wordsOf = (parts: readonly Part[]): string =>
  written(parts, ({ name, parts: inner }) => (name === 'Command' ? '' : ` ${wordsOf(inner)} `));

/** The paragraphs of a body as plain text, without its commands. */
export const paragraphs = ({ parts }: Pick<Body, 'parts'>): string[] =>
  wordsOf(parts)
    .split('\n\n')
    .map((part) => part.replace(/<[^>]*>|[*`#|[\]]/g, ' ').trim())
    .filter(({ length }) => length > shortestParagraph);

/** The fixes of a body, in its order. */
export const fixes = ({ parts }: Body): Fix[] => tagsIn(parts).flatMap((tag) => fixOf(tag) ?? []);
