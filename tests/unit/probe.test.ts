import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock, createActor } from 'xstate';
import { settle } from '../../src/diagnosis/replay.ts';
import { preflight } from '../../src/probe/endpoint.ts';
import { probe, stepLimits } from '../../src/probe/machine.ts';
import type { ProbeSettings } from '../../src/probe/machine.ts';
import { allPassed, closeCodeAnswer, facts, steps } from '../../src/probe/outcome.ts';
import { report } from '../../src/probe/report.ts';
import type { ProbeSocket } from '../../src/probe/socket.ts';
import { floodLimit } from '../../src/probe/socket.ts';
import { describe, longestTrace } from '../../src/probe/trace.ts';
import type { Trace, TraceEvent } from '../../src/probe/trace.ts';

/** A socket that a test drives by hand. */
class HandSocket implements ProbeSocket {
  protocol = '';
  extensions = '';
  onopen: ProbeSocket['onopen'] = null;
  onmessage: ProbeSocket['onmessage'] = null;
  onclose: ProbeSocket['onclose'] = null;
  sent: string[] = [];
  closedWith: (number | undefined)[] = [];

  send(data: string) {
    this.sent.push(data);
  }
  close(code?: number) {
    this.closedWith.push(code);
  }
  open() {
    this.onopen?.({} as Event);
  }
  message(data: unknown) {
    this.onmessage?.({ data } as MessageEvent);
  }
  end(code: number, reason = '', wasClean = code !== 1006) {
    this.onclose?.({ code, reason, wasClean } as CloseEvent);
  }
}

const flush = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Options extends Partial<Omit<ProbeSettings, 'endpoint'>> {
  url?: string;
  request?: 'answers' | 'fails' | 'hangs' | 403;
  refuse?: Error;
}

/** Starts a probe on a simulated clock, up to the handshake. */
async function started({
  url = 'ws://app.test/ws?token=secret',
  request = 'answers',
  refuse,
  echoBytes = 100,
  silenceSeconds = 65,
}: Options = {}) {
  const clock = new SimulatedClock();
  const socket = new HandSocket();
  const checked = preflight(url, 'http:');
  if (checked.outcome !== 'ready') throw new Error('The address of the test is not valid.');
  const actor = createActor(probe, {
    clock,
    input: {
      endpoint: checked.endpoint,
      subprotocols: [],
      echoBytes,
      silenceSeconds,
      nonce: 'nonce-1234',
      environment: {
        now: () => clock.now(),
        openSocket: () => {
          if (refuse) throw refuse;
          return socket;
        },
        request: () =>
          request === 'hangs'
            ? new Promise(() => undefined)
            : request === 'fails'
              ? Promise.reject(new TypeError('Failed to fetch'))
              : Promise.resolve(request === 403 ? { status: 403 } : {}),
      },
    },
  });
  actor.start();
  await flush();
  const trace = (): Trace => actor.getSnapshot().context.trace;
  const ids = () => trace().map(({ id }) => id);
  const outcome = () => Object.fromEntries(steps(trace()).map((step) => [step.name, step.outcome]));
  const found = () => Object.fromEntries(facts(trace()).map(({ question, answer }) => [question, answer]));
  const done = () => actor.getSnapshot().status === 'done';
  return { actor, clock, socket, trace, ids, outcome, found, done };
}

const echoOf = (socket: HandSocket) => socket.message(socket.sent.at(-1));

test('a good endpoint: 101, echo, 65 s of silence, clean close, in milliseconds of real time', async () => {
  const { clock, socket, trace, outcome, done, found } = await started();
  clock.increment(20);
  socket.open();
  clock.increment(7);
  echoOf(socket);
  assert.equal(outcome()['Silence'], 'running');
  clock.increment(64_999);
  assert.deepEqual(socket.closedWith, []);
  clock.increment(1);
  assert.deepEqual(socket.closedWith, [1000]);
  socket.end(1000);
  assert.ok(done());
  assert.deepEqual(outcome(), {
    HTTP: 'passed',
    Handshake: 'passed',
    Echo: 'passed',
    Silence: 'passed',
    Close: 'passed',
  });
  assert.deepEqual(found(), {});
  assert.ok(allPassed(trace()));
  assert.match(describe(trace().find(({ id }) => id === 'echo-received') as TraceEvent), /after 7 ms/);
});

test('a drop in the silence is measured from the last frame', async () => {
  const { clock, socket, trace, outcome, found } = await started();
  socket.open();
  clock.increment(40);
  echoOf(socket);
  clock.increment(60_005);
  socket.end(1006);
  assert.equal(outcome()['Silence'], 'failed');
  assert.match(steps(trace()).find(({ name }) => name === 'Silence')?.text ?? '', /after 60 s of silence/);
  assert.deepEqual(found(), { symptom: 'drops', drop: 'same-seconds', 'close-code': '1006' });
  assert.equal(settle(facts(trace())), 'busy');
});

