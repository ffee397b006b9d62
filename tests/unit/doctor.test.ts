/** The doctor: what it finds at the practice endpoints, and that no server can hurt it or its reader. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { doctorFile, doctorParts, isOneWord, type DoctorParts } from '../../src/build/doctor.ts';
import { establishable } from '../../src/doctor/knowledge.ts';
import { diagnose, exitStatus, main, type Diagnosis } from '../../src/doctor/main.ts';
import { readArguments } from '../../src/doctor/options.ts';
import { stackReader } from '../../src/explain/stacks.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { startPracticeServer, type PracticeServer } from '../../src/practice/server.ts';
import { reportSchema } from '../../src/probe/report-schema.ts';
import { readReport } from '../../src/probe/report.ts';
import { acceptValue, answerFault, handshakeHead } from '../../src/wire/handshake.ts';
import { header, type HttpHead } from '../../src/wire/http-head.ts';
import { encodeFrame, opcodes } from '../../src/wire/frames.ts';
import { answersOf, type KnownAnswers } from '../lab/live/expected-facts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const content = readKnowledge(root);
const parts: DoctorParts = doctorParts(content, new URL('https://site.test/'), '2026-01-01');

async function examined(...arguments_: string[]): Promise<Diagnosis> {
  const asked = readArguments(arguments_);
  if (asked.ask !== 'run') throw new Error('problem' in asked ? asked.problem : 'No run was asked for.');
  return diagnose(asked.options, parts.knowledge, { environment: {}, onStep: () => undefined });
}

/** Everything that the command prints, and its exit status. */
async function printed(...arguments_: string[]): Promise<{ text: string; status: number }> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const output = { print, complain: print, isTerminal: true, environment: { NO_COLOR: '1' } };
  const status = await main(arguments_, parts.knowledge, output);
  return { text: lines.join('\n'), status };
}

const refused = { symptom: 'never-opens', reach: 'answers', http2: 'same' } as const;

/** Practice endpoint with its query → options, and the facts that a terminal must find there. */
const expected: Readonly<Record<string, readonly [options: readonly string[], facts: KnownAnswers]>> = {
  echo: [['--sizes', '64000'], {}],
  silent: [[], {}],
  'speaks-first': [[], {}],
  'refuses-200': [[], { ...refused, status: '200', 'body-200': 'app-answer' }],
  'refuses-301': [[], { ...refused, status: 'redirect', reach: 'answers' }],
  'redirects-forever': [[], { ...refused, status: 'redirect', reach: 'redirect' }],
  'refuses-401': [[], { ...refused, status: '401', origin: 'refused' }],
  'refuses-404': [[], { ...refused, status: '404', origin: 'refused' }],
  'refuses-426': [[], { ...refused, status: '426', origin: 'refused', words: 'upgrade' }],
  'refuses-502': [[], { ...refused, status: 'gateway', origin: 'refused' }],
  'never-answers': [['--timeout', '1'], { ...refused, status: 'none', 'connect-error': 'silent' }],
  'slow-handshake?seconds=1': [[], {}],
  'closes-before-answering': [[], { ...refused, status: 'none', 'connect-error': 'empty' }],
  'resets-during-handshake': [[], { ...refused, status: 'none', 'connect-error': 'reset' }],
  'wrong-accept': [[], { ...refused, status: '101', 'after-101': 'accept' }],
  'no-upgrade-header': [[], { ...refused, status: '101', 'after-101': 'accept' }],
  'subprotocol-not-echoed': [
    ['--subprotocol', 'chat.v2'],
    { ...refused, status: '101', 'after-101': 'subprotocol' },
  ],
  'subprotocol-not-requested': [[], { ...refused, status: '101', 'after-101': 'subprotocol' }],
  'closes-1008': [[], { symptom: 'drops', drop: 'at-once', 'close-code': '1008' }],
  'closes-4401': [[], { symptom: 'drops', drop: 'on-purpose', 'close-code': 'application' }],
  'drops-after-silence?seconds=2': [
    ['--hold', '4', '--no-messages'],
    { symptom: 'drops', drop: 'same-seconds', seconds: 'short', busy: 'stays', 'close-code': '1006' },
  ],
  'drops-at-age?seconds=2': [
    ['--hold', '4', '--no-messages'],
    { symptom: 'drops', drop: 'same-seconds', seconds: 'short', busy: 'drops-anyway', 'close-code': '1006' },
  ],
  'message-limit': [
    ['--sizes', '1000000'],
    { symptom: 'drops', drop: 'large-message', 'close-code': '1009' },
  ],
  'masked-frame': [[], { symptom: 'drops', drop: 'at-once', 'close-code': '1006', 'after-101': 'frames' }],
  'reserved-bit': [[], { symptom: 'drops', drop: 'at-once', 'close-code': '1006', 'after-101': 'frames' }],
  'invalid-utf-8': [[], { symptom: 'drops', drop: 'at-once', 'close-code': '1006', 'after-101': 'frames' }],
  'close-code-1006': [[], { symptom: 'drops', drop: 'at-once', 'close-code': '1006', 'after-101': 'frames' }],
  flood: [[], {}],
  'huge-message?bytes=70000000': [[], {}],
};

