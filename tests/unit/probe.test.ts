import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { closeCodeAnswer, secondsAnswer } from '../../src/diagnosis/fact.ts';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import { rank } from '../../src/diagnosis/rank.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { facts } from '../../src/probe/facts.ts';
import { stepLimits, throttledFrom } from '../../src/probe/machine.ts';
import { allPassed, roundTrips, steps } from '../../src/probe/outcome.ts';
import { publicPlan } from '../../src/probe/plan.ts';
import { floodLimit } from '../../src/probe/socket.ts';
import { longestTrace } from '../../src/probe/trace.ts';
import type { Trace, TraceEvent } from '../../src/probe/trace.ts';
import { describe } from '../../src/probe/words.ts';
import { HandSocket, flush, quietPlan, startProbe } from './support/probe.ts';
import type { Options } from './support/probe.ts';
import { packedFacts } from './support/knowledge.ts';

const minute = 60_000;

const table = factWeights(packedFacts());

/** The likeliest cause by the facts of a trace alone. */
const firstCause = (trace: Trace): string | undefined => rank(facts(trace), new Map(), table).causes[0]?.slug;

test('a good endpoint: 101, echo, 65 s of silence, clean close, in milliseconds of real time', async () => {
  const { clock, last, trace, outcome, done, found } = await startProbe();
  clock.increment(20);
  last().open();
  clock.increment(7);
  last().echo();
  assert.equal(outcome()['Silence'], 'running');
  clock.increment(64_999);
  assert.deepEqual(last().closedWith, []);
  clock.increment(1);
  assert.deepEqual(last().closedWith, [1000]);
  last().end(1000);
  assert.ok(done());
  assert.deepEqual(outcome(), {
    HTTP: 'passed',
    Handshake: 'passed',
    Messages: 'passed',
    Silence: 'passed',
    Close: 'passed',
  });
  assert.deepEqual(found(), {});
  assert.ok(allPassed(trace()));
  assert.match(describe(trace().find(({ id }) => id === 'replies') as TraceEvent), /after 7 ms/);
});

test('a drop in the silence is measured from the last frame, to the second', async () => {
  const { clock, last, trace, outcome, text, found } = await startProbe();
  last().open();
  clock.increment(40);
  last().echo();
  clock.increment(60_005);
  last().end(1006);
  assert.equal(outcome()['Silence'], 'failed');
  assert.match(text('Silence'), /after 60 s without a message/);
  assert.deepEqual(found(), { symptom: 'drops', drop: 'same-seconds', seconds: '60', 'close-code': '1006' });
  assert.equal(settle(facts(trace())), 'busy');
});

test('a frame from the server restarts the count of silence', async () => {
  const { clock, last, text } = await startProbe();
  last().open();
  last().echo();
  clock.increment(20_000);
  last().message('tick');
  clock.increment(10_000);
  last().end(1006);
  assert.match(text('Silence'), /after 10 s without a message/);
});

test('silence counts from the last message, also where a busy server’s messages are reported together', async () => {
  const { clock, last, text } = await startProbe();
  last().open();
  last().echo();
  for (let count = 0; count < 30; count += 1) last().message('tick');
  clock.increment(10_000);
  last().end(1006);
  assert.match(text('Silence'), /after 10 s without a message/);
});

test('silence counts from what was sent last, where what came before it is told of later', async () => {
  const { clock, last, trace } = await startProbe({ traffic: true });
  last().open();
  last().echo();
  for (let count = 0; count < 30; count += 1) last().message('tick');
  clock.increment(25_000);
  clock.increment(5000);
  last().end(1006);
  assert.equal(trace().find((event) => event.id === 'closed')?.silence, 5000);
});

/** A probe whose silence has just ended a socket after so many seconds, with a heartbeat to follow. */
async function droppedAfter(seconds: number, { code = 1006, ...options }: Options & { code?: number } = {}) {
  const started = await startProbe({ heartbeat: true, reconnect: true, hold: 610, ...options });
  const { clock, last, sockets } = started;
  last().open();
  last().echo();
  clock.increment(seconds * 1000);
  last().end(code);
  assert.equal(sockets.length, 2);
  clock.increment(30);
  const beating = last();
  beating.open();
  assert.equal(sockets.length, 3);
  const control = last();
  return { ...started, beating, control, detail: detailsOf(started.trace) };
}

/** Question → detail of its fact. */
const detailsOf = (trace: () => Trace) => () =>
  Object.fromEntries(facts(trace()).map(({ question, detail }) => [question, detail]));

test('a heartbeat of 25 s that outlives the drop, beside a silent socket that drops again, is proved to cure it', async () => {
  const { clock, beating, control, sockets, outcome, text, found, detail, trace, done } =
    await droppedAfter(60);
  control.open();
  clock.increment(25_000);
  assert.equal(beating.sent.length, 1);
  clock.increment(25_000);
  assert.equal(beating.sent.length, 2);
  clock.increment(10_500);
  control.end(1006);
  assert.equal(outcome()['Heartbeat'], 'running');
  clock.increment(49_500);
  assert.deepEqual(beating.closedWith, [1000]);
  beating.end(1000);
  assert.ok(done());
  assert.equal(sockets.length, 3);
  assert.deepEqual(control.sent, []);
  assert.equal(outcome()['Heartbeat'], 'passed');
  assert.match(
    text('Heartbeat'),
    /every 25 s it stayed open for 110 s, where 60 s of silence had ended it: a heartbeat cures it\. A socket beside it, without the heartbeat, dropped again after 60\.5 s\./,
  );
  assert.match(detail()['busy'] ?? '', /dropped without/);
  assert.match(text('Reconnect'), /Open again 30 ms after the drop/);
  assert.deepEqual(found(), {
    symptom: 'drops',
    drop: 'same-seconds',
    seconds: '60',
    busy: 'stays',
    'close-code': '1006',
  });
  assert.equal(firstCause(trace()), 'proxy-idle-timeout');
});

test('a drop at the same age in spite of the heartbeat is a limit of age', async () => {
  const { clock, beating, control, outcome, found, text, trace } = await droppedAfter(300);
  control.open();
  clock.increment(300_200);
  control.end(1006);
  beating.end(1006);
  assert.equal(outcome()['Heartbeat'], 'failed');
  assert.match(text('Heartbeat'), /same age again \(300.2 s\).*no heartbeat moves/);
  assert.equal(found()['busy'], 'drops-anyway');
  assert.equal(found()['seconds'], '300');
  assert.equal(firstCause(trace()), 'max-connection-duration');
});

