/** The order in which the lab runs its cases, and what it does with those that fail beside the others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCase, loadEvidence, type Side } from '../lab/case.ts';
import { parted, waitOf } from '../lab/schedule.ts';
import { repeatFailed, type Verdict } from '../lab/verdict.ts';

async function wait(slug: string, side: Side): Promise<number> {
  const labCase = await loadCase(slug);
  const evidence = await loadEvidence(labCase.folder);
  return waitOf(labCase, evidence?.[side]);
}

test('a side waits for its silence, and where a program is reloaded for that of one observer after the other', async () => {
  assert.equal(await wait('nginx-idle-timeout', 'fixed'), 70);
  assert.equal(await wait('nginx-reload-cuts-sockets', 'fixed'), 50);
});

test('a side without a silence waits where it was recorded that nobody answers, and otherwise works', async () => {
  // The bare client and curl for 10 s each, three browsers for 15 s each.
  assert.equal(await wait('vite-proxy-no-ws', 'broken'), 65);
  assert.equal(await wait('vite-proxy-no-ws', 'fixed'), 0);
  assert.equal(await wait('nginx-no-upgrade-headers', 'broken'), 0);
  const { observe } = await loadCase('vite-proxy-no-ws');
  assert.equal(waitOf({ observe }, undefined), 0);
});

test('those that wait come apart from those that work, the longest first', () => {
  const jobs = [0, 15, 70, 1].map((seconds) => ({ wait: seconds }));
  assert.deepEqual(parted(jobs), {
    waiting: [{ wait: 70 }, { wait: 15 }],
    working: [{ wait: 0 }, { wait: 1 }],
  });
});

const verdict = (slug: string, ...failures: string[]): Verdict => ({ slug, failures, notes: [] });

test('a case that fails beside the others and passes alone is marked, and says why it failed before', async () => {
  const verdicts = await repeatFailed(
    [verdict('good'), verdict('late', 'It came late.'), verdict('bad', 'It is wrong.')],
    (slug) => Promise.resolve([verdict(slug, ...(slug === 'bad' ? ['It is still wrong.'] : []))]),
  );
  const [good, late, bad] = verdicts;
  assert.deepEqual(good, verdict('good'));
  assert.equal(late?.isRepeated, true);
  assert.match(late.notes.join(), /second run, alone\. .* It came late\./);
  assert.deepEqual(bad, verdict('bad', 'It is wrong.'));
});

test('a case that runs alone, or one of many that fail, is not run again', async () => {
  const never = () => assert.fail('it was run again');
  const one = [verdict('one', 'wrong')];
  assert.deepEqual(await repeatFailed(one, never), one);
  const many = Array.from({ length: 7 }, (_, index) => verdict(String(index), 'wrong'));
  assert.deepEqual(await repeatFailed(many, never), many);
});
