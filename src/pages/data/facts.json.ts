import type { APIRoute } from 'astro';
import { packedFacts } from '../../build/learnt.ts';
import { knowledge } from '../../knowledge/index.ts';

/** How much each answer speaks for each cause, for the ranking in the page. */
export const GET: APIRoute = () => Response.json(packedFacts(knowledge()));
