import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOfAnswers } from '../../src/diagnosis/learn/examples.ts';
import { whyMissed } from './misses.ts';
import type { Declared, Why } from './misses.ts';

type Signs = Record<string, { typical?: string[]; possible?: string[]; impossible?: string[] }>;

/** Three causes with these signs; the page of the second links to the first. */
function declared(...signs: [Signs, Signs, Signs]): Declared {
  const link = { name: 'See', attributes: { cause: 'one' }, parts: [] };
  return {
    causes: new Map(
      ['one', 'two', 'three'].map((slug, nth) => [slug, { found: { signs: signs[nth] ?? {} } }]),
    ),
    bodies: new Map([['causes/two', { parts: [link], headings: [], isFenced: false }]]),
  };
}

const answers = factsOfAnswers({ symptom: 'drops', front: ['nginx', 'cdn'] });
const fitting: Signs = { symptom: { typical: ['drops'] }, front: { typical: ['nginx'] } };
const other: Signs = { symptom: { impossible: ['drops'] } };

const classes: readonly [
  why: Why,
  when: string,
  signs: [Signs, Signs, Signs],
  first: string,
  within: number,
][] = [
  ['contradicted', 'an answer is impossible by its own signs', [other, fitting, fitting], 'three', 1],
  [
    'contradicted',
    'its own signs do not name an answer',
    [{ front: { typical: ['iis'] } }, other, other],
    'three',
    1,
  ],
  ['undecided', 'the signs of another fit as well', [fitting, fitting, other], 'two', 1],
  ['undecided', 'another fits better', [{}, fitting, other], 'two', 1],
  [
    'neighbour',
    'fewer others fit than there are places, and the first links to it',
    [fitting, fitting, other],
    'two',
    3,
  ],
  ['ranking', 'only its own signs fit, and the first does not link to it', [fitting, {}, other], 'three', 1],
];

for (const [why, when, signs, first, within] of classes)
  test(`a miss is “${why}” where ${when}`, () => {
    assert.equal(whyMissed(declared(...signs), answers, { page: 'one', first, within }), why);
  });

test('of several answers to one question the one that fits best counts', () => {
  const cdn: Signs = { symptom: { typical: ['drops'] }, front: { impossible: ['nginx'], typical: ['cdn'] } };
  assert.equal(
    whyMissed(declared(cdn, other, other), answers, { page: 'one', first: 'three', within: 1 }),
    'ranking',
  );
});

test('a slug without a page is refused in a sentence', () => {
  assert.throws(
    () => whyMissed(declared({}, {}, {}), answers, { page: 'four', first: 'one', within: 1 }),
    /no cause “four”; expected the slug of a page/,
  );
});
