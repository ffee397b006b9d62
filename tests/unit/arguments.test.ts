/** What the scripts say where they are called in a way that they do not know. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGiven } from '../../scripts/arguments.ts';

const usage = 'npm run pastes -- <folder> [--show]';
const use = { usage, options: ['--show'], least: 1 };

test('arguments that fit are told apart: words, and options wherever they stand', () => {
  assert.deepEqual(readGiven(['--show', 'texts'], use), { words: ['texts'], options: new Set(['--show']) });
  assert.deepEqual(readGiven([], { usage }), { words: [], options: new Set() });
  assert.deepEqual(readGiven(['a', 'b', 'c'], { ...use, most: Infinity }), {
    words: ['a', 'b', 'c'],
    options: new Set(),
  });
});

test('arguments that do not fit are one sentence: what was found, and how to write the call', () => {
  for (const [given, found] of [
    [[], 'no argument'],
    [['--show'], 'no argument'],
    [['texts', 'more'], '"more", which is too much'],
    [['texts', '--shwo'], 'the unknown option "--shwo"'],
    [['texts', '-s'], 'the unknown option "-s"'],
  ] as const)
    assert.deepEqual(readGiven(given, use), { problem: `Found ${found}. Expected ${usage}` });
  assert.deepEqual(readGiven(['a'], { ...use, least: 2 }), { problem: `Found only "a". Expected ${usage}` });
});

test('with --help the call is said, whatever else is given', () => {
  assert.deepEqual(readGiven(['--help', '--shwo'], use), { help: `Usage: ${usage}` });
});