test('a frame from the server restarts the count of silence', async () => {
  const { clock, socket, trace } = await started();
  socket.open();
  echoOf(socket);
  clock.increment(20_000);
  socket.message('tick');
  clock.increment(10_000);
  socket.end(1006);
  assert.match(steps(trace()).find(({ name }) => name === 'Silence')?.text ?? '', /after 10 s of silence/);
});

test('a refused handshake gives what is known and nothing more', async () => {
  const { socket, trace, outcome, found } = await started();
  socket.end(1006);
  assert.deepEqual(outcome(), {
    HTTP: 'passed',
    Handshake: 'unknowable',
    Echo: 'skipped',
    Silence: 'skipped',
    Close: 'skipped',
  });
  assert.deepEqual(found(), { symptom: 'never-opens', reach: 'answers' });
  assert.equal(settle(facts(trace())), 'status');
});

test('for wss the schemes are known as well', async () => {
  const { socket, trace } = await started({ url: 'wss://app.test/ws' });
  socket.end(1006);
  assert.equal(settle(facts(trace())), 'status');
});

test('a host that does not answer leads to the question why', async () => {
  const { socket, trace, outcome } = await started({ url: 'wss://app.test/ws', request: 'fails' });
  socket.end(1006);
  assert.equal(outcome()['HTTP'], 'unknowable');
  assert.equal(settle(facts(trace())), 'unreachable-late');
});

test('a status that CORS lets script read is shown', async () => {
  const { socket, trace } = await started({ request: 403 });
  socket.end(1006);
  assert.match(steps(trace())[0]?.text ?? '', /status 403/);
});

test('a request that hangs is given up, and the handshake is tried all the same', async () => {
  const { clock, socket, ids } = await started({ request: 'hangs' });
  clock.increment(stepLimits.request);
  socket.open();
  assert.deepEqual(ids().slice(1, 5), ['request-sent', 'request-timed-out', 'socket-opening', 'socket-open']);
});

test('a handshake that nobody answers ends after its limit', async () => {
  const { clock, outcome, found, trace, done } = await started({ url: 'wss://app.test/ws' });
  clock.increment(stepLimits.handshake);
  assert.ok(done());
  assert.equal(outcome()['Handshake'], 'failed');
  assert.equal(found()['status'], 'none');
  assert.equal(settle(facts(trace())), 'unanswered-for-whom');
});

test('a constructor that throws is the browser’s rule and no fact about the endpoint', async () => {
  const refuse = new Error('insecure');
  refuse.name = 'SecurityError';
  const { outcome, found, trace } = await started({ refuse });
  assert.equal(outcome()['Handshake'], 'could not run');
  assert.match(steps(trace())[1]?.text ?? '', /SecurityError/);
  assert.deepEqual(found(), {});
});

test('a server without an echo is normal', async () => {
  const { clock, socket, outcome, trace } = await started({ silenceSeconds: 0 });
  socket.open();
  socket.message('{"hello":true}');
  clock.increment(stepLimits.echo);
  socket.end(1000);
  assert.equal(outcome()['Echo'], 'skipped');
  assert.match(steps(trace())[2]?.text ?? '', /messages of its own/);
  assert.ok(allPassed(trace()));
});

test('a greeting is not taken for the echo', async () => {
  const { socket, outcome } = await started();
  socket.open();
  socket.message('not101 other-nonce');
  assert.equal(outcome()['Echo'], 'running');
});

test('an echo that comes after the wait counts as a frame', async () => {
  const { clock, socket, trace } = await started();
  socket.open();
  clock.increment(stepLimits.echo + 1000);
  echoOf(socket);
  clock.increment(3000);
  socket.end(1006);
  assert.match(steps(trace()).find(({ name }) => name === 'Silence')?.text ?? '', /after 3 s of silence/);
});

test('no message is sent when none is wanted', async () => {
  const { clock, socket, outcome } = await started({ echoBytes: 0, silenceSeconds: 10 });
  socket.open();
  assert.deepEqual(socket.sent, []);
  assert.equal(outcome()['Echo'], 'skipped');
  clock.increment(10_000);
  assert.deepEqual(socket.closedWith, [1000]);
});

test('the message has the size that was asked for', async () => {
  const { socket } = await started({ echoBytes: 200_000 });
  socket.open();
  assert.equal(socket.sent[0]?.length, 200_000);
});

