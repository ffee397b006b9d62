/** The doctor: what it finds at the practice endpoints, and that no server can hurt it or its reader. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { establishable } from '../../src/doctor/knowledge.ts';
import { exitStatus } from '../../src/doctor/main.ts';
import { practiceEndpoints } from '../../src/practice/endpoints/index.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import { reportSchema } from '../../src/probe/report-schema.ts';
import { readReport } from '../../src/probe/report.ts';
import { acceptValue, answerFault, handshakeHead } from '../../src/wire/handshake.ts';
import { header, type HttpHead } from '../../src/wire/http-head.ts';
import { encodeFrame, opcodes } from '../../src/wire/frames.ts';
import { answersOf } from '../lab/live/expected-facts.ts';
import { examined, opened, printed, withServer } from './support/doctor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** How much of a flood arrives while it is watched is up to the machine. */
const floods: readonly string[] = ['flood', 'flood-through-close', 'huge-message'];

/** A practice server of its own: fewer than five connections a second go to one, so tests would wait for each other. */
async function withPractice<T>(use: (url: string) => Promise<T>): Promise<T> {
  const practice = await startPracticeServer({ port: 0 });
  try {
    return await use(practice.wsUrl);
  } finally {
    await practice.close();
  }
}

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

/** Every character that a terminal obeys, or that turns a line round; line ends are the doctor's own. */
// eslint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const escape = '\u001b]0;title\u0007\u001b[2J\u202e';

/** Writes a text again and again, as fast as it is read. */
function writeForEver(socket: Socket, text: string): void {
  const more = (): void => {
    while (socket.writable && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

describe('a hostile server', { concurrency: true }, () => {
  it('cannot send a character to the terminal that it obeys', async () => {
    const answer = `HTTP/1.1 404 ${escape}\r\nServer: ${escape}\r\nContent-Length: ${Buffer.byteLength(escape)}\r\n\r\n${escape}`;
    const close = Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from(escape)]);
    const servers = [
      (socket: Socket) => socket.once('data', () => socket.end(answer)),
      (socket: Socket) => socket.end(escape),
      opened((socket) => socket.write(encodeFrame({ opcode: opcodes.close, payload: close }))),
      opened((socket) => socket.write(encodeFrame({ opcode: opcodes.text, payload: Buffer.from(escape) }))),
    ];
    const outputs = ['--json', '--markdown', '--insecure'];
    // A server for each, because few connections a second go to one.
    const texts = servers.flatMap((serve) =>
      outputs.map((output) => withServer(serve, (url) => printed(url, '--timeout', '1', output))),
    );
    for (const { text } of await Promise.all(texts)) assert.doesNotMatch(text, obeyed);
  });

  it('cannot keep it with headers that never end', async () => {
    const serve = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n');
      writeForEver(socket, `X-Filler: ${'x'.repeat(1000)}\r\n`);
    };
    const { run } = await withServer(serve, (url) => examined(url, '--timeout', '5'));
    assert.match(run.steps.find(({ name }) => name === 'Handshake')?.text ?? '', /no end/);
  });

  it('cannot keep it with interim answers that never end', async () => {
    const serve = (socket: Socket): void => writeForEver(socket, 'HTTP/1.1 100 \r\n\r\n'.repeat(10_000));
    const { run } = await withServer(serve, (url) => examined(url, '--timeout', '5'));
    assert.match(run.steps.find(({ name }) => name === 'Handshake')?.text ?? '', /no end/);
  });

  it('cannot keep it with a head that drips', async () => {
    const serve = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X: x\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    };
    const { run, status } = await withServer(serve, (url) => examined(url, '--timeout', '1'));
    assert.equal(answersOf(run.facts)['connect-error'], 'silent');
    assert.equal(status, exitStatus.fault);
  });

  it('cannot keep it with an answer that drips', async () => {
    const serve = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    };
    const { run } = await withServer(serve, (url) => examined(url, '--timeout', '1'));
    assert.equal(answersOf(run.facts).status, '200');
  });

  it('cannot fill its memory with one message of 256 MB', async () => {
    const serve = opened((socket) => {
      const head = Buffer.alloc(10);
      head[0] = 0x82;
      head[1] = 127;
      head.writeBigUInt64BE(256n * 1024n * 1024n, 2);
      socket.write(head);
      const chunk = Buffer.alloc(1024 * 1024);
      const more = (): void => {
        while (socket.writable && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
    const before_ = process.memoryUsage().rss;
    const { run, status } = await withServer(serve, (url) => examined(url));
    assert.equal(status, exitStatus.fault);
    assert.match(JSON.stringify(run.steps), /more than a test can take/);
    assert.ok(process.memoryUsage().rss - before_ < 150e6);
  });

  it('cannot make it print more than a few kilobytes', async () => {
    const body = 'word '.repeat(200_000);
    const serve = (socket: Socket): void => {
      socket.once('data', () =>
        socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      );
    };
    const { text } = await withServer(serve, (url) => printed(url));
    assert.ok(text.length < 6000, String(text.length));
  });

  it('that answers with a TLS alert to plain text is named', async () => {
    const serve = (socket: Socket): void => {
      socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])));
    };
    const { run } = await withServer(serve, (url) => examined(url));
    assert.match(JSON.stringify(run.steps), /this port speaks TLS/);
  });
});

test('after a drop in silence a socket past the proxy tells whether the application itself ends it', async () => {
  const directly = (past: string) =>
    withPractice(async (url) => {
      const given = ['--hold', '5', '--no-messages', '--past', `${url.replace('ws:', 'http:')}${past}`];
      const { run } = await examined(`${url}/drops-after-silence?seconds=3`, ...given);
      const { direct, 'works-where': where } = answersOf(run.facts);
      return { direct, where };
    });
  assert.deepEqual(await Promise.all(['', '/echo'].map(directly)), [
    { direct: 'same', where: undefined },
    { direct: '101', where: 'past-proxy' },
  ]);
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
