/** The known texts travel in short, and arrive as they left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownTexts, packedTexts, unpackedTexts } from '../../src/explain/packed-texts.ts';
import { knowledge } from './support/knowledge.ts';

test('every message and every stack arrives with its wordings, what they say, and which of them count letter by letter', () => {
  const known = knownTexts(knowledge);
  const sent = JSON.stringify(packedTexts(known));
  assert.ok(sent.length < JSON.stringify(known).length);
  assert.deepEqual(unpackedTexts(JSON.parse(sent) as ReturnType<typeof packedTexts>), known);
});