for (const [code, state] of [
  [1009, 'too-big'],
  [1006, 'too-big'],
] as const)
  test(`a large message that ends it with ${code} leads to the size limit`, async () => {
    const { clock, socket, trace } = await started({ echoBytes: 200_000 });
    socket.open();
    clock.increment(30);
    socket.end(code);
    assert.equal(settle(facts(trace())), state);
  });

for (const [code, state] of [
  [1000, 'closed-on-purpose'],
  [1006, 'early-for-whom'],
  [1002, 'frames-for-whom'],
  [1007, 'frames-for-whom'],
  [1008, 'policy'],
  [1011, 'server-failed'],
  [1012, 'deploy'],
  [1013, 'rate-limit'],
  [4401, 'application-code'],
] as const)
  test(`a close with ${code} right after opening leads to ${state}`, async () => {
    const { clock, socket, trace } = await started();
    socket.open();
    clock.increment(50);
    socket.end(code);
    assert.equal(settle(facts(trace())), state);
  });

test('every close code has an answer', () => {
  for (let code = 1000; code <= 4999; code += 1) assert.ok(closeCodeAnswer(code));
  assert.equal(closeCodeAnswer(1015), 'cannot-tell');
  assert.equal(closeCodeAnswer(3000), 'application');
});

test('stop ends the test at once and lets the socket go', async () => {
  const { actor, socket, ids, done } = await started();
  socket.open();
  actor.send({ type: 'stop' });
  assert.ok(done());
  assert.equal(ids().at(-1), 'stopped');
  assert.equal(socket.closedWith.length, 1);
  assert.equal(socket.onmessage, null);
});

test('a server that never completes the close is left after its limit', async () => {
  const { clock, socket, outcome, done } = await started({ echoBytes: 0, silenceSeconds: 0 });
  socket.open();
  clock.increment(stepLimits.close);
  assert.ok(done());
  assert.equal(outcome()['Close'], 'failed');
});

test('a flood by rate is cut off within its second', async () => {
  const { clock, socket, trace, outcome, done } = await started();
  socket.open();
  clock.increment(500);
  for (let count = 0; count <= floodLimit.perSecond; count += 1) socket.message('x');
  assert.ok(done());
  assert.equal(outcome()['Close'], 'failed');
  assert.ok(trace().length < 30, `${trace().length} rows`);
  assert.equal(trace().at(-1)?.id, 'flooded');
});

test('a busy server is no flood: 100 messages a second for ten minutes', async () => {
  const { clock, socket, trace, outcome } = await started({ silenceSeconds: 610 });
  socket.open();
  echoOf(socket);
  for (let count = 0; count < 60_000; count += 1) {
    clock.increment(10);
    socket.message('x');
  }
  assert.equal(outcome()['Silence'], 'running');
  assert.ok(trace().length < 60, `${trace().length} rows`);
});

test('a flood by size is cut off', async () => {
  const { socket, done, ids } = await started();
  socket.open();
  socket.message('x'.repeat(floodLimit.bytes + 1));
  assert.ok(done());
  assert.equal(ids().at(-1), 'flooded');
});

test('the trace stays bounded', async () => {
  const { clock, socket, trace } = await started({ silenceSeconds: 610 });
  socket.open();
  for (let second = 0; second < 600; second += 1) {
    clock.increment(1000);
    socket.message('tick');
  }
  assert.ok(trace().length <= longestTrace);
});

test('the report has no query, no message text and no secret', async () => {
  const { socket, trace } = await started({ url: 'ws://app.test/ws?token=hunter2' });
  socket.protocol = 'bearer-s3cret';
  socket.open();
  socket.message('secret message');
  socket.end(1008, 'go away');
  const text = JSON.stringify(report(trace(), { made: new Date(0), page: 'http:', browser: 'test' }));
  for (const secret of ['hunter2', 'secret message', 'nonce-1234', 'token', 's3cret'])
    assert.ok(!text.includes(secret), secret);
  assert.match(text, /"endpoint":"ws:\/\/app\.test\/ws"/);
  assert.match(text, /"schema":"not101-probe-1"/);
});

test('a reason is cut to the length that the protocol allows', async () => {
  const { socket, trace } = await started();
  socket.open();
  socket.end(4000, 'r'.repeat(5000));
  const closed = trace().find((event) => event.id === 'closed');
  assert.equal(closed?.id === 'closed' && closed.reason.length, 123);
});

test('every event has words', async () => {
  const { clock, socket, trace } = await started();
  socket.open();
  echoOf(socket);
  clock.increment(65_000);
  socket.end(1000, '<b>bye</b>');
  for (const event of trace()) assert.ok(describe(event).length > 5, event.id);
  assert.match(describe(trace().at(-1) as TraceEvent), /<b>bye<\/b>/);
});
