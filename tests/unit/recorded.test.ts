/** Every line that the lab has recorded, on both generations, is a known message: who pastes it finds out what it means. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recogniser } from '../../src/explain/messages.ts';
import { engines } from '../../src/knowledge/schemas.ts';
import { knowledge } from './support/knowledge.ts';

const { messages, cases } = knowledge;
const recognise = recogniser([...messages.values()]);

/** Lines for which no message makes sense, with the reason. */
const exempt: Readonly<Record<string, string>> = {
  '[vite] connecting...': 'Vite’s hot reload starts; that is not a failure',
  '[vite] connected.': 'Vite’s hot reload works',
  '[webpack-dev-server] connected': 'webpack’s hot reload works',
  'web app/app1 101 ---- "GET /ws HTTP/1.1"': 'HAProxy’s log of a socket that opened and ended normally',
  'web app/app1 101 ---- "GET /board/ws HTTP/1.1"':
    'HAProxy’s log of a socket that opened and ended normally',
  'web sockets/app1 101 ---- "GET /ws HTTP/1.1"': 'HAProxy’s log of a socket that opened and ended normally',
  'web pages/app1 200 ---- "GET / HTTP/1.1"': 'HAProxy’s log of a page that was served',
  'Not Found': 'the lab’s own applications answer so; these words stand in every 404 and in much else',
  'Error response Error code: 405 Message: Method Not Allowed. Error code explanation: 405 - Specified method is invalid for this resource.':
    'the error page of Python’s own HTTP server, which many programs have in them',
  'Hello from the Worker': 'the answer of the Worker of the case',
  'data: hello data: <number> …': 'the event stream of the case’s own application',
  'WARNING: {core} OpenSSL version mismatch; hitch was compiled with 30400010, now using 30600050.':
    'Debian’s own build of Hitch, not a failure of a socket',
  '[warn] the "listen ... http2" directive is deprecated, use the "http2" directive instead in nginx.conf:15':
    'nginx reads the old spelling all the same',
};

/** Recorded line → the cases and sides in which it was printed. */
const recorded = new Map<string, string[]>();
for (const { slug, evidence, currentEvidence } of cases.values())
  for (const [generation, run] of Object.entries({ stable: evidence, current: currentEvidence }))
    for (const side of ['broken', 'fixed'] as const) {
      if (!run) continue;
      const { curl, proxyLog, serverLog = [], ...browsers } = run[side];
      const printed = [
        ...engines.flatMap((engine) => browsers[engine]?.console ?? []),
        curl.error ?? [],
        curl.body ?? [],
        ...proxyLog,
        ...serverLog,
      ].flat();
      for (const line of new Set(printed))
        recorded.set(line, [...(recorded.get(line) ?? []), `${slug} (${side}, ${generation})`]);
    }

/** Whether a line holds a whole wording. Chrome’s line without a reason is none where a reason follows. */
const isKnown = (line: string): boolean =>
  recognise(line).some(
    ({ message, whole }) =>
      whole && (message.slug !== 'connection-failed-no-detail' || /failed:\s*$/.test(line)),
  );

test('every recorded line holds the whole wording of a known message', () => {
  assert.ok(recorded.size > 100, `only ${recorded.size} lines`);
  const unknown = [...recorded]
    .filter(([line]) => exempt[line] === undefined && !isKnown(line))
    .map(([line, where]) => `${where.join(', ')}: ${line}`);
  assert.deepEqual(unknown, []);
});

test('the exempt lines are exactly those that are recorded and that no message holds', () => {
  for (const line of Object.keys(exempt)) {
    assert.ok(recorded.has(line), `“${line}” is exempt and was not recorded`);
    assert.ok(!isKnown(line), `“${line}” is exempt and is a known message`);
  }
});
