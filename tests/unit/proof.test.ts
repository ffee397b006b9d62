/** What the proof of a case's mutants depends on. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Evidence } from '../../src/knowledge/schemas.ts';
import { loadCase, loadEvidence, type LabCase } from '../lab/case.ts';
import { isProven, proofDigest, writeProof, type ReadFile } from '../lab/proof.ts';

interface Recorded {
  labCase: LabCase;
  evidence: Evidence;
}

async function load(slug: string): Promise<Recorded> {
  const labCase = await loadCase(slug);
  const evidence = await loadEvidence(labCase.folder);
  assert.ok(evidence, slug);
  return { labCase, evidence };
}

const cases = {
  nginx: await load('nginx-no-upgrade-headers'),
  caddy: await load('caddy-exact-path'),
  gorilla: await load('nginx-no-upgrade-gorilla'),
  own: await load('node-ws-subprotocol'),
};

const digest = ({ labCase, evidence }: Recorded, read?: ReadFile) => proofDigest(labCase, evidence, read);

/** The digest of each case as the files are. */
const digests = Object.values(cases).map((recorded) => digest(recorded));

/** Which of the cases must be run again after a change of one file. */
function stale(file: string, change: (text: string) => string): string[] {
  const edited: ReadFile = (name) => {
    const text = readFileSync(name, 'utf8');
    if (name !== file) return text;
    const changed = change(text);
    assert.notEqual(changed, text, 'the test changed nothing');
    return changed;
  };
  return Object.entries(cases)
    .filter(([, recorded], nth) => digest(recorded, edited) !== digests[nth])
    .map(([name]) => name);
}

const withCode = (text: string): string => `${text}\nconsole.log('changed');\n`;
const all = Object.keys(cases);

test('a change of the case, of its own files or of its evidence makes its mutants run again', () => {
  const { labCase, evidence } = cases.nginx;
  const before = digest(cases.nginx);
  const changed = [
    { labCase: { ...labCase, path: '/other' }, evidence },
    { labCase: { ...labCase, texts: { ...labCase.texts, fixed: `${labCase.texts.fixed}\n` } }, evidence },
    { labCase, evidence: { ...evidence, recorded: '2000-01-01' } },
  ];
  for (const each of changed) assert.notEqual(digest(each), before);
  assert.equal(digest({ labCase: { ...labCase, folder: '/elsewhere' }, evidence }), before);
});

test('a change of what observes makes all mutants run again', () => {
  for (const file of [
    'tests/lab/run-mutants.ts',
    'tests/lab/observe-side.ts',
    'tests/lab/site.ts',
    'tests/lab/look.ts',
    'tests/lab/observation.ts',
    'tests/lab/observers/raw.ts',
    'tests/lab/tap.ts',
    'tests/lab/compare.ts',
    'tests/lab/programs/program.ts',
  ])
    assert.deepEqual(stale(file, withCode), all, file);
});

test('a change of a program or a backend concerns only the cases that run it', () => {
  assert.deepEqual(stale('tests/lab/programs/nginx.ts', withCode), ['nginx', 'gorilla']);
  assert.deepEqual(stale('tests/lab/programs/caddy.ts', withCode), ['caddy']);
  assert.deepEqual(
    stale('tests/lab/backends/gorilla.go', (text) => `${text}\n// changed\n`),
    ['gorilla'],
    'the files of a backend that is no module count too',
  );
  assert.deepEqual(stale('tests/lab/backends/node.ts', withCode), ['own']);
});

test('comments, types, printing and the tables themselves make no mutant run again', () => {
  assert.deepEqual(
    stale(
      'tests/lab/observe-side.ts',
      (text) => `/* A better comment. */\nexport interface Unused {}\n${text}`,
    ),
    [],
  );
  for (const file of [
    'tests/lab/run.ts',
    'tests/lab/verdict.ts',
    'tests/lab/case.ts',
    'tests/lab/generation.ts',
    'tests/lab/live/run.ts',
  ])
    assert.deepEqual(stale(file, withCode), [], file);
  const withEntry = (text: string): string => text.replace(/^};$/m, '  another: startAnother,\n};');
  for (const table of ['tests/lab/programs/index.ts', 'tests/lab/backends/runtimes.ts'])
    assert.deepEqual(stale(table, withEntry), [], table);
});

test('a program that no table has is an error that names the table', () => {
  const { labCase, evidence } = cases.nginx;
  assert.throws(
    () => digest({ labCase: { ...labCase, proxy: 'nothing' }, evidence }),
    /Found no entry "nothing" in tests\/lab\/programs\/index\.ts/,
  );
});

test('a proof that was written holds until its digest changes', async () => {
  const labCase = { ...cases.nginx.labCase, folder: mkdtempSync(join(tmpdir(), 'not101-proof-')) };
  assert.ok(!isProven(labCase, 'a'));
  await writeProof(labCase, { digest: 'a', failsBy: ['fixed side without `proxy_http_version 1.1;`'] });
  assert.ok(isProven(labCase, 'a'));
  assert.ok(!isProven(labCase, 'b'));
});