test('a drop at another age than before tells nothing about idle or age', async () => {
  const { clock, beating, control, found, text, done } = await droppedAfter(60);
  control.open();
  clock.increment(10_000);
  beating.end(1006);
  assert.ok(done());
  assert.match(text('Heartbeat'), /ended again, 10 s after it opened/);
  assert.equal(found()['busy'], undefined);
  assert.equal(control.closedWith.length, 1);
});

test('where the silent socket beside it stays too, the drop came once and was no idle timeout', async () => {
  const { clock, beating, control, outcome, text, found, detail, trace, done } = await droppedAfter(4);
  control.open();
  clock.increment(7350);
  assert.equal(outcome()['Heartbeat'], 'running');
  clock.increment(100);
  assert.deepEqual(beating.closedWith, [1000]);
  assert.equal(control.closedWith.length, 1);
  assert.equal(control.onmessage, null);
  beating.end(1000);
  assert.ok(done());
  assert.equal(outcome()['Heartbeat'], 'passed');
  assert.match(
    text('Heartbeat'),
    /it stayed open for 7\.5 s, and so did a socket beside it in 7\.5 s of silence, though 4 s had ended the first: no idle limit\. Something ended the first one once/,
  );
  assert.deepEqual(found(), { symptom: 'drops', drop: 'irregular', 'close-code': '1006' });
  assert.equal(detail()['drop'], 'of silence, once; not again');
  assert.equal(settle(facts(trace())), 'together');
});

test('after a short silence the control has half of it to stay longer, and as much to end sooner', async () => {
  const short = await droppedAfter(2);
  short.clock.increment(500);
  short.control.open();
  short.clock.increment(3200);
  assert.deepEqual(short.beating.closedWith, [1000]);
  assert.match(short.text('Heartbeat'), /in 3\.2 s of silence, though 2 s had ended the first/);
  const soon = await droppedAfter(2);
  soon.control.open();
  soon.clock.increment(900);
  soon.control.end(1006);
  soon.clock.increment(2800);
  assert.match(soon.text('Heartbeat'), /did not stay \(code 1006 after 900 ms\)/);
});

test('a close with a code of its own does not hide that it came once', async () => {
  const { clock, beating, control, found } = await droppedAfter(4, { code: 1001 });
  control.open();
  clock.increment(20_000);
  beating.end(1000);
  assert.equal(found()['drop'], 'irregular');
  assert.equal(found()['busy'], undefined);
});

/** What keeps the silent socket from being compared with, and the words for it. */
const notCompared: [
  what: string,
  drive: (control: HandSocket, wait: (milliseconds: number) => void) => void,
  words: RegExp,
][] = [
  ['is still being opened', () => undefined, /no socket beside it was silent for as long to compare with/],
  [
    'is refused',
    (control) => control.end(1006),
    /the silent socket beside it did not stay \(code 1006 after 0 ms\) to compare with/,
  ],
  [
    'is closed sooner, for want of a login',
    (control, wait) => {
      control.open();
      wait(10_000);
      control.end(1006);
    },
    /the silent socket beside it did not stay \(code 1006 after 10 s\) to compare with/,
  ],
  [
    'ends at that time with another code',
    (control, wait) => {
      control.open();
      wait(60_000);
      control.end(4401);
    },
    /the silent socket beside it did not stay \(code 4401 after 60 s\)/,
  ],
  [
    'gets messages',
    (control, wait) => {
      control.open();
      wait(60_000);
      control.message('tick');
    },
    /no socket beside it was silent for as long/,
  ],
  [
    'opens too late',
    (control, wait) => {
      wait(50_000);
      control.open();
    },
    /no socket beside it was silent for as long/,
  ],
  [
    'is flooded',
    (control, wait) => {
      control.open();
      wait(60_000);
      for (let count = 0; count <= floodLimit.perSecond; count += 1) control.message('x');
      assert.deepEqual(control.closedWith, [undefined]);
    },
    /no socket beside it was silent for as long/,
  ],
  [
    'is flooded at once',
    (control) => {
      control.open();
      for (let count = 0; count <= floodLimit.perSecond; count += 1) control.message('x');
    },
    /no socket beside it was silent for as long/,
  ],
];
for (const [what, drive, words] of notCompared)
  test(`where the silent socket ${what}, a heartbeat that outlives the drop is not said to be proved`, async () => {
    const { clock, beating, control, found, text, detail, outcome, done } = await droppedAfter(60);
    drive(control, (milliseconds) => clock.increment(milliseconds));
    while (beating.closedWith.length === 0) clock.increment(1000);
    beating.end(1000);
    assert.ok(done());
    assert.equal(outcome()['Heartbeat'], 'passed');
    assert.match(text('Heartbeat'), /it stayed open for 109 s, where 60 s of silence had ended the first/);
    assert.match(text('Heartbeat'), words);
    assert.doesNotMatch(text('Heartbeat'), /cures/);
    assert.equal(found()['busy'], 'stays');
    assert.equal(found()['seconds'], '60');
    assert.equal(detail()['busy'], 'held with a heartbeat');
  });

test('a server that permits one socket a client ends the first for the control: once more, alone', async () => {
  const { clock, last, beating, control, sockets, text, found, done } = await droppedAfter(60);
  control.open();
  beating.end(1000, 'replaced');
  assert.equal(control.closedWith.length, 1);
  assert.equal(sockets.length, 4);
  last().open();
  assert.equal(sockets.length, 4);
  clock.increment(109_000);
  last().end(1000);
  assert.ok(done());
  assert.match(text('Heartbeat'), /stayed open for 109 s.*no socket beside it was silent for as long/);
  assert.equal(found()['busy'], 'stays');
});

test('a socket that ends at once with a heartbeat, with and without a control, is tried twice and no more', async () => {
  const { last, beating, control, sockets, text, done } = await droppedAfter(60);
  control.open();
  beating.end(1006);
  last().open();
  last().end(1006);
  assert.ok(done());
  assert.equal(sockets.length, 4);
  assert.match(text('Heartbeat'), /It ended again, 0 ms after it opened/);
});

