import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOf } from '../../src/probe/run.ts';
import { publicPlan } from '../../src/probe/plan.ts';
import type { TraceEvent } from '../../src/probe/trace.ts';
import { endingOf, verdictOf } from '../../src/probe/verdict.ts';
import type { Ending } from '../../src/probe/verdict.ts';
import { quietPlan } from './support/probe.ts';

const started: TraceEvent = {
  at: 0,
  id: 'started',
  endpoint: 'wss://app.test/ws',
  secure: true,
  plan: publicPlan({ ...quietPlan, hold: 30 }),
};
const opening: TraceEvent = { at: 1, id: 'socket-opening', socket: 1 };
const open: TraceEvent = { at: 40, id: 'socket-open', socket: 1, protocol: '', extensions: '' };
const held: TraceEvent = { at: 40, id: 'step', socket: 1, step: 'hold' };
const finished: TraceEvent = { at: 90_000, id: 'finished' };
const closed = (code: number, reason = '', age = 100, silence = age): TraceEvent => ({
  at: 40 + age,
  id: 'closed',
  socket: 1,
  code,
  reason,
  wasClean: code !== 1006,
  age,
  silence,
});
const verdict = (...events: TraceEvent[]) => verdictOf(runOf([started, ...events, finished]));

for (const [name, events, title, text] of [
  [
    'a refusal of a host that answers HTTP',
    [{ at: 1, id: 'request-answered' }, opening, closed(1006, '', 0)],
    /^It did not open, though the host answers HTTP$/,
    /hides that from script/,
  ],
  [
    'a refusal after an ordinary request that failed, as after a redirect',
    [{ at: 1, id: 'request-failed' }, opening, closed(1006, '', 0)],
    /^It did not open, and the browser hides why$/,
    /such as a redirect/,
  ],
  ['a close by an application', [opening, open, closed(4401, 'token expired')], /4401 “token expired”$/, /./],
  [
    'a reason that hides a letter that turns the line round',
    [opening, open, closed(4000, 'a\u202eb')],
    /4000 “aU\+202Eb”$/,
    /./,
  ],
  [
    'a drop in silence',
    [opening, open, held, closed(1006, '', 12_000)],
    /^It ended after 12 s without a message$/,
    /./,
  ],
  ['a close with a code of the standard', [opening, open, closed(1011, 'x')], /closed: 1011 “x”$/, /./],
] satisfies [string, TraceEvent[], RegExp, RegExp][])
  test(`the verdict of ${name}`, () => {
    const found = verdict(...events);
    assert.match(found?.title ?? '', title);
    assert.match(found?.text ?? '', text);
    assert.doesNotMatch(JSON.stringify(found), /no HTTP answer/i);
  });

test('a run that works has no verdict of a failure', () => {
  assert.equal(
    verdict(opening, open, held, { at: 30_040, id: 'held', socket: 1, milliseconds: 30_000 }),
    undefined,
  );
});

const answered: TraceEvent = { at: 1, id: 'request-answered' };
const stayed: TraceEvent = { at: 30_040, id: 'held', socket: 1, milliseconds: 30_000 };
const asked: TraceEvent[] = [{ at: 30_050, id: 'closing', socket: 1 }, closed(1000, '', 30_010)];

for (const [ending, events] of [
  ['refused by the browser', [opening, { at: 2, id: 'socket-refused', socket: 1, name: 'SecurityError' }]],
  ['page left', [answered, opening, open, { at: 50, id: 'page-left' }]],
  ['cut short', [answered, opening, open, held, { at: 50, id: 'stopped' }]],
  ['cut short', [answered, opening]],
  ['works', [answered, opening, open, held, stayed, ...asked]],
  [
    'a step failed',
    [answered, opening, open, held, stayed, { at: 30_060, id: 'close-timed-out', socket: 1 }],
  ],
] as [Ending, TraceEvent[]][])
  test(`a run that shows no fault ends so: ${ending}, ${events.length} events`, () => {
    assert.equal(endingOf([started, ...events, finished]), ending);
  });