describe('at the practice endpoints', { concurrency: true }, () => {
  let practice: PracticeServer;
  before(async () => {
    practice = await startPracticeServer({ port: 0 });
  });
  after(() => practice.close());

  for (const [name, [options, facts]] of Object.entries(expected))
    it(`measures the facts of ${name}`, async () => {
      const { run, status } = await examined(`${practice.wsUrl}/${name}`, ...options);
      assert.deepEqual(answersOf(run.facts), facts, JSON.stringify(run.steps, null, 1));
      // How much of a flood arrives while it is watched is up to the machine.
      if (/flood|huge/.test(name)) return;
      assert.equal(status, Object.keys(facts).length === 0 ? exitStatus.works : exitStatus.fault);
    });

  it('prints a report that the site reads back as it was', async () => {
    const { text } = await printed(`${practice.wsUrl}/refuses-426`, '--json');
    assert.doesNotThrow(() => reportSchema.parse(JSON.parse(text)));
    const read = readReport(text);
    assert.ok('report' in read, 'problem' in read ? read.problem : '');
    assert.equal(read.report.from, 'terminal');
    assert.deepEqual(JSON.parse(JSON.stringify(read.report)), JSON.parse(text));
  });

  it('leaves what the reader gave out of everything that it prints', async () => {
    const secret = 'tok3n-of-the-reader';
    for (const output of ['--json', '--markdown', '--quiet', '--no-messages']) {
      const { text } = await printed(
        ...[
          `${practice.wsUrl}/refuses-401?token=${secret}`,
          '--header',
          `Authorization: Bearer ${secret}`,
          output,
        ],
      );
      assert.ok(!text.includes(secret), text);
    }
  });
});