test('the control is sent the reader’s own message once, as the first socket was', async () => {
  const started = await startProbe({ heartbeat: true, message: '{"login":1}' });
  const { clock, last, sockets } = started;
  last().open();
  last().message('welcome');
  clock.increment(30_000);
  last().end(1006);
  last().open();
  last().open();
  assert.deepEqual(sockets[2]?.sent, ['{"login":1}']);
  for (let heartbeat = 0; heartbeat < 3; heartbeat += 1) clock.increment(13_500);
  assert.deepEqual(sockets[2].sent, ['{"login":1}']);
  assert.equal(sockets[1]?.sent.length, 3);
});

test('stop ends the control too', async () => {
  const { actor, clock, beating, control, ids, done } = await droppedAfter(60);
  control.open();
  clock.increment(10_000);
  actor.send({ type: 'stop' });
  assert.ok(done());
  assert.equal(beating.closedWith.length, 1);
  assert.equal(control.closedWith.length, 1);
  assert.equal(control.onclose, null);
  assert.deepEqual(ids().slice(-3), ['control-closed', 'stopped', 'finished']);
});

test('the control is let go before the crowd is opened', async () => {
  const { clock, beating, control, sockets, done } = await droppedAfter(4, { parallel: 2 });
  control.open();
  clock.increment(10_000);
  assert.equal(control.closedWith.length, 1);
  assert.equal(sockets.length, 3);
  beating.end(1000);
  assert.equal(sockets.length, 5);
  clock.increment(stepLimits.crowd + stepLimits.stable);
  assert.ok(done());
});

test('a short silence gets a heartbeat that is shorter still', async () => {
  const { clock, beating, text } = await droppedAfter(5);
  clock.increment(2250);
  assert.equal(beating.sent.length, 1);
  clock.increment(8000);
  beating.end(1000);
  assert.match(text('Heartbeat'), /every 2.3 s/);
});

test('a server that ends an idle socket with 1000 is seen through by the heartbeat', async () => {
  const { clock, beating, control, found } = await droppedAfter(30, { code: 1000 });
  control.open();
  clock.increment(30_000);
  control.end(1000, 'idle');
  clock.increment(minute);
  beating.end(1000);
  assert.equal(found()['busy'], 'stays');
  assert.equal(found()['seconds'], '30');
});

test('under traffic a drop is one of age', async () => {
  const { clock, last, sockets, found, text } = await startProbe({
    traffic: true,
    heartbeat: true,
    hold: 610,
  });
  last().open();
  last().echo();
  for (let sent = 1; sent <= 9; sent += 1) {
    clock.increment(25_000);
    assert.equal(last().sent.length, 1 + sent);
  }
  clock.increment(15_000);
  last().end(1006);
  assert.equal(sockets.length, 1);
  assert.match(text('Traffic'), /Dropped 240 s after it opened/);
  assert.deepEqual(found(), {
    symptom: 'drops',
    drop: 'same-seconds',
    seconds: '240',
    busy: 'drops-anyway',
    'close-code': '1006',
  });
});

test('a hold without an end runs until it is stopped', async () => {
  const { actor, clock, last, outcome, done } = await startProbe({ hold: null });
  last().open();
  last().echo();
  clock.increment(5 * 60 * minute);
  assert.equal(outcome()['Silence'], 'running');
  actor.send({ type: 'stop' });
  assert.ok(done());
});

test('seconds have the answers of the tree', () => {
  for (const [seconds, answer] of [
    [29, '30'],
    [60, '60'],
    [100, '100'],
    [120, '100'],
    [240, '240'],
    [300, '300'],
    [350, '350'],
    [600, '600'],
    [3600, 'hours'],
    [45, 'other'],
    [900, 'other'],
  ] as const)
    assert.equal(secondsAnswer(seconds), answer, String(seconds));
});

test('a refused handshake gives what is known and nothing more', async () => {
  const { last, trace, outcome, found } = await startProbe();
  last().end(1006);
  assert.deepEqual(outcome(), {
    HTTP: 'passed',
    Handshake: 'unknowable',
    Messages: 'skipped',
    Silence: 'skipped',
    Close: 'skipped',
  });
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other', reach: 'answers' });
  assert.equal(settle(facts(trace())), 'status');
});

test('the subprotocol that was chosen is shown, and that none was', async () => {
  for (const [chosen, words] of [
    ['chat', /; subprotocol chat\./],
    ['', /; no subprotocol, though some were offered\./],
  ] as const) {
    const { last, text } = await startProbe({ subprotocols: ['chat', 'chat.v2'] });
    last().protocol = chosen;
    last().open();
    assert.match(text('Handshake'), words);
  }
});

test('an error without a close event counts as a refusal, soon', async () => {
  const { clock, last, found, done } = await startProbe();
  last().error();
  clock.increment(stepLimits.error);
  assert.ok(done());
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other', reach: 'answers' });
});

test('for wss the schemes are known as well', async () => {
  const { last, trace } = await startProbe({ url: 'wss://app.test/ws' });
  last().end(1006);
  assert.equal(settle(facts(trace())), 'status');
});

test('an ordinary request that fails proves nothing: the browser may have kept the answer back', async () => {
  const { last, trace, outcome, text, found } = await startProbe({
    url: 'wss://app.test/ws',
    request: 'fails',
  });
  last().end(1006);
  assert.equal(outcome()['HTTP'], 'unknowable');
  assert.match(text('HTTP'), /Cross-Origin-Resource-Policy.*redirect/);
  for (const words of [text('HTTP'), ...trace().map(describe)])
    assert.doesNotMatch(words, /no (HTTP )?answer/i);
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other' });
  assert.equal(settle(facts(trace())), 'status');
});

test('a failed request beside a handshake that waits in vain proves nothing either', async () => {
  const { clock, found } = await startProbe({ request: 'fails' });
  clock.increment(stepLimits.handshake);
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other' });
});

test('a host where the request and the handshake both wait in vain does not answer', async () => {
  const { clock, found, trace, outcome } = await startProbe({ request: 'hangs' });
  clock.increment(stepLimits.request);
  clock.increment(stepLimits.handshake);
  assert.equal(outcome()['HTTP'], 'failed');
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other', reach: 'no-answer' });
  assert.equal(settle(facts(trace())), 'unreachable-late');
});

