import type { APIRoute } from 'astro';
import { packedWords } from '../../build/learnt.ts';
import { knowledge } from '../../knowledge/index.ts';

/** What words say about the cause, for the ranking in the page. */
export const GET: APIRoute = () => Response.json(packedWords(knowledge()));
