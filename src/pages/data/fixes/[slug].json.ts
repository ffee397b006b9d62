import type { APIRoute } from 'astro';
import { shownFixes } from '../../../present/shown-fixes.ts';
import { knowledge } from '../../../knowledge/index.ts';

export function getStaticPaths() {
  return [...knowledge().causes.keys()].map((slug) => ({ params: { slug } }));
}

/** The fixes of a cause, for the results that show one. */
export const GET: APIRoute = ({ params }) => {
  const cause = knowledge().causes.get(params['slug'] ?? '');
  if (!cause) throw new Error(`There is no cause "${params['slug']}".`);
  return Response.json(shownFixes(cause, knowledge()));
};