test('a status that CORS lets script read is shown', async () => {
  const { last, text } = await startProbe({ request: 403 });
  last().end(1006);
  assert.match(text('HTTP'), /status 403/);
});

test('the ordinary request has no query: a browser follows redirects to other hosts', async () => {
  const { requests } = await startProbe({ url: 'wss://app.test/ws?token=hunter2' });
  assert.deepEqual(requests, ['https://app.test/ws']);
});

test('a request that hangs is given up, and the handshake is tried all the same', async () => {
  const { clock, last, ids } = await startProbe({ request: 'hangs' });
  clock.increment(stepLimits.request);
  last().open();
  assert.deepEqual(ids().slice(1, 5), ['request-sent', 'request-timed-out', 'socket-opening', 'socket-open']);
});

test('an ordinary request without an answer is no fault where the handshake gets through', async () => {
  const { clock, last, outcome } = await startProbe({ request: 'hangs' });
  clock.increment(stepLimits.request);
  assert.equal(outcome()['HTTP'], 'unknowable');
  last().open();
  assert.equal(outcome()['HTTP'], 'skipped');
});

test('a handshake that is refused at once reaches the host, whatever becomes of ordinary requests', async () => {
  const { clock, last, found, outcome, text, trace } = await startProbe({ request: 'hangs' });
  clock.increment(stepLimits.request);
  last().end(1006);
  assert.equal(outcome()['HTTP'], 'unknowable');
  for (const words of [text('HTTP'), ...trace().map(describe)])
    assert.doesNotMatch(words, /no (HTTP )?answer/i);
  assert.deepEqual(found(), { symptom: 'never-opens', schemes: 'other' });
});

test('a policy is named also where the constructor throws', () => {
  const at = 1;
  const trace: Trace = [
    { at, id: 'started', endpoint: 'ws://app.test/ws', secure: false, plan: publicPlan(quietPlan) },
    { at, id: 'socket-opening', socket: 1 },
    { at, id: 'socket-refused', socket: 1, name: 'SecurityError' },
    { at, id: 'policy-blocked' },
    { at, id: 'finished' },
  ];
  assert.deepEqual(
    facts(trace).map(({ question, answer }) => [question, answer]),
    [
      ['symptom', 'never-opens'],
      ['words', 'csp'],
    ],
  );
  assert.match(steps(trace).find(({ name }) => name === 'Handshake')?.text ?? '', /Content-Security-Policy/);
});

test('a handshake that nobody answers ends after its limit', async () => {
  const { clock, outcome, found, trace, done } = await startProbe({ url: 'wss://app.test/ws' });
  clock.increment(stepLimits.handshake);
  assert.ok(done());
  assert.equal(outcome()['Handshake'], 'failed');
  assert.equal(found()['status'], 'none');
  assert.equal(settle(facts(trace())), 'unanswered-for-whom');
});

test('a constructor that throws is the browser’s rule and no fact about the endpoint', async () => {
  const refuse = new Error('insecure');
  refuse.name = 'SecurityError';
  const { outcome, found, text } = await startProbe({ refuse });
  assert.equal(outcome()['Handshake'], 'could not run');
  assert.match(text('Handshake'), /SecurityError/);
  assert.deepEqual(found(), {});
});

for (const [permission, outcomes, answers] of [
  ['denied', 'could not run', { symptom: 'never-opens', schemes: 'other', 'connect-error': 'local-network' }],
  ['granted', 'unknowable', { symptom: 'never-opens', schemes: 'other' }],
  ['unknown', 'unknowable', { symptom: 'never-opens', schemes: 'other' }],
] as const)
  test(`a local address whose permission is ${permission}: ${outcomes}`, async () => {
    const { last, outcome, found } = await startProbe({
      url: 'ws://192.168.0.7/ws',
      request: 'fails',
      crossesIntoLocalNetwork: true,
      permission,
    });
    last().end(1006);
    await flush();
    assert.equal(outcome()['Handshake'], outcomes);
    assert.deepEqual(found(), answers);
  });

test('after many failures the time of a handshake is called the browser’s', async () => {
  const { clock, last, ids, text } = await startProbe({ recentFailures: throttledFrom });
  clock.increment(4000);
  last().end(1006);
  assert.ok(ids().includes('browser-delays'));
  assert.match(text('Handshake'), /delays handshakes after many failures/);
});

test('a server without an echo is normal', async () => {
  const { clock, last, outcome, text, trace } = await startProbe({ hold: 0, binary: true, burst: 100 });
  last().open();
  last().message('{"hello":true}');
  clock.increment(stepLimits.reply);
  assert.deepEqual(last().sent.length, 1);
  last().end(1000);
  assert.equal(outcome()['Messages'], 'skipped');
  assert.match(text('Messages'), /messages of its own/);
  assert.ok(allPassed(trace()));
});

test('a greeting is not taken for the echo, nor is a late echo for the next', async () => {
  const { clock, last, outcome, trace } = await startProbe({ roundTrips: 2, hold: 0 });
  last().open();
  last().message('not101 other-nonce');
  assert.equal(outcome()['Messages'], 'running');
  const [first] = last().sent;
  clock.increment(10);
  last().message(first);
  clock.increment(5);
  last().message(first);
  assert.deepEqual(last().closedWith, []);
  clock.increment(15);
  last().echo();
  assert.deepEqual(trace().find((event) => event.id === 'replies')?.samples, [10, 20]);
});

test('round trips have a minimum, a median and a 95th percentile', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(roundTrips(samples), { min: 1, median: 51, p95: 96 });
  assert.deepEqual(roundTrips([7]), { min: 7, median: 7, p95: 7 });
});

test('twenty round trips follow each other; slow ones are cut short', async () => {
  const { clock, last, trace, found, text } = await startProbe({ roundTrips: 20, hold: 0 });
  last().open();
  for (let count = 0; last().closedWith.length === 0; count += 1) {
    assert.ok(count < 20);
    clock.increment(3000);
    last().echo();
  }
  assert.equal(trace().find((event) => event.id === 'replies')?.samples.length, 4);
  last().end(1000);
  assert.match(text('Messages'), /median of 4.*That is late/);
  assert.deepEqual(found(), { symptom: 'messages', 'message-problem': 'late' });
});

