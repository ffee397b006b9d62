/** Runs on two generations of programs: how they are compared, and what the site says of a difference. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Problems } from '../../src/knowledge/content-error.ts';
import {
  generationTable,
  checkGenerations,
  otherLines,
  otherOutcomes,
  otherVersions,
  runCounts,
} from '../../src/knowledge/generations.ts';
import { expectedOn, loadCase } from '../lab/case.ts';
import { isInCurrent } from '../lab/generation.ts';
import { knowledge } from './support/knowledge.ts';
import { assertNone } from './support/none.ts';

const { cases } = knowledge;
const caseOf = (slug: string) => {
  const found = cases.get(slug);
  assert.ok(found, slug);
  return found;
};

test('every case whose program the unstable suite has in another version ran on both', () => {
  const missing = [...cases.values()].filter(
    (each) => isInCurrent(each) !== (each.currentEvidence !== undefined),
  );
  assertNone(
    missing.map(({ slug, currentEvidence }) =>
      currentEvidence
        ? `Found content/cases/${slug}/evidence.current.json, and Debian's unstable suite has no program of this case in another version. Expected the file only where it has; delete it.`
        : `Found no content/cases/${slug}/evidence.current.json, and Debian's unstable suite has the program of this case in another version. Expected a run on both; record it with "npm run lab -- ${slug} --generation current --record".`,
    ),
  );
});

test('an outcome that is another one on today’s versions is named, and expected there', async () => {
  const { evidence, currentEvidence } = caseOf('nginx-http-1-0');
  assert.ok(currentEvidence);
  assert.deepEqual(otherOutcomes(evidence, currentEvidence), ['broken']);
  const labCase = await loadCase('nginx-http-1-0');
  assert.equal(expectedOn(labCase, 'stable').broken.status, 400);
  assert.equal(expectedOn(labCase, 'current').broken.status, 101);
  assert.deepEqual(expectedOn(labCase, 'current').fixed, labCase.fixed);
});

test('a difference without words, and words without a run, stop the build with a sentence', () => {
  const { slug, evidence, currentEvidence } = caseOf('nginx-http-1-0');
  assert.ok(currentEvidence);
  const file = 'content/cases/nginx-http-1-0/case.yaml';
  const problems = new Problems();
  checkGenerations(file, { slug, current: undefined }, { evidence, currentEvidence }, problems);
  checkGenerations(file, { slug, current: { says: 'It differs.' } }, { evidence }, problems);
  const [withoutWords, withoutRun, ...more] = problems.found;
  assert.match(withoutWords ?? '', /broken side came to something else/);
  assert.match(withoutRun ?? '', /--generation current --record/);
  assert.deepEqual(more, []);
});

test('lines that only one generation printed are told apart, and the versions that differ', () => {
  const { evidence, currentEvidence } = caseOf('uvicorn-no-websocket-library');
  assert.ok(currentEvidence);
  const { stable, current } = otherLines(evidence, currentEvidence);
  assert.ok(
    stable.some((line) => line.includes("'pip install uvicorn[standard]'")),
    stable.join('\n'),
  );
  assert.ok(
    current.some((line) => line.includes('response code: 404')),
    current.join('\n'),
  );
  assert.deepEqual(Object.keys(otherVersions(evidence, currentEvidence)).sort(), [
    'starlette',
    'uvicorn',
    'websockets',
  ]);
});

test('the table counts each program once, with the cases that came to something else', () => {
  const table = generationTable([...cases.values()]);
  const nginx = table.find(({ program }) => program === 'nginx');
  assert.ok(nginx);
  assert.notEqual(nginx.stable.version, nginx.current.version);
  assert.equal(
    nginx.stable.cases,
    nginx.current.cases,
    `Found ${nginx.stable.cases} cases with nginx of Debian's stable release and ${nginx.current.cases} of its unstable suite. Expected as many; the test above names the cases that lack one.`,
  );
  assert.ok(nginx.differing.some(({ slug }) => slug === 'nginx-http-1-0'));
  assert.ok(!table.some(({ program }) => program === 'chromium'));
});

test('runs are counted from the records: two sides for each file of evidence', () => {
  const folders = readdirSync('content/cases');
  const has = (name: string) => folders.filter((slug) => existsSync(`content/cases/${slug}/${name}`)).length;
  const counts = runCounts([...cases.values()]);
  const [stable, current] = [has('evidence.json'), has('evidence.current.json')];
  assert.ok(current > 0);
  assert.deepEqual(
    { ...counts, programs: counts.programs > 20 },
    { cases: stable, twice: current, generations: 2, runs: 2 * (stable + current), programs: true },
  );
  const alone = [...cases.values()].filter(({ currentEvidence }) => !currentEvidence);
  assert.equal(runCounts(alone).generations, 1);
});
