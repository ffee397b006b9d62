import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDiagnosis } from '../../src/diagnosis/check.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { count, describe, families, goalFamilies, place, rankedCauses, readReports } from './measure.ts';
import type { Family, Placing } from './measure.ts';

const fewest = 200;

/** The share of reports of the families with a goal whose cause must come first, and among the first three. */
const goal = { first: 0.85, firstThree: 0.97 };
/** The shares that the tree has reached. They are raised when the tree gets better, and never lowered. */
const reached = {
  'families with a goal': { first: 0.85, firstThree: 0.98 },
  'all families': { first: 0.87, firstThree: 0.97 },
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const knowledge = readKnowledge(process.cwd());
checkDiagnosis(knowledge);
const pages = new Map(
  [...knowledge.causes.values()].flatMap(({ slug, covers }) => [slug, ...covers].map((each) => [each, slug])),
);
const file: unknown = JSON.parse(readFileSync('tests/field/reports.json', 'utf8'));

const figures = (placings: readonly Placing[]): string => {
  const { all, first, firstThree } = count(placings);
  return `${all} reports, ${first} first (${percent(first / all)}), ${firstThree} among the first three (${percent(firstThree / all)})`;
};
/** The number in a report's id: odd and even ones are the halves by which overfitting shows. */
const isOdd = ({ report }: Placing): boolean => Number(report.id.replace(/\D/g, '')) % 2 === 1;

test('every slug of the taxonomy is on a page', () => {
  const slugs = Object.values(families).flat();
  assert.equal(new Set(slugs).size, 102);
  assert.deepEqual(
    slugs.filter((slug) => !pages.has(slug)),
    [],
  );
});

test('the tree places the confirmed cause of real reports', (t) => {
  const placings = place(readReports(file), pages);
  assert.ok(
    placings.length >= fewest,
    `tests/field/reports.json has ${placings.length} reports; expected at least ${fewest}.`,
  );
  for (const placing of placings) t.diagnostic(describe(placing));
  for (const family of Object.keys(families) as Family[])
    t.diagnostic(`${family}: ${figures(placings.filter((placing) => placing.family === family))}`);
  const withGoal = placings.filter(({ family }) => goalFamilies.includes(family));
  t.diagnostic(`families with a goal, odd numbers: ${figures(withGoal.filter(isOdd))}`);
  t.diagnostic(`families with a goal, even numbers: ${figures(withGoal.filter((each) => !isOdd(each)))}`);
  t.diagnostic(`other families: ${figures(placings.filter(({ family }) => !goalFamilies.includes(family)))}`);
  t.diagnostic(
    `families with a goal: ${figures(withGoal)}; goal ${percent(goal.first)} and ${percent(goal.firstThree)}`,
  );
  t.diagnostic(`all families: ${figures(placings)}`);
  for (const [name, measured] of [
    ['families with a goal', withGoal],
    ['all families', placings],
  ] as const) {
    const { all, first, firstThree } = count(measured);
    const floor = reached[name];
    assert.ok(
      first >= floor.first * all,
      `${name}: ${first} of ${all} first; expected ${percent(floor.first)}`,
    );
    assert.ok(
      firstThree >= floor.firstThree * all,
      `${name}: ${firstThree} of ${all} among the first three; expected ${percent(floor.firstThree)}`,
    );
  }
});

test('a question that a report leaves open gets "I can’t tell"', () => {
  assert.deepEqual(rankedCauses({ answers: { symptom: 'never-opens', status: '426' } }), [
    'proxy-missing-upgrade-headers',
  ]);
  assert.ok(rankedCauses({ answers: {} }).length > 1);
});

test('a report that answers what the tree does not ask is refused with a sentence', () => {
  const report = (answers: Record<string, string>) => [
    { id: 'r-1', source: 'owner/name#1', cause: 'proxy-idle-timeout', answers },
  ];
  assert.throws(
    () => readReports(report({ weather: 'rain' })),
    /^Error: Report r-1 answers the question "weather", which src\/diagnosis\/questions\.ts does not have/,
  );
  assert.throws(
    () => readReports(report({ symptom: 'rain' })),
    /^Error: Report r-1 answers "symptom" with "rain", which is no answer to it; expected never-opens, /,
  );
  assert.throws(
    () => place([{ id: 'r-1', source: 'x', cause: 'no-such', answers: {} }], pages),
    /^Error: Report r-1 has the cause "no-such", which is in no family/,
  );
  assert.deepEqual(
    place(readReports(report({ symptom: 'drops', drop: 'same-seconds', busy: 'stays' })), pages).map(
      ({ family, rank }) => [family, rank],
    ),
    [['G', 1]],
  );
});