test('a message that is lost among others is said so, and the burst goes on', async () => {
  const { clock, last, outcome, text } = await startProbe({
    roundTrips: 20,
    burst: 3,
    binary: true,
    hold: 0,
  });
  last().open();
  for (let count = 0; count < 9; count += 1) last().echo();
  clock.increment(stepLimits.reply);
  last().echo();
  assert.equal(last().sent.length, 14);
  for (const each of last().sent.slice(11)) last().message(each);
  last().end(1000);
  assert.equal(outcome()['Messages'], 'failed');
  assert.match(text('Messages'), /After 9 echoes a message got none/);
  assert.equal(outcome()['Burst'], 'passed');
});

test('a message of the user’s own is sent once, and any message or the expected one is its reply', async () => {
  const own = { message: '{"op":"ping"}', hold: 0, roundTrips: 20 };
  const any = await startProbe(own);
  any.last().open();
  assert.deepEqual(any.last().sent, ['{"op":"ping"}']);
  any.clock.increment(40);
  any.last().message('{"op":"pong"}');
  any.last().end(1000);
  assert.match(any.text('Messages'), /^Reply in 40 ms\.$/);

  const expecting = await startProbe({ ...own, expected: '"pong"' });
  expecting.last().open();
  expecting.last().message('{"op":"welcome"}');
  assert.equal(expecting.outcome()['Messages'], 'running');
  expecting.last().message('{"op":"pong"}');
  assert.deepEqual(expecting.last().closedWith, [1000]);

  const without = await startProbe({ ...own, expected: '"pong"' });
  without.last().open();
  without.clock.increment(stepLimits.reply);
  without.last().end(1000);
  assert.equal(without.outcome()['Messages'], 'skipped');
  assert.match(without.text('Messages'), /No such reply/);
});

test('a binary message is recognised by its size', async () => {
  for (const [reply, outcomes] of [
    [(sent: ArrayBuffer) => new Blob([sent]), 'passed'],
    [(sent: ArrayBuffer) => 'e'.repeat(sent.byteLength), 'failed'],
  ] as const) {
    const { last, outcome } = await startProbe({ binary: true, hold: 0 });
    last().open();
    last().echo();
    last().message(reply(last().sent.at(-1) as ArrayBuffer));
    last().end(1000);
    assert.equal(outcome()['Binary'], outcomes);
  }
  const { last, outcome, text } = await startProbe({ binary: true, hold: 0 });
  last().open();
  last().echo();
  last().end(1003, 'text only');
  assert.equal(outcome()['Binary'], 'failed');
  assert.match(text('Binary'), /code 1003, reason “text only”/);
});

/** A probe that has sent its burst; the texts are what was sent. */
async function burst() {
  const started = await startProbe({ burst: 100, hold: 0 });
  started.last().open();
  started.last().echo();
  const texts = started.last().sent.slice(1) as string[];
  assert.equal(texts.length, 100);
  return { ...started, texts };
}

test('a burst that comes back whole and in order', async () => {
  const { clock, last, outcome, text, texts } = await burst();
  clock.increment(12);
  for (const each of texts) last().message(each);
  last().end(1000);
  assert.equal(outcome()['Burst'], 'passed');
  assert.match(text('Burst'), /All 100 messages.*in order, within 12 ms/);
});

test('a burst with loss, disorder, doubles and joined messages', async () => {
  const { clock, last, outcome, text, texts } = await burst();
  const [a = '', b = '', c = '', d = '', e = ''] = texts;
  for (const each of [b, a, a, c + d, e]) last().message(each);
  clock.increment(stepLimits.burst);
  last().end(1000);
  assert.equal(outcome()['Burst'], 'failed');
  assert.match(
    text('Burst'),
    /Of 100 messages sent at once 95 were lost, 1 came out of order, 1 came twice, 1 replies held several/,
  );
});

test('a burst that is held back and let go at once is late', async () => {
  const { clock, last, text, found, trace, texts } = await burst();
  clock.increment(4800);
  for (const each of texts) last().message(each);
  last().end(1000);
  assert.match(text('Burst'), /held back for 4.8 s/);
  assert.deepEqual(found(), { symptom: 'messages', 'message-problem': 'late' });
  assert.equal(settle(facts(trace())), 'late');
});

test('the size ladder climbs while messages come back', async () => {
  const { clock, last, outcome, text } = await startProbe({ largest: 64_000, hold: 0 });
  last().open();
  last().echo();
  for (const bytes of [1000, 4000, 16_000, 64_000]) {
    assert.equal((last().sent.at(-1) as string).length, bytes);
    clock.increment(10);
    last().echo();
  }
  assert.deepEqual(last().closedWith, [1000]);
  last().end(1000);
  assert.equal(outcome()['Sizes'], 'passed');
  assert.match(text('Sizes'), /64 kB came back, the largest/);
});

for (const code of [1009, 1006])
  test(`a size that ends it with ${code} leads to the size limit, and the silence has a socket of its own`, async () => {
    const { last, sockets, outcome, text, found, trace } = await startProbe({ largest: 16_000_000 });
    last().open();
    last().echo();
    last().echo();
    last().echo();
    assert.equal((last().sent.at(-1) as string).length, 16_000);
    last().end(code);
    assert.equal(sockets.length, 2);
    last().open();
    assert.equal(outcome()['Silence'], 'running');
    assert.match(
      text('Sizes'),
      new RegExp(`^4 kB came back; a message of 16 kB ended the connection with code ${code}`),
    );
    assert.deepEqual(found(), { symptom: 'drops', drop: 'large-message', 'close-code': String(code) });
    assert.equal(settle(facts(trace())), 'too-big');
  });

test('a server without an echo climbs as long as it stays open and takes what it is sent', async () => {
  const { clock, last, outcome, text } = await startProbe({ largest: 4000, hold: 0 });
  last().open();
  clock.increment(stepLimits.reply);
  last().bufferedAmount = 500;
  clock.increment(stepLimits.rungWithoutReply);
  assert.equal(last().sent.length, 2);
  last().bufferedAmount = 0;
  clock.increment(stepLimits.rungWithoutReply);
  assert.equal(last().sent.length, 3);
  clock.increment(stepLimits.rungWithoutReply);
  last().end(1000);
  assert.equal(outcome()['Sizes'], 'passed');
  assert.match(text('Sizes'), /It survived 4 kB/);
});

