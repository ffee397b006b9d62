import type { APIRoute } from 'astro';
import { limitValue } from '../../present/limit-value.ts';
import { knowledge } from '../../knowledge/index.ts';
import { limitsByKind } from '../../knowledge/limit-groups.ts';
import { pageAsMarkdown } from '../../present/markdown.ts';
import type { ReferenceData } from '../../knowledge/schemas.ts';

export function getStaticPaths() {
  return [...knowledge().reference.keys()].map((slug) => ({ params: { slug } }));
}

/** The table of a reference page as lists, which stay readable with long texts. */
function lists({ rows = [], limits: kinds = [] }: ReferenceData): string {
  const ofRows = rows.map(
    ({ code, name, sender, meaning }) =>
      `- \`${code}\` (${name})${sender === undefined ? '' : `, sent by ${sender}`}: ${meaning}`,
  );
  const ofLimits = limitsByKind(knowledge().limits, kinds).flatMap(({ kind, limits }) =>
    limits.map(
      (limit) =>
        `- ${kind}, ${limitValue(limit)}: ${limit.stack.name}, \`${limit.name}\` (${limit.stated.url}, read ${limit.stated.read})`,
    ),
  );
  return [...ofRows, ...ofLimits].join('\n');
}

export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge();
  const page = found.reference.get(slug);
  if (!page) return new Response('There is no such page.', { status: 404 });
  const body = `${lists(page)}\n\n${found.bodies.get(`reference/${slug}`) ?? ''}`;
  return new Response(pageAsMarkdown({ ...page, title: page.title, body }, found));
};
