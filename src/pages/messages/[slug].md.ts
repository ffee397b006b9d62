import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import { pageAsMarkdown } from '../../present/markdown.ts';

export function getStaticPaths() {
  return [...knowledge().messages.keys()].map((slug) => ({ params: { slug } }));
}

export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge();
  const page = found.messages.get(slug);
  if (!page) return new Response('There is no such page.', { status: 404 });
  const body = found.bodies.get(`messages/${slug}`) ?? '';
  return new Response(pageAsMarkdown({ ...page, title: page.title, texts: page.texts, body }, found));
};
