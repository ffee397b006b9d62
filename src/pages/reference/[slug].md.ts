import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import { pageAsMarkdown } from '../../knowledge/markdown.ts';

export function getStaticPaths() {
  return [...knowledge().reference.keys()].map((slug) => ({ params: { slug } }));
}

export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge();
  const page = found.reference.get(slug);
  if (!page) return new Response('There is no such page.', { status: 404 });
  const body = found.bodies.get(`reference/${slug}`) ?? '';
  return new Response(pageAsMarkdown({ ...page, title: page.title, body }, found));
};
