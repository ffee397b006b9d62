import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import { asKnown } from '../../search/recorded.ts';

/** The known messages, for the search page. */
export const GET: APIRoute = () => {
  return Response.json([...knowledge().messages.values()].map(asKnown));
};
