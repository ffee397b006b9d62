import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { StackLimit } from '../../src/knowledge/graph.ts';
import { limitsByKind, limitsBySeconds } from '../../src/knowledge/limit-groups.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

const { limits } = readKnowledge(fileURLToPath(new URL('../..', import.meta.url)));

const limit = (
  name: string,
  kind: StackLimit['kind'],
  value: number | null,
  unit: StackLimit['unit'] = 's',
) => ({ name, kind, value, unit, stack: { name } }) as unknown as StackLimit;

test('limits in seconds stand together by their number, smallest first, without those that are not set', () => {
  const groups = limitsBySeconds([
    limit('b', 'idle', 60),
    limit('unset', 'idle', null),
    limit('size', 'message', 55, 'B'),
    limit('a', 'age', 60),
    limit('c', 'handshake', 55),
  ]);
  assert.deepEqual(
    groups.map((group) => [group.seconds, group.limits.map(({ name }) => name)]),
    [
      [55, ['c']],
      [60, ['a', 'b']],
    ],
  );
});

test('each kind is sorted by its own numbers, and no limit comes last', () => {
  const groups = limitsByKind(
    [
      limit('none', 'age', null),
      limit('hour', 'age', 3600),
      limit('minute', 'idle', 60),
      limit('day', 'age', 86400),
    ],
    ['idle', 'age'],
  );
  assert.deepEqual(
    groups.map((group) => [group.kind, group.limits.map(({ name }) => name)]),
    [
      ['idle', ['minute']],
      ['age', ['hour', 'day', 'none']],
    ],
  );
});

test('55 seconds is Heroku and nothing else', () => {
  const found = limitsBySeconds(limits).find(({ seconds }) => seconds === 55);
  assert.deepEqual(
    found?.limits.map(({ stack, kind }) => [stack.slug, kind]),
    [['heroku', 'idle']],
  );
});
