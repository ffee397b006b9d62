/** What runs in a reader's browser must run in those of the last years too. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const fixtures = 'tests/explain/config';

/** What Chrome before 122, Firefox before 127 or Safari before 18 lack. */
const missing: readonly (readonly [of: object, names: readonly string[]])[] = [
  [Array.prototype, ['toSorted', 'toReversed', 'toSpliced', 'with']],
  [Map, ['groupBy']],
  [Object, ['groupBy']],
  [URL, ['parse', 'canParse']],
  [Promise, ['withResolvers', 'try']],
  [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf']],
];

test('a browser without the newest functions reads every config, with the same findings', async () => {
  const { configReaders } = await import('../../src/explain/config/index.ts');
  const texts = readdirSync(fixtures)
    .flatMap((rule) => readdirSync(join(fixtures, rule)).map((name) => join(fixtures, rule, name)))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const read = (text: string) =>
    configReaders.map((reader) => reader.recognise(text) >= 0.3 && reader.read(text).findings);
  const expected = texts.map(({ text }) => read(text));
  const kept = missing.flatMap(([of, names]) =>
    names.map((name) => ({ of, name, was: Object.getOwnPropertyDescriptor(of, name) })),
  );
  for (const { of, name } of kept) Reflect.deleteProperty(of, name);
  try {
    for (const [index, { file, text }] of texts.entries())
      assert.deepEqual(read(text), expected[index], file);
  } finally {
    for (const { of, name, was } of kept) if (was) Object.defineProperty(of, name, was);
  }
});
