import type { APIRoute } from 'astro';
import { packedTexts } from '../../explain/packed-texts.ts';
import type { KnownTexts } from '../../explain/read.ts';
import { knowledge } from '../../knowledge/index.ts';

/** The messages and the names of stacks that a text can hold, for the recogniser in the page. */
export const GET: APIRoute = () => {
  const { messages, stacks } = knowledge();
  const texts: KnownTexts = {
    messages: [...messages.values()].map(({ slug, title, says, texts }) => ({
      slug,
      title,
      says,
      texts: texts.map(({ text, exact, says: own }) => ({
        text,
        ...(exact && { exact }),
        ...(own && { says: own }),
      })),
    })),
    stacks: [...stacks.values()].map(({ slug, name, names, answers }) => ({ slug, name, names, answers })),
  };
  return Response.json(packedTexts(texts));
};
