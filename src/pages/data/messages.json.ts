import type { APIRoute } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import type { KnownMessage } from '../../search/match.ts';

/** The known messages, for the search page. */
export const GET: APIRoute = () => {
  const messages: KnownMessage[] = [...knowledge().messages.values()].map(
    ({ slug, title, answer, texts }) => ({
      slug,
      title,
      answer,
      texts: [...new Set(texts.map(({ text }) => text))],
    }),
  );
  return Response.json(messages);
};
