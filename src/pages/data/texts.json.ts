import type { APIRoute } from 'astro';
import { knownTexts, packedTexts } from '../../explain/packed-texts.ts';
import { knowledge } from '../../knowledge/index.ts';

/** The messages and the names of stacks that a text can hold, for the recogniser in the page. */
export const GET: APIRoute = () => Response.json(packedTexts(knownTexts(knowledge())));
