/** The doctor: what it finds at the practice endpoints. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { establishable } from '../../src/doctor/knowledge.ts';
import { exitStatus } from '../../src/doctor/main.ts';
import { practiceEndpoints } from '../../src/practice/endpoints/index.ts';
import { reportSchema } from '../../src/probe/report-schema.ts';
import { readReport } from '../../src/probe/report.ts';
import { acceptValue, answerFault, handshakeHead } from '../../src/wire/handshake.ts';
import { header, type HttpHead } from '../../src/wire/http-head.ts';
import { answersOf } from '../lab/live/expected-facts.ts';
import { examined, printed, withPractice, withServer } from './support/doctor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** How much of a flood arrives while it is watched is up to the machine. */
const floods: readonly string[] = ['flood', 'flood-through-close', 'huge-message'];

describe('at the practice endpoints', { concurrency: true }, () => {
  for (const { name, query = '', terminal } of practiceEndpoints)
    it(`measures the facts of ${name}`, async () => {
      const { options = [], facts } = terminal;
      const { run, status } = await withPractice((url) => examined(`${url}/${name}${query}`, ...options));
      assert.deepEqual(answersOf(run.facts), facts, JSON.stringify(run.steps, null, 1));
      if (floods.includes(name)) return;
      assert.equal(status, Object.keys(facts).length === 0 ? exitStatus.works : exitStatus.fault);
    });

  it('prints a report that the site reads back as it was', async () => {
    const { text } = await withPractice((url) => printed(`${url}/refuses-426`, '--json'));
    assert.doesNotThrow(() => reportSchema.parse(JSON.parse(text)));
    const read = readReport(text);
    assert.ok('report' in read, 'problem' in read ? read.problem : '');
    assert.equal(read.report.from, 'terminal');
    assert.deepEqual(JSON.parse(JSON.stringify(read.report)), JSON.parse(text));
  });
});

test('a port on which nothing listens is a refused connection', async () => {
  const port = await withServer(
    () => undefined,
    (url) => Promise.resolve(new URL(url).port),
  );
  const { run } = await examined(`ws://127.0.0.1:${port}/ws`);
  assert.deepEqual(answersOf(run.facts), {
    symptom: 'never-opens',
    status: 'no-connection',
    'connect-error': 'refused',
    reach: 'no-answer',
  });
});

test('a TLS address at a plain port is named, and so is what answers there', async () => {
  const { run } = await withPractice((url) => examined(url.replace('ws:', 'wss:')));
  assert.equal(answersOf(run.facts)['connect-error'], 'not-tls');
  assert.match(JSON.stringify(run.steps), /speaks HTTP without TLS/);
});

test('a port that browsers block is a finding and no wrong use', async () => {
  const { run, status } = await examined('ws://127.0.0.1:6667/ws');
  assert.equal(status, exitStatus.fault);
  assert.equal(answersOf(run.facts).words, 'port');
});

test('a wrong use is one sentence that says what to do, and the exit status 2', async () => {
  const wrong = [
    [],
    ['https://app.example/ws'],
    ['app.example'],
    ['wss://user:secret@app.example/ws'],
    ['ws://a/ws', 'ws://b/ws'],
    ['ws://a/ws', '--past', '127.0.0.1:3000'],
    ['ws://a/ws', '--hold', 'long'],
    ['ws://a/ws', '--header', 'no colon'],
    ['ws://a/ws', '--header', 'X: a\r\nY: b'],
    ['ws://a/ws', '--cookie-file', '/no/such/file'],
    ['ws://a/ws', '--origin', 'app.example'],
    ['ws://a/ws', '--subprotocol', 'a b'],
    ['ws://a/ws', '--json', '--quiet'],
    ['ws://a/ws', '--unknown'],
  ];
  for (const arguments_ of wrong) {
    const { text, status } = await printed(...arguments_);
    assert.equal(status, exitStatus.wrongUse, arguments_.join(' '));
    assert.match(text, /^[^\n]+\.$/, text);
    assert.ok(!text.includes('secret'), text);
  }
  assert.equal((await printed('--help')).status, exitStatus.works);
  assert.match((await printed('--version')).text, /of 2026-01-01$/);
});

test('every answer that the code establishes is one that the doctor’s table has', () => {
  const folder = join(root, 'src/doctor');
  const files = [...readdirSync(folder).map((name) => join(folder, name)), join(root, 'src/probe/facts.ts')];
  const open = new Set(['reach', 'status']);
  let count = 0;
  for (const file of files)
    for (const [, question = '', answer = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:fact|establish|measured)\(\s*'([a-z0-9-]+)',\s*'([a-z0-9-]+)'/g,
    )) {
      const known = establishable[question as keyof typeof establishable];
      // What only a page can measure is never reached in a terminal.
      const isOfPages =
        file.endsWith('facts.ts') && (known === undefined || !known.includes(answer as never));
      if (isOfPages && !open.has(question) && known !== 'all') continue;
      count += 1;
      assert.ok(known === 'all' || known?.includes(answer as never), `${file}: ${question} ${answer}`);
    }
  assert.ok(count > 20);
});

test('an answer with 101 is taken only as RFC 6455 has it', () => {
  const request = handshakeHead(new URL('ws://a/ws'), { userAgent: 'test', subprotocols: ['one', 'two'] });
  const accept = acceptValue(header(request, 'Sec-WebSocket-Key') ?? '');
  const answer = (...headers: [string, string][]): HttpHead => ({
    line: 'HTTP/1.1 101 Switching Protocols',
    headers: [
      ...[
        ['Upgrade', 'WebSocket'] as [string, string],
        ['Connection', 'keep-alive, upgrade'] as [string, string],
      ],
      ...headers,
    ],
  });
  const good: [string, string] = ['Sec-WebSocket-Accept', accept];
  assert.equal(answerFault(request, answer(good, ['Sec-WebSocket-Protocol', 'two'])), undefined);
  const kinds = [
    answer(['Sec-WebSocket-Protocol', 'two']),
    answer(['Sec-WebSocket-Accept', 'x'], ['Sec-WebSocket-Protocol', 'two']),
    answer(good),
    answer(good, ['Sec-WebSocket-Protocol', 'three']),
    answer(good, ['Sec-WebSocket-Protocol', 'two'], ['Sec-WebSocket-Extensions', 'permessage-deflate']),
  ].map((head) => answerFault(request, head)?.kind);
  assert.deepEqual(kinds, ['accept', 'accept', 'subprotocol', 'subprotocol', 'extensions']);
});
