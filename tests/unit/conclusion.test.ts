import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeSince, conclude, firstSaid, handedOn, withoutFault } from '../../src/probe/conclusion.ts';
import { publicPlan } from '../../src/probe/plan.ts';
import { reportVersion, runOf } from '../../src/probe/run.ts';
import type { Report, Run } from '../../src/probe/run.ts';
import type { TraceEvent } from '../../src/probe/trace.ts';
import { quietPlan } from './support/probe.ts';

const started = (endpoint: string): TraceEvent => ({
  at: 0,
  id: 'started',
  endpoint,
  secure: endpoint.startsWith('wss:'),
  plan: publicPlan({ ...quietPlan, hold: 30 }),
});
const answered: TraceEvent = { at: 1, id: 'request-answered' };
const opening: TraceEvent = { at: 1, id: 'socket-opening', socket: 1 };
const open: TraceEvent = { at: 40, id: 'socket-open', socket: 1, protocol: '', extensions: '' };
const held: TraceEvent = { at: 40, id: 'step', socket: 1, step: 'hold' };
const stayed: TraceEvent = { at: 30_040, id: 'held', socket: 1, milliseconds: 30_000 };
const closing: TraceEvent = { at: 30_050, id: 'closing', socket: 1 };
const finished: TraceEvent = { at: 90_000, id: 'finished' };
const closed = (code: number, age: number): TraceEvent => ({
  at: 40 + age,
  id: 'closed',
  socket: 1,
  code,
  reason: '',
  wasClean: code !== 1006,
  age,
  silence: age,
});

const address = 'wss://app.test/ws';
const run = (endpoint: string, ...events: TraceEvent[]) => runOf([started(endpoint), ...events, finished]);
const refused = run(address, answered, opening, closed(1006, 0));
const works = run(address, answered, opening, open, held, stayed, closing, closed(1000, 30_010));
const stopped = run(address, answered, opening, open, held, { at: 50, id: 'stopped' });
const direct = run('ws://127.0.0.1:3000/ws', opening, open, held, stayed, closing, closed(1000, 30_010));

const report = (
  runs: readonly Run[],
  from: Report['from'] = 'page',
  origin = 'https://not101.test',
): Report => ({
  schema: reportVersion,
  made: '2026-11-28T10:20:30.000Z',
  from,
  origin,
  browser: 'Mozilla/5.0 (a browser)',
  runs,
});

test('one run that failed: its fault, and the facts that it measured', () => {
  const { fault, comparison, facts } = conclude(report([refused]));
  assert.match(fault?.title ?? '', /^It did not open/);
  assert.equal(comparison, undefined);
  assert.deepEqual(facts, refused.facts);
});

test('a second run past the proxy names the layer, and adds what the application does', () => {
  const { comparison, facts } = conclude(report([refused, direct]));
  assert.equal(comparison?.with, 'the application');
  assert.match(comparison.words, /^The application accepts the handshake/);
  assert.ok(comparison.rows.some(({ name, differs }) => name === 'Handshake' && differs));
  assert.deepEqual(
    facts.slice(refused.facts.length).map(({ question, answer }) => [question, answer]),
    [['direct', '101']],
  );
});

test('a report of the reader’s own page is laid beside the last one of the test page', () => {
  const own = report([refused], 'console', 'https://app.test');
  const { comparison, facts } = conclude(own, report([works]));
  assert.equal(comparison?.with, 'the test page');
  assert.match(comparison.words, /^The test page opens it and your page does not/);
  assert.deepEqual(facts.at(-1)?.question, 'works-where');
  assert.equal(conclude(report([refused]), report([works])).comparison, undefined);
});

test('the doctor’s report says the first step that failed, not what a browser would hide', () => {
  const seen: Run = {
    ...refused,
    steps: [
      { name: 'HTTP', outcome: 'passed', text: '200.' },
      { name: 'Handshake', outcome: 'failed', text: '403 from nginx.' },
    ],
  };
  const { fault } = conclude(report([seen], 'terminal'));
  assert.deepEqual(fault, { title: 'The step “Handshake” failed', text: '403 from nginx.' });
});

test('a report without a run is an error that says what to do', () => {
  assert.throws(() => conclude(report([])), /^Error: Found a report without a run\. Expected .*; make /);
});

for (const [from, title] of [
  ['console', 'The endpoint works from that page'],
  ['page', 'The endpoint works from that page'],
  ['terminal', 'The endpoint works from that terminal'],
] as const)
  test(`a report from elsewhere in which all is well says from where: ${from}`, () => {
    const made = report([works], from);
    assert.equal(firstSaid(made, conclude(made))?.title, title);
  });

test('nothing is said first of a run that was cut short', () => {
  const made = report([stopped], 'console');
  const conclusion = conclude(made);
  assert.equal(conclusion.fault, undefined);
  assert.equal(firstSaid(made, conclusion), undefined);
  assert.equal(withoutFault(stopped).title, 'The test was cut short');
});

test('a run that works leads on to the reader’s own page and to the question where it works', () => {
  const { title, text } = withoutFault(works);
  assert.equal(title, 'The endpoint works from here');
  assert.deepEqual(
    text.flatMap((part) => (typeof part === 'string' ? [] : [part.to])),
    ['#beyond', 'diagnose/works-where/'],
  );
});

test('a test is compared with the one before of the same address alone', () => {
  assert.equal(
    changeSince(report([refused]), report([works]))?.words.replace(/.*UTC\. /, ''),
    'Since then this has changed: Handshake, Silence, Close.',
  );
  assert.match(
    changeSince(report([works]), report([works]))?.words ?? '',
    /on 2026-11-28 at 10:20 UTC\. Every step/,
  );
  assert.equal(changeSince(report([works]), report([direct])), undefined);
  assert.equal(changeSince(report([works]), undefined), undefined);
});

test('what is handed on says the fault of each run, and has the address that repeats the test', () => {
  const { link, runs } = handedOn(report([refused, works]), 'https://not101.test/test/#url=x');
  assert.equal(link, 'https://not101.test/test/#url=x');
  assert.match(runs[0]?.verdict ?? '', /^It did not open.*\. .*hides that from script\.$/);
  assert.equal(runs[1]?.verdict, undefined);
});
