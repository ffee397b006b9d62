import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';

/** What each message says in a sentence, for the page that explains texts; the search shows only their titles. */
export const GET: APIRoute = () =>
  Response.json(
    Object.fromEntries([...knowledge().messages.values()].map(({ slug, answer }) => [slug, answer])),
  );
