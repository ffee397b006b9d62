import { linksOf } from '../knowledge/body.ts';
import { written } from '../knowledge/mdx.ts';
import type { Part, Tag } from '../knowledge/mdx.ts';
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

/** The title of a page to which a body links. */
export function titleOf(kind: PageKind, slug: string, knowledge: Knowledge): string | undefined {
  const page = knowledge[pageFolders[kind]].get(slug);
  return page && ('name' in page ? page.name : page.title);
}

/**
 * A body as plain Markdown: fixes become headings with the config that ran or the source, commands become blocks, links
 * become the titles that they lead to.
 */
function bodyAsMarkdown(parts: readonly Part[], sources: readonly Source[], knowledge: Knowledge): string {
  const { cases, stacks, claims } = knowledge;
  const write = (tag: Tag): string => {
    const { name, attributes } = tag;
    switch (name) {
      case 'See':
        return linksOf(tag)
          .map(([kind, slug]) => {
            const verdict = kind === 'claim' ? claims.get(slug)?.verdict : undefined;
            return `“${titleOf(kind, slug, knowledge) ?? slug}”${verdict === undefined ? '' : ` (${verdict})`}`;
          })
          .join('');
      case 'Command': {
        const { run = '', expect } = attributes;
        return `\`\`\`sh\n${run}\n\`\`\`${expect === undefined ? '' : `\n\nExpect: \`${expect}\``}`;
      }
      case 'Fix': {
        const { stack = '', case: slug = '', source } = attributes;
        const shown = cases.get(slug);
        const config = shown
          ? `\n\n\`\`\`${fenceLanguages[shown.language] ?? 'text'}\n${shown.shown.fixed}\n\`\`\``
          : '';
        const stated = sourceOf({ sources }, source);
        const from = stated ? ` (Not run here; stated by [${stated.title}](${stated.url}).)` : '';
        return `### ${stacks.get(stack)?.name ?? stack}\n\n${written(tag.parts, write).trim()}${from}${config}`;
      }
      case 'NoUpgradeAnswers':
        return [
          '| Backend | Answer that the client gets |',
          '| --- | --- |',
          ...noUpgradeAnswers(knowledge, attributes['proxy'] ?? '').map(
            ({ backend, answer }) => `| ${backend} | \`${answer}\` |`,
          ),
        ].join('\n');
      case 'AcceptCalculator':
        return "The RFC's own example: the key `dGhlIHNhbXBsZSBub25jZQ==` gives `s3pPLMBiTxaQ9kYGzzhZRbK+xOo=`.";
      default:
        throw new Error(
          `Found <${name}> in a body. Expected a component that its Markdown knows; say in src/present/markdown.ts what becomes of it.`,
        );
    }
  };
  return written(parts, write)
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
  const body = [drawn(page, knowledge), ...(knowledge.bodies.get(`${folder}/${slug}`)?.parts ?? [])];
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
    bodyAsMarkdown(body, page.sources, knowledge),
    '## Sources',
    page.sources
      .map(({ title, url, read }, index) => `${index + 1}. [${title}](${url}), read ${read}`)
      .join('\n'),
    '',
  ].join('\n\n');
}