/** Lets time pass second by second, as the probe looks at what is still unsent every second. */
function pass(clock: { increment(milliseconds: number): void }, milliseconds: number) {
  for (let passed = 0; passed < milliseconds; passed += 1000) clock.increment(1000);
}

test('a size that does not come back, where shorter ones did, is lost: failed, with a fact, and no larger one follows', async () => {
  const probe = await startProbe({ largest: 1_000_000 });
  const { clock, last, outcome, text, found, trace, sockets } = probe;
  last().open();
  last().echo();
  last().echo();
  last().echo();
  assert.equal((last().sent.at(-1) as string).length, 16_000);
  pass(clock, stepLimits.rung - 1000);
  assert.equal(outcome()['Sizes'], 'running');
  pass(clock, 2000);
  assert.equal(last().sent.length, 4);
  assert.equal(outcome()['Silence'], 'running');
  pass(clock, 66_000);
  last().end(1000);
  assert.equal(sockets.length, 1);
  assert.equal(outcome()['Sizes'], 'failed');
  assert.match(text('Sizes'), /^4 kB came back, 16 kB did not within 30 s/);
  assert.deepEqual(found(), { symptom: 'messages', 'message-problem': 'large' });
  assert.equal(facts(trace()).at(-1)?.value, 16_000);
  assert.ok(!allPassed(trace()));
});

test('where not even the first size comes back, but the short message did, it is lost too', async () => {
  const { clock, last, text, found } = await startProbe({ largest: 64_000, hold: 0 });
  last().open();
  last().echo();
  pass(clock, stepLimits.rung + 1000);
  last().end(1000);
  assert.match(text('Sizes'), /^A short message came back, 1 kB did not/);
  assert.deepEqual(found(), { symptom: 'messages', 'message-problem': 'large' });
});

test('a size that comes back cut is lost, and what came in its place is said', async () => {
  const { clock, last, text } = await startProbe({ largest: 64_000, hold: 0 });
  last().open();
  last().echo();
  last().echo();
  last().echo();
  last().message('x'.repeat(10_000));
  pass(clock, stepLimits.rung + 1000);
  last().end(1000);
  assert.match(text('Sizes'), /^4 kB came back, 16 kB did not.* A message of 10 kB came instead\./);
});

test('an echo that takes its time on a slow line is waited for, once the size has left the browser', async () => {
  const { clock, last, outcome } = await startProbe({ largest: 1000, hold: 0 });
  last().open();
  last().echo();
  for (const left of [900, 600, 300, 0]) {
    last().bufferedAmount = left;
    pass(clock, 15_000);
  }
  pass(clock, 10_000);
  last().echo();
  last().end(1000);
  assert.equal(outcome()['Sizes'], 'passed');
});

test('a server that stops reading ends the ladder within 30 s, with a fact, and the silence gets a socket of its own', async () => {
  for (const echoes of [true, false]) {
    const { clock, last, outcome, text, found, sockets } = await startProbe({ largest: 16_000_000 });
    last().open();
    if (echoes) for (let count = 0; count < 3; count += 1) last().echo();
    else pass(clock, stepLimits.reply);
    last().bufferedAmount = 900;
    pass(clock, 30_000);
    assert.equal(sockets.length, 2);
    assert.ok(sockets[0]?.dropped);
    last().open();
    assert.equal(outcome()['Silence'], 'running');
    assert.equal(outcome()['Sizes'], 'failed');
    assert.match(
      text('Sizes'),
      echoes
        ? /^4 kB came back; a message of 16 kB was not taken within 29 s/
        : /^A message of 1 kB was not taken within 29 s/,
    );
    assert.deepEqual(found(), { symptom: 'messages', 'message-problem': 'large' });
  }
});

test('a server that reads a few bytes now and then ends the ladder all the same', async () => {
  const { clock, last, text, done } = await startProbe({ largest: 1000, hold: 0 });
  last().open();
  last().echo();
  for (let left = 990; left > 0 && !done(); left -= 1) {
    last().bufferedAmount = left;
    pass(clock, 10_000);
  }
  assert.match(text('Sizes'), /was not taken within 120 s/);
});

test('a reply to the reader’s own message is no echo: sizes without one are survived, and soon', async () => {
  const { clock, last, text, found } = await startProbe({ message: '{"op":1}', largest: 4000, hold: 0 });
  last().open();
  last().message('{"ok":1}');
  pass(clock, 3 * stepLimits.rungWithoutReply);
  last().end(1000);
  assert.match(text('Sizes'), /^It survived 4 kB/);
  assert.deepEqual(found(), {});
});

test('what the ladder sends hardly compresses', async () => {
  const { deflateSync } = await import('node:zlib');
  const { last } = await startProbe({ largest: 256_000, hold: 0 });
  last().open();
  last().echo();
  for (let rung = 0; rung < 4; rung += 1) last().echo();
  const text = last().sent.at(-1) as string;
  assert.equal(text.length, 256_000);
  assert.ok(deflateSync(text).length > 150_000);
});

test('after a drop it comes back, at the third attempt', async () => {
  const { clock, last, sockets, outcome, text, done } = await startProbe({ reconnect: true });
  last().open();
  last().echo();
  clock.increment(5000);
  last().end(1006);
  assert.equal(sockets.length, 2);
  last().end(1006);
  clock.increment(1000);
  assert.equal(sockets.length, 3);
  last().end(1006);
  clock.increment(3000);
  assert.equal(sockets.length, 4);
  clock.increment(20);
  last().open();
  clock.increment(stepLimits.stable);
  last().end(1000);
  assert.ok(done());
  assert.equal(outcome()['Reconnect'], 'passed');
  assert.match(text('Reconnect'), /Open again 4 s after the drop, at attempt 3/);
});

test('a server that does not come back is tried three times and no more', async () => {
  const { clock, last, sockets, outcome, text, done } = await startProbe({ reconnect: true });
  last().open();
  last().end(1011);
  for (const pause of [0, 1000, 3000]) {
    clock.increment(pause);
    last().end(1006);
  }
  assert.ok(done());
  assert.equal(sockets.length, 4);
  assert.equal(outcome()['Reconnect'], 'failed');
  assert.match(text('Reconnect'), /did not come back in 3 attempts/);
});

