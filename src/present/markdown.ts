import { sourceOf } from '../knowledge/sources.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { pageFolders, type PageFolder, type PageKind } from '../knowledge/kinds.ts';
import { limitsByKind } from '../knowledge/limit-groups.ts';
import { limitValue } from './limit-value.ts';
import { noUpgradeAnswers } from './no-upgrade-answers.ts';
import type { Source } from '../knowledge/schemas.ts';

/** Languages of a fenced block in Markdown, by the language of a case. */
const fenceLanguages: Readonly<Record<string, string>> = {
  caddyfile: 'text',
  go: 'go',
  html: 'html',
  java: 'java',
  js: 'js',
  nginx: 'nginx',
  python: 'python',
  ruby: 'ruby',
};

/** A link to another page, as bodies write it. */
export const see = /<See (\w+)="([^"]+)" \/>/g;

/** The title of a page to which a body links. */
export function titleOf(kind: PageKind, slug: string, knowledge: Knowledge): string | undefined {
  const page = knowledge[pageFolders[kind]].get(slug);
  return page && ('name' in page ? page.name : page.title);
}

/**
 * The MDX body of a page as plain Markdown: fixes become headings with the config that ran or the source, commands become blocks, links
 * become the titles that they lead to.
 */
export function bodyAsMarkdown(
  { body, sources }: { body: string; sources: readonly Source[] },
  knowledge: Knowledge,
): string {
  const { cases, stacks, claims } = knowledge;
  return body
    .replace(see, (whole, kind: PageKind, slug: string) => {
      const verdict = kind === 'claim' ? claims.get(slug)?.verdict : undefined;
      return `“${titleOf(kind, slug, knowledge) ?? whole}”${verdict === undefined ? '' : ` (${verdict})`}`;
    })
    .replace(
      /<Command\s+run=\{`([^`]*)`\}(?:\s+expect=(?:"([^"]*)"|\{`([^`]*)`\}))?\s*\/>/g,
      (_, run: string, quoted?: string, braced?: string) => {
        const expected = quoted ?? braced;
        return `\`\`\`sh\n${run}\n\`\`\`${expected === undefined ? '' : `\n\nExpect: \`${expected}\``}`;
      },
    )
    .replace(
      /<Fix stack="([^"]+)"(?: case="([^"]+)")?(?: source="([^"]+)")?>([^]*?)<\/Fix>/g,
      (_, stack: string, slug: string | undefined, source: string | undefined, prose: string) => {
        const shown = slug === undefined ? undefined : cases.get(slug);
        const config = shown
          ? `\n\n\`\`\`${fenceLanguages[shown.language] ?? 'text'}\n${shown.shown.fixed}\n\`\`\``
          : '';
        const stated = sourceOf({ sources }, source);
        const from = stated ? ` (Not run here; stated by [${stated.title}](${stated.url}).)` : '';
        return `### ${stacks.get(stack)?.name ?? stack}\n\n${prose.trim()}${from}${config}`;
      },
    )
    .replace(/<NoUpgradeAnswers proxy="([^"]+)" \/>/g, (_, proxy: string) =>
      [
        '| Backend | Answer that the client gets |',
        '| --- | --- |',
        ...noUpgradeAnswers(knowledge, proxy).map(({ backend, answer }) => `| ${backend} | \`${answer}\` |`),
      ].join('\n'),
    )
    .replace(
      '<AcceptCalculator />',
      "The RFC's own example: the key `dGhlIHNhbXBsZSBub25jZQ==` gives `s3pPLMBiTxaQ9kYGzzhZRbK+xOo=`.",
    )
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What a page draws from its data above the body, as lists, which stay readable with long texts. */
function drawn(page: Page, { limits }: Knowledge): string {
  if ('see' in page)
    return [
      ...page.limits.map(
        (limit) =>
          `- Limit, ${limit.kind}: ${limitValue(limit)}, \`${limit.name}\`${limit.note === undefined ? '' : `. ${limit.note}`}`,
      ),
      `- See what it did: ${page.see}`,
      ...(page.reload === undefined ? [] : [`- At a reload or deploy: ${page.reload}`]),
      '',
      '',
    ].join('\n');
  if (!('rows' in page || 'limits' in page)) return '';
  const rows = (page.rows ?? []).map(
    ({ code, name, sender, meaning }) =>
      `- \`${code}\` (${name})${sender === undefined ? '' : `, sent by ${sender}`}: ${meaning}`,
  );
  const ofLimits = limitsByKind(limits, page.limits ?? []).flatMap((group) =>
    group.limits.map(
      (limit) =>
        `- ${group.kind}, ${limitValue(limit)}: ${limit.stack.name}, \`${limit.name}\` (${limit.stated.url}, read ${limit.stated.read})`,
    ),
  );
  return `${[...rows, ...ofLimits].join('\n')}\n\n`;
}

type Page = ReturnType<Knowledge[PageFolder]['get']> & object;

/** A page as Markdown: title, answer, exact texts, what is drawn from its data, body, sources. Nothing if there is no such page. */
export function pageAsMarkdown(folder: PageFolder, slug: string, knowledge: Knowledge): string | undefined {
  const page: Page | undefined = knowledge[folder].get(slug);
  if (!page) return undefined;
  const texts = 'texts' in page ? page.texts : 'seeing' in page ? page.seeing : [];
  const body = `${drawn(page, knowledge)}${knowledge.bodies.get(`${folder}/${slug}`) ?? ''}`;
  return [
    `# ${'name' in page ? page.name : page.title}`,
    page.answer,
    ...(texts.length > 0
      ? [
          '## You are seeing',
          texts
            .map(
              ({ stack, where, text }) =>
                `- \`${text.replaceAll('`', "'")}\` (${knowledge.stacks.get(stack)?.name ?? stack}, ${where})`,
            )
            .join('\n'),
        ]
      : []),
    bodyAsMarkdown({ body, sources: page.sources }, knowledge),
    '## Sources',
    page.sources
      .map(({ title, url, read }, index) => `${index + 1}. [${title}](${url}), read ${read}`)
      .join('\n'),
    '',
  ].join('\n\n');
}
