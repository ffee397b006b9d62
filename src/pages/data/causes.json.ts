import type { APIRoute } from 'astro';
import { packCauses, shownCauses } from '../../present/shown-causes.ts';
import { knowledge } from '../../knowledge/index.ts';

/** What a ranking shows of each cause. */
export const GET: APIRoute = () => Response.json(packCauses(shownCauses(knowledge())));