test('a second socket that ends at once too is said so', async () => {
  const { clock, last, text, outcome, sockets } = await startProbe({ reconnect: true });
  last().open();
  last().end(1008, 'no');
  last().open();
  clock.increment(30);
  last().end(1008, 'no');
  assert.equal(sockets.length, 2);
  assert.equal(outcome()['Reconnect'], 'failed');
  assert.match(text('Reconnect'), /ended again after 30 ms with code 1008/);
});

test('a socket that ends at its first message, and whose successor takes one, ended once', async () => {
  const { last, clock, found, text } = await startProbe({ reconnect: true });
  last().open();
  assert.equal(last().sent.length, 1);
  clock.increment(40);
  last().end(1006);
  last().open();
  assert.equal(last().sent.length, 1);
  clock.increment(stepLimits.stable);
  last().end(1000);
  assert.deepEqual(found(), { symptom: 'drops', drop: 'irregular', 'close-code': '1006' });
  assert.match(text('Reconnect'), /Open again/);
});

test('a socket that ends at its first message each time ends at once', async () => {
  const { last, clock, found, outcome } = await startProbe({ reconnect: true });
  const endAtOnce = () => {
    last().open();
    clock.increment(40);
    last().end(1006);
  };
  endAtOnce();
  endAtOnce();
  assert.deepEqual(found(), { symptom: 'drops', drop: 'at-once', 'close-code': '1006' });
  assert.equal(outcome()['Reconnect'], 'failed');
});

test('parallel sockets: refused and closed ones do not count', async () => {
  const { clock, last, sockets, outcome, text, found, done } = await startProbe({ hold: 0, parallel: 5 });
  last().open();
  last().echo();
  last().end(1000);
  assert.equal(sockets.length, 6);
  for (const socket of sockets.slice(1, 5)) socket.open();
  sockets[5]?.end(1006);
  sockets[4]?.end(1013);
  clock.increment(stepLimits.stable);
  assert.ok(done());
  assert.equal(outcome()['Parallel'], 'failed');
  assert.match(text('Parallel'), /Of 5 sockets at once only 3 stay open/);
  assert.deepEqual(found(), { symptom: 'one-place', 'works-where': 'few-clients' });
  for (const socket of sockets.slice(1, 4)) assert.equal(socket.closedWith.length, 1);
});

test('parallel sockets that hang are given up', async () => {
  const { clock, last, text, done } = await startProbe({ hold: 0, parallel: 5 });
  last().open();
  last().echo();
  last().end(1000);
  clock.increment(stepLimits.crowd);
  assert.ok(done());
  assert.match(text('Parallel'), /none stays open/);
});

test('an echo that comes after the wait counts as a frame', async () => {
  const { clock, last, text } = await startProbe();
  last().open();
  clock.increment(stepLimits.reply + 1000);
  last().echo();
  clock.increment(3000);
  last().end(1006);
  assert.match(text('Silence'), /after 3 s without a message/);
});

test('no message is sent when none is wanted', async () => {
  const { clock, last, outcome } = await startProbe({ roundTrips: 0, hold: 10 });
  last().open();
  assert.deepEqual(last().sent, []);
  assert.equal(outcome()['Messages'], 'skipped');
  clock.increment(10_000);
  assert.deepEqual(last().closedWith, [1000]);
});

for (const [code, state] of [
  [1000, 'closed-on-purpose'],
  [1006, 'early-complaint'],
  [1002, 'frames-for-whom'],
  [1003, 'unsupported-data'],
  [1007, 'frames-for-whom'],
  [1008, 'policy'],
  [1011, 'server-failed'],
  [1012, 'deploy'],
  [1013, 'rate-limit'],
  [4401, 'application-code'],
] as const)
  test(`a close with ${code} right after opening leads to ${state}`, async () => {
    const { clock, last, trace } = await startProbe();
    last().open();
    clock.increment(50);
    last().end(code);
    assert.equal(settle(facts(trace())), state);
  });

test('a clean close that the browser tells of 2 s late, as the server leaves TCP open, is still at once', async () => {
  const { clock, last, found } = await startProbe();
  last().open();
  last().echo();
  clock.increment(2500);
  last().end(1000);
  assert.equal(found()['drop'], 'at-once');
  const unclean = await startProbe();
  unclean.last().open();
  unclean.last().echo();
  unclean.clock.increment(2500);
  unclean.last().end(1006);
  assert.equal(unclean.found()['drop'], 'same-seconds');
});

test('every close code has an answer', () => {
  for (let code = 1000; code <= 4999; code += 1) assert.ok(closeCodeAnswer(code));
  assert.equal(closeCodeAnswer(1015), 'cannot-tell');
  assert.equal(closeCodeAnswer(3000), 'application');
});

test('stop ends the test at once and lets the socket go', async () => {
  const { actor, last, ids, done } = await startProbe();
  last().open();
  actor.send({ type: 'stop' });
  assert.ok(done());
  assert.deepEqual(ids().slice(-2), ['stopped', 'finished']);
  assert.equal(last().closedWith.length, 1);
  assert.equal(last().onmessage, null);
});

test('leaving the page ends the test, and what it measured is no evidence', async () => {
  const { actor, clock, last, ids, found, done, trace } = await startProbe({ heartbeat: true });
  last().open();
  last().echo();
  clock.increment(30_000);
  last().end(1006);
  assert.equal(found()['symptom'], 'drops');
  actor.send({ type: 'page.left' });
  assert.ok(done());
  assert.deepEqual(ids().slice(-2), ['page-left', 'finished']);
  assert.ok(last().dropped);
  assert.deepEqual(found(), {});
  assert.ok(!allPassed(trace()));
});

test('a drop that comes later than the hold was long is that of a sleeping computer, and no evidence', async () => {
  for (const traffic of [false, true]) {
    const { clock, last, outcome, text, found, sockets, done } = await startProbe({
      hold: 10,
      traffic,
      heartbeat: true,
      reconnect: true,
    });
    last().open();
    last().echo();
    // No timer fires while a tab is frozen or a computer sleeps.
    (clock as unknown as { _now: number })._now += 17_000;
    last().end(1006);
    assert.equal(outcome()[traffic ? 'Traffic' : 'Silence'], 'could not run');
    assert.match(text(traffic ? 'Traffic' : 'Silence'), /asleep/);
    assert.deepEqual(found(), {});
    assert.equal(sockets.length, 1);
    assert.ok(done());
  }
});

