import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkTree } from '../../src/diagnosis/check.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { count, families, place, rankedCauses, readReports } from './measure.ts';
import type { Family } from './measure.ts';

const fewest = 100;

/** The share of reports of the measured families whose cause must come first, and among the first three. */
const goal = { first: 0.85, firstThree: 0.97 };
/** The share that the tree has reached. It is raised when the tree gets better, and never lowered. */
const reached = { first: 0.73, firstThree: 0.89 };

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const knowledge = readKnowledge(process.cwd());
checkTree(knowledge);
const pages = new Map(
  [...knowledge.causes.values()].flatMap(({ slug, covers }) => [slug, ...covers].map((each) => [each, slug])),
);
const file: unknown = JSON.parse(readFileSync('tests/field/reports.json', 'utf8'));

test('every cause of these families is on a page', () => {
  assert.deepEqual(
    Object.values(families)
      .flat()
      .filter((slug) => !pages.has(slug)),
    [],
  );
});

test('the tree places the confirmed cause of real reports', (t) => {
  const reports = readReports(file);
  const measured = new Set<string>(Object.values(families).flat());
  const placings = place(
    reports.filter(({ cause }) => measured.has(cause)),
    pages,
  );
  for (const family of Object.keys(families) as Family[]) {
    const { all, first, firstThree } = count(placings.filter((placing) => placing.family === family));
    t.diagnostic(`${family}: ${all} reports, ${first} first, ${firstThree} among the first three`);
  }
  for (const { report, page, ranked, rank } of placings)
    if (rank !== 1)
      t.diagnostic(
        `${report.id}: ${page} is ${rank === undefined ? 'not named' : `number ${rank}`} of ${ranked.join(', ')}; ${JSON.stringify(report.answers)}`,
      );
  assert.ok(
    reports.length >= fewest,
    `tests/field/reports.json has ${reports.length} reports; expected at least ${fewest}.`,
  );
  const { all, first, firstThree } = count(placings);
  t.diagnostic(
    `all: ${all} reports, ${percent(first / all)} first (goal ${percent(goal.first)}), ${percent(firstThree / all)} among the first three (goal ${percent(goal.firstThree)})`,
  );
  assert.ok(first >= reached.first * all, `${first} of ${all} first; expected ${percent(reached.first)}`);
  assert.ok(
    firstThree >= reached.firstThree * all,
    `${firstThree} of ${all} among the first three; expected ${percent(reached.firstThree)}`,
  );
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
    /Report r-1 has the cause "no-such", which no page is or covers/,
  );
  assert.deepEqual(
    place(readReports(report({ symptom: 'drops', drop: 'same-seconds', busy: 'stays' })), pages).map(
      ({ family, rank }) => [family, rank],
    ),
    [['G', 1]],
  );
});
