/** What the MDX body of a page has for the graph: links, fixes and quoted limits. */
import type { Problems } from './content-error.ts';
import type { Entries, Entry, Fix, PageEntries } from './graph.ts';
import { pageFolders, pageKinds, type PageKind } from './kinds.ts';
import { quotedLimit } from './quoted-limit.ts';
import type { QuotedLimit } from './quoted-limit.ts';

/** The entries with the number of a stack's limit wherever a body quotes it. */
export function withQuotedLimits(entries: Entries, problems: Problems): Entries {
  const limits = new Map(entries.stacks.map(({ data }) => [data.slug, data.limits]));
  const quoted = ({ file, data, body }: Entry<unknown>): Entry<unknown> => ({
    file,
    data,
    body: body.replace(/<Limit\s([^>]*?)\/>/g, (_, tag: string) => {
      const attributes = attributesOf(tag) as Record<string, string> & QuotedLimit;
      try {
        return quotedLimit(attributes, limits.get(attributes.stack) ?? []);
      } catch (error) {
        problems.add(file, (error as Error).message);
        return '';
      }
    }),
  });
  const pages = Object.values(pageFolders).map((folder) => [folder, entries[folder].map(quoted)]);
  return { ...entries, ...(Object.fromEntries(pages) as PageEntries) };
}

/** The attributes of a tag. */
const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = '', text = '']) => [name, text]),
  );

/** The pages to which a body links. */
export function links(body: string): [PageKind, string][] {
  return [...body.matchAll(/<See\s([^>]*?)\/?>/g)].flatMap(([, tag = '']) => {
    const attributes = attributesOf(tag);
    return pageKinds.flatMap((kind): [typeof kind, string][] =>
      attributes[kind] === undefined ? [] : [[kind, attributes[kind]]],
    );
  });
}

/** A paragraph with fewer letters is a heading or a remark. */
const shortestParagraph = 40;

/** The paragraphs of a body as plain text, without its commands. */
export function paragraphs(body: string): string[] {
  return body
    .replace(/<Command\s[^]*?\/>/g, '')
    .split('\n\n')
    .map((part) => part.replace(/<[^>]*>|[*`#|[\]]/g, ' ').trim())
    .filter(({ length }) => length > shortestParagraph);
}

/** The fixes of a body, in its order. */
export function fixes(body: string): Fix[] {
  return [...body.matchAll(/<Fix\s([^>]*)>([^]*?)<\/Fix>/g)].map(([, tag = '', text = '']) => {
    const attributes = attributesOf(tag);
    return {
      stack: attributes['stack'] ?? '',
      ...(attributes['case'] === undefined ? {} : { case: attributes['case'] }),
      ...(attributes['source'] === undefined ? {} : { source: attributes['source'] }),
      text: text.trim(),
    };
  });
}
