import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';

export function getStaticPaths() {
  return [...knowledge().cases.keys()].map((slug) => ({ params: { slug } }));
}

/** A case as it ran: its description, its files and the record. */
export const GET: APIRoute = ({ params: { slug = '' } }) => {
  const found = knowledge().cases.get(slug);
  return found ? Response.json(found) : new Response('There is no such case.', { status: 404 });
};
