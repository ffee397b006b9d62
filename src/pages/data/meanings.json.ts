import type { APIRoute } from 'astro';
import { meaningsOf } from '../../diagnosis/meanings.ts';
import { knowledge } from '../../knowledge/index.ts';

/** What known messages mean, for a ranking without the words of a text. */
export const GET: APIRoute = () => Response.json(meaningsOf(knowledge()));
