import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKnowledge } from '../../src/knowledge/read.ts';

const { bodies } = readKnowledge(process.cwd());

/** The prose of a body: no commands, no components; a link is one word, and so is each piece of code. */
function prose(body: string): string {
  return body
    .replace(/<Command\b[^]*?\/>/g, ' ')
    .replace(/<See [^>]*\/>/g, 'link')
    .replace(/`([^`]*)`/g, (_, code: string) => `_${code.replace(/\W+/g, '_')}x`)
    .replace(/<[^>]*>/g, ' ')
    .replace(/^#+ .*$/gm, '.');
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\d_.$-]*[\p{L}\d]/gu) ?? [];
}

/** Sentences of at least eight words, as sets of word pairs. */
function sentences(body: string): { text: string; pairs: Set<string> }[] {
  return prose(body)
    .split(/(?<=[.!?])\s+|\n{2,}|\n- |\|/)
    .map((text) => ({ text: text.trim().replace(/\s+/g, ' '), all: words(text) }))
    .filter(({ all }) => all.length >= 8)
    .map(({ text, all }) => ({
      text,
      pairs: new Set(all.slice(1).map((word, index) => `${all[index]} ${word}`)),
    }));
}

test('no sentence stands on two pages, nor nearly so', () => {
  const all = [...bodies].flatMap(([page, body]) => sentences(body).map((each) => ({ page, ...each })));
  const byPair = Map.groupBy(
    all.flatMap((each) => [...each.pairs].map((pair) => ({ pair, each }))),
    ({ pair }) => pair,
  );
  const repeated: string[] = [];
  for (const one of all) {
    const shared = new Map<(typeof all)[number], number>();
    for (const pair of one.pairs)
      for (const { each } of byPair.get(pair) ?? [])
        if (each.page > one.page) shared.set(each, (shared.get(each) ?? 0) + 1);
    for (const [other, count] of shared)
      if (count / Math.min(one.pairs.size, other.pairs.size) >= 0.8)
        repeated.push(`${one.page} and ${other.page}: “${one.text}”, “${other.text}”`);
  }
  assert.deepEqual(repeated, []);
});

test('a page of a cause has at most 700 words of prose', () => {
  const long = [...bodies]
    .filter(([page]) => page.startsWith('causes/'))
    .map(([page, body]) => ({ page, count: words(prose(body)).length }))
    .filter(({ count }) => count > 700);
  assert.deepEqual(long, []);
});
