import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Part } from '../../src/knowledge/mdx.ts';
import { questions } from '../../src/diagnosis/questions.ts';
import { bodyText } from './support/body-text.ts';
import { knowledge } from './support/knowledge.ts';

const bodies = new Map([...knowledge.bodies].map(([page, { parts }]) => [page, parts]));

/** What contributors read, without its tables; each point of a list begins like the points of a page. */
const papers = new Map(
  [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`),
  ].map((file) => [
    file,
    [
      readFileSync(file, 'utf8')
        .replace(/^\|.*$/gm, '')
        .replace(/^```[^]*?^```$/gm, '')
        .replace(/`[^`]*`/g, 'code')
        .replace(/^ *\d+\. /gm, '- '),
    ],
  ]),
);

/** The prose of a body: no commands, no components; a link is one word, and so is each piece of code. */
function prose(body: readonly Part[]): string {
  return bodyText(body)
    .replace(/`([^`]*)`/g, (_, code: string) => `_${code.replace(/\W+/g, '_')}x`)
    .replace(/<[^>]*>/g, ' ')
    .replace(/^#+ .*$/gm, '.');
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\d_.$-]*[\p{L}\d]/gu) ?? [];
}

/** Sentences of at least eight words, as sets of word pairs. */
function sentences(body: readonly Part[]): { text: string; pairs: Set<string> }[] {
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

/** Openings that say nothing, wherever a sentence begins with one. */
const filler =
  /^(in this (article|guide|page|section)|when it comes to|it is (important|worth) (to note|noting)|it should be noted|please note|as (mentioned|you may know|we all know)|basically|simply put|in today.s|have you ever|let.s (dive|take a look)|in conclusion|needless to say)\b/i;

/** Syllables of an English word, by its groups of vowels; code and names in it count as one word of two. */
function syllables(word: string): number {
  if (/[\d_.$]/.test(word)) return 2;
  const groups = word.replace(/(?:e|es|ed)$/, '').match(/[aeiouy]+/g)?.length ?? 1;
  return Math.max(1, groups);
}

/** Flesch-Kincaid grade of a text: the school year that reads it with ease. */
function grade(body: readonly Part[]): number {
  const parts = prose(body)
    .split(/(?<=[.!?:;])\s+|\n{2,}|\n- |\|/)
    .map(words)
    .filter(({ length }) => length >= 3);
  const all = parts.flat();
  const spoken = all.reduce((total, word) => total + syllables(word), 0);
  return 0.39 * (all.length / parts.length) + 11.8 * (spoken / all.length) - 15.59;
}

test('pages read plainly: no filler, and a school grade of 7 at most in the median of the causes', (t) => {
  const opened = [...bodies].flatMap(([page, body]) =>
    prose(body)
      .split(/(?<=[.!?])\s+|\n{2,}|\n- |\|/)
      .filter((sentence) => filler.test(sentence.trim()))
      .map((sentence) => `${page}: ${sentence.trim().slice(0, 60)}`),
  );
  assert.deepEqual(opened, []);
  const grades = [...bodies]
    .filter(([page]) => page.startsWith('causes/'))
    .map(([page, body]) => ({ page, grade: grade(body) }))
    .sort((a, b) => a.grade - b.grade);
  const median = grades[Math.floor(grades.length / 2)];
  const hardest = grades.at(-1);
  t.diagnostic(
    `grade of the causes: median ${median?.grade.toFixed(1)}, hardest ${hardest?.grade.toFixed(1)} (${hardest?.page})`,
  );
  assert.ok((median?.grade ?? Infinity) <= 7);
  assert.ok((hardest?.grade ?? Infinity) <= 9);
});

/** The longest sentence that a tired reader takes in at once, in words. */
const longestSentence = 30;

test('no sentence has more words than a tired reader takes in at once', () => {
  const long = [...bodies, ...papers].flatMap(([page, body]) =>
    prose(body)
      .split(/(?<=[.!?])\s+|\n{2,}|\n- |\|/)
      .filter((sentence) => words(sentence).length > longestSentence)
      .map((sentence) => `${page}: ${words(sentence).length} words: ${sentence.trim()}`),
  );
  assert.deepEqual(long, []);
});

/** Habits of a text that reads as if translated, and what to write instead. */
const habits: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|such\b)\w+/i, 'say “is not a …”'],
  [/\b(?:is|are|was|were) not to be \w+/i, 'say who does not do it'],
  [/\bbelongs? into\b/i, 'say “belongs in”'],
  [/\bin (?:the|its|their) place of\b/i, 'say “instead of”'],
  [/\bof (?:its|their) own accord\b/i, 'say “by itself”'],
  [/\b(?:to|from|for|by|of) whom\b/i, 'name who it is'],
  [/\b(?:whereof|thereof|therein|whereby|wherein)\b/i, 'begin a new sentence'],
  [/\b(?:speaks?|spoke|tells?) of\b/i, 'say “mentions” or “describes”'],
  [/(?<!\bthere )\b(?:is|are|was|were) none\b/i, 'say “is not one”'],
  [/\bneeds? no look\b/i, 'say “you can rule out …”'],
];

test('nothing that a reader sees has a habit of a text that reads as if translated', () => {
  const { causes, messages, stacks, claims, guides } = knowledge;
  const answers = [causes, messages, stacks, claims, guides].flatMap((all) =>
    [...all.values()].map(({ slug, title, answer }: { slug: string; title?: string; answer: string }) => ({
      page: slug,
      text: `${title ?? ''}. ${answer}`,
    })),
  );
  const asked = Object.entries(questions).map(([id, { ask, answers: given }]) => ({
    page: `the question ${id}`,
    text: [ask, ...given.map(([, text]) => text)].join('. '),
  }));
  const pages = [...bodies, ...papers].map(([page, body]) => ({ page, text: prose(body) }));
  const found = [...pages, ...answers, ...asked].flatMap(({ page, text }) =>
    habits.flatMap(([pattern, instead]) => {
      const [match] = pattern.exec(text) ?? [];
      return match === undefined ? [] : [`${page}: “${match}”: ${instead}.`];
    }),
  );
  assert.deepEqual(found, []);
});