/** A server of TCP that does one thing with each connection. */
async function withServer<T>(serve: (socket: Socket) => void, use: (url: string) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Answers a handshake correctly, and then does something. */
function opened(then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes) => {
      const key = /sec-websocket-key: (\S+)/i.exec(bytes.toString())?.[1] ?? '';
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptValue(key)}\r\n\r\n`,
      );
      then(socket);
    });
  };
}

/** Every character that a terminal obeys, or that turns a line round; line ends are the doctor's own. */
// eslint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const escape = '\u001b]0;title\u0007\u001b[2J\u202e';

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
    for (const serve of servers)
      await withServer(serve, async (url) => {
        for (const output of ['--json', '--markdown', '--insecure']) {
          const { text } = await printed(url, '--timeout', '1', output);
          assert.doesNotMatch(text, obeyed);
        }
      });
  });

  it('cannot keep it with headers that never end', async () => {
    const serve = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        while (socket.writable && socket.write(`X-Filler: ${'x'.repeat(1000)}\r\n`));
      };
      socket.on('drain', more);
      more();
    };
    const { run } = await withServer(serve, (url) => examined(url, '--timeout', '5'));
    assert.match(run.steps.find(({ name }) => name === 'Handshake')?.text ?? '', /no end/);
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
  const practice = await startPracticeServer({ port: 0 });
  try {
    const { run } = await examined(practice.wsUrl.replace('ws:', 'wss:'));
    assert.equal(answersOf(run.facts)['connect-error'], 'not-tls');
    assert.match(JSON.stringify(run.steps), /speaks HTTP without TLS/);
  } finally {
    await practice.close();
  }
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
  const files = [
    ...readdirSync(folder).map((name) => join(folder, name)),
    join(root, 'src/probe/evidence.ts'),
  ];
  const open = new Set(['reach', 'status']);
  let count = 0;
  for (const file of files)
    for (const [, question = '', answer = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:fact|establish|measured)\(\s*'([a-z0-9-]+)',\s*'([a-z0-9-]+)'/g,
    )) {
      const known = establishable[question as keyof typeof establishable];
      // What only a page can measure is never reached in a terminal.
      const isOfPages =
        file.endsWith('evidence.ts') && (known === undefined || !known.includes(answer as never));
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

describe('the one file', () => {
  let text = '';
  const file = join(root, '.tmp/doctor.mjs');
  before(async () => {
    text = await doctorFile(parts);
    mkdirSync(join(root, '.tmp'), { recursive: true });
    writeFileSync(file, text);
  });

  it('has at most 50 KiB, compressed', () => {
    const size = gzipSync(text, { level: 9 }).length;
    console.log(`doctor.mjs: ${(size / 1024).toFixed(1)} KiB`);
    assert.ok(size <= 50 * 1024, `${size} bytes`);
  });

  it('imports nothing but Node', () => {
    const imported = [...text.matchAll(/(?:from|import\() ?["']([^"']+)["']/g)].map(([, name]) => name);
    assert.ok(imported.length > 0);
    for (const name of imported) assert.match(name ?? '', /^node:/);
  });

  it('has no syntax and no method that came after Node 18', () => {
    const options: ts.CompilerOptions = {
      ...{ allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true, types: ['node'] },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
      // Array.prototype.findLast came with Node 18, the rest of ES2023 later.
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const program = ts.createProgram([file], options);
    // Syntax, unknown names, and methods that a later version of the library has.
    const isOfAge = (code: number) => code < 2000 || [2304, 2550, 2583, 2584].includes(code);
    const problems = ts
      .getPreEmitDiagnostics(program)
      .filter(({ code }) => isOfAge(code))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
      .filter((problem) => !problem.includes("'findLast"));
    assert.deepEqual(problems, []);
  });

  it('runs, says what it found, and ends', async () => {
    const practice = await startPracticeServer({ port: 0 });
    try {
      const child = spawn(process.execPath, [file, `${practice.wsUrl}/refuses-404`]);
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (data: string) => (out += data));
      const [status] = (await once(child, 'close')) as [number];
      assert.equal(status, exitStatus.fault);
      assert.match(out, /HTTP\/1\.1 404 Not Found/);
      assert.match(out, /https:\/\/site\.test\/causes\/[a-z0-9-]+\//);
    } finally {
      await practice.close();
    }
  });
});

test('a program is known by each word that names it, though the file has only some of them', () => {
  const read = stackReader(parts.knowledge.texts.stacks);
  const unknown = [...content.stacks.values()].flatMap(({ name, names, answers }) =>
    [name, ...names].filter((word) => {
      const { front, server } = answers;
      const found = read(`server: ${word}`).map((stack) => stack.answers);
      const isKnown = found.some((said) => said['front'] === front && said['server'] === server);
      return (front ?? server) !== undefined && isOneWord(word) && !isKnown;
    }),
  );
  assert.deepEqual(unknown, []);
});
