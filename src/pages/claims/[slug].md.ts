import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import { pageAsMarkdown } from '../../present/markdown.ts';

export function getStaticPaths() {
  return [...knowledge().claims.keys()].map((slug) => ({ params: { slug } }));
}

export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge();
  const page = found.claims.get(slug);
  if (!page) return new Response('There is no such page.', { status: 404 });
  const body = found.bodies.get(`claims/${slug}`) ?? '';
  return new Response(pageAsMarkdown({ ...page, title: page.title, body }, found));
};
