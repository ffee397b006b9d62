import type { APIRoute } from 'astro';
import { limitValue } from '../../present/limit-value.ts';
import { knowledge } from '../../knowledge/index.ts';
import { pageAsMarkdown } from '../../present/markdown.ts';

export function getStaticPaths() {
  return [...knowledge().stacks.keys()].map((slug) => ({ params: { slug } }));
}

export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge();
  const page = found.stacks.get(slug);
  if (!page) return new Response('There is no such page.', { status: 404 });
  const facts = [
    ...page.limits.map(
      (limit) =>
        `- Limit, ${limit.kind}: ${limitValue(limit)}, \`${limit.name}\`${limit.note === undefined ? '' : `. ${limit.note}`}`,
    ),
    `- See what it did: ${page.see}`,
    ...(page.reload === undefined ? [] : [`- At a reload or deploy: ${page.reload}`]),
  ];
  const body = [...facts, '', found.bodies.get(`stacks/${slug}`) ?? ''].join('\n');
  return new Response(pageAsMarkdown({ ...page, title: page.name, body }, found));
};
