/** The known texts travel in short, and arrive as they left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packedTexts, unpackedTexts } from '../../src/explain/packed-texts.ts';
import { knowledge } from './support/knowledge.ts';

test('every message and every stack arrives with its wordings, what they say, and which of them count letter by letter', () => {
  const known = {
    messages: [...knowledge.messages.values()].map(({ slug, title, says, texts }) => ({
      slug,
      title,
      says,
      texts: texts.map(({ text, exact, says: own }) => ({
        text,
        ...(exact && { exact }),
        ...(own && { says: own }),
      })),
    })),
    stacks: [...knowledge.stacks.values()].map(({ slug, name, names, answers }) => ({
      slug,
      name,
      names,
      answers,
    })),
  };
  const sent = JSON.stringify(packedTexts(known));
  assert.ok(sent.length < JSON.stringify(known).length);
  assert.deepEqual(unpackedTexts(JSON.parse(sent) as ReturnType<typeof packedTexts>), known);
});