test('a drop that was measured before a stop is kept', async () => {
  const { actor, found } = await droppedAfter(60);
  actor.send({ type: 'stop' });
  assert.equal(found()['seconds'], '60');
});

test('a server that never completes the close is left after its limit', async () => {
  const { clock, last, outcome, done } = await startProbe({ roundTrips: 0, hold: 0 });
  last().open();
  clock.increment(stepLimits.close);
  assert.ok(done());
  assert.equal(outcome()['Close'], 'failed');
});

test('a flood by rate is cut off within its second', async () => {
  const { clock, last, trace, outcome, done } = await startProbe();
  last().open();
  clock.increment(500);
  const socket = last();
  for (let count = 0; count <= floodLimit.perSecond; count += 1) socket.message('x');
  assert.ok(done());
  assert.equal(outcome()['Close'], 'failed');
  assert.ok(trace().length < 30, `${trace().length} rows`);
  assert.equal(trace().at(-2)?.id, 'flooded');
});

test('however a test ends, none of its sockets outlives it', async () => {
  const ends: Record<string, (probe: Awaited<ReturnType<typeof startProbe>>) => void> = {
    'a flood': ({ last }) => {
      for (let count = 0; count <= floodLimit.perSecond; count += 1) last().message('x');
    },
    'a stop': ({ actor }) => actor.send({ type: 'stop' }),
    'a close that the server does not complete': ({ clock, last }) => {
      last().echo();
      clock.increment(65_000);
      clock.increment(stepLimits.close);
    },
    'a stop in the second hold': ({ actor, clock, last }) => {
      last().echo();
      clock.increment(30_000);
      last().end(1006);
      last().open();
      last().open();
      actor.send({ type: 'stop' });
    },
    'a stop among several': ({ actor, clock, last }) => {
      last().echo();
      clock.increment(65_000);
      last().end(1000);
      last().open();
      actor.send({ type: 'stop' });
    },
  };
  for (const [what, end] of Object.entries(ends)) {
    const probe = await startProbe({ heartbeat: true, parallel: 2 });
    probe.last().open();
    end(probe);
    if (!probe.done()) probe.actor.send({ type: 'stop' });
    assert.ok(
      probe.sockets.every(({ dropped }) => dropped),
      what,
    );
  }
  const unanswered = await startProbe();
  unanswered.clock.increment(stepLimits.handshake);
  assert.ok(unanswered.last().dropped);
});

test('a control that floods is dropped at once, while the test goes on', async () => {
  const { control, done } = await droppedAfter(60);
  control.open();
  for (let count = 0; count <= floodLimit.perSecond; count += 1) control.message('x');
  assert.ok(control.dropped);
  assert.ok(!done());
});

test('what comes from another realm is measured and named like one’s own', async () => {
  const foreign = runInNewContext(
    '({ data: new ArrayBuffer(5), error: Object.assign(new Error(), { name: "SecurityError" }) })',
  ) as { data: ArrayBuffer; error: Error };
  const { last, trace } = await startProbe();
  last().open();
  last().message(foreign.data);
  assert.equal(trace().find((event) => event.id === 'messages-received')?.bytes, 5);
  const { text } = await startProbe({ refuse: foreign.error });
  assert.match(text('Handshake'), /SecurityError/);
});

test('a busy server is no flood: 100 messages of 1 kB a second for an hour', async () => {
  const { clock, last, trace, outcome } = await startProbe({ hold: 3700, traffic: true });
  last().open();
  last().echo();
  const text = 'x'.repeat(1000);
  for (let count = 0; count < 360_000; count += 1) {
    clock.increment(10);
    last().message(text);
  }
  assert.equal(outcome()['Traffic'], 'running');
  assert.ok(trace().length < 60, `${trace().length} rows`);
});

test('a flood by size is cut off', async () => {
  const { last, done, ids } = await startProbe();
  last().open();
  last().message('x'.repeat(floodLimit.bytes + 1));
  assert.ok(done());
  assert.equal(ids().at(-2), 'flooded');
});

test('a tab that the browser slows down is told from a slow endpoint', async () => {
  const { actor, clock, last, ids, trace } = await startProbe({ traffic: true, hold: 610 });
  last().open();
  last().echo();
  actor.send({ type: 'page.hidden' });
  // A throttled timer: the clock goes on, and the timers of the machine fire together, late.
  const late = actor.clock as unknown as { _now: number };
  late._now += 58_000;
  clock.increment(1);
  actor.send({ type: 'page.shown' });
  assert.ok(ids().includes('page-hidden') && ids().includes('page-shown'));
  const event = trace().find(({ id }) => id === 'timer-late');
  assert.match(describe(event as TraceEvent), /slowed this tab down: a timer fired 33 s late/);
});

test('the trace stays bounded', async () => {
  const { actor, clock, last, trace } = await startProbe({ hold: 610 });
  last().open();
  for (let second = 0; second < 600; second += 1) {
    clock.increment(1000);
    last().message('tick');
    actor.send({ type: second % 2 ? 'page.shown' : 'page.hidden' });
  }
  assert.ok(trace().length <= longestTrace, `${trace().length} rows`);
});

test('a reason is cut to the length that the protocol allows', async () => {
  const { last, trace } = await startProbe();
  last().open();
  last().end(4000, 'r'.repeat(5000));
  const closed = trace().find((event) => event.id === 'closed');
  assert.equal(closed?.id === 'closed' && closed.reason.length, 123);
});

test('every event has words', async () => {
  const { clock, last, trace, sockets } = await startProbe({
    binary: true,
    burst: 10,
    largest: 1000,
    heartbeat: true,
    parallel: 2,
  });
  last().open();
  last().echo();
  last().echo();
  for (const text of last().sent.slice(2, 12)) last().message(text);
  last().echo();
  clock.increment(65_000);
  last().end(1006, '<b>bye</b>', false);
  last().open();
  last().open();
  clock.increment(65_000);
  last().end(1006);
  clock.increment(200_000);
  sockets[1]?.end(1000);
  assert.ok(sockets.length > 2 && sockets.every((socket) => socket instanceof HandSocket));
  for (const event of trace()) assert.ok(describe(event).length > 5, event.id);
  assert.ok(trace().some((event) => describe(event).includes('<b>bye</b>')));
});
