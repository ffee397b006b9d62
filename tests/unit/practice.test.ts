import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { plainAnswers, practiceBehaviours } from '../../src/practice/behaviours.ts';
import { practiceEndpoints, practiceGroupTitles } from '../../src/practice/endpoints.ts';
import type { PracticeEndpointName } from '../../src/practice/endpoints.ts';
import { closePayload, encodeFrame, FrameReader, ofClient, opcodes } from '../../src/wire/frames.ts';
import type { OutgoingFrame } from '../../src/wire/frames.ts';
import { practicePage } from '../../src/practice/page.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import type { PracticeServer } from '../../src/practice/server.ts';

/** Key and Sec-WebSocket-Accept of the example in RFC 6455 §1.3. */
const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';
const sampleAccept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const maskingKey = Buffer.from([1, 2, 3, 4]);

/** Timers that only the test fires. */
class ManualTimers {
  #pending: { milliseconds: number; callback: () => void }[] = [];
  #changed: (() => void)[] = [];
  /** How many timers have been set so far. */
  set = 0;

  readonly setTimer = (callback: () => void, milliseconds: number) => {
    const timer = { milliseconds, callback };
    this.set += 1;
    this.#replace([...this.#pending, timer]);
    return () => this.#replace(this.#pending.filter((other) => other !== timer));
  };

  get pending(): number[] {
    return this.#pending.map(({ milliseconds }) => milliseconds);
  }

  /** Resolves once as many timers with this time are pending. */
  async waitFor(milliseconds: number, count = 1): Promise<void> {
    while (this.pending.filter((other) => other === milliseconds).length !== count) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  /** Fires the timers with this time, once there are that many. */
  async fire(milliseconds: number, count = 1): Promise<void> {
    await this.waitFor(milliseconds, count);
    const due = this.#pending.filter((timer) => timer.milliseconds === milliseconds);
    this.#replace(this.#pending.filter((timer) => !due.includes(timer)));
    for (const { callback } of due) callback();
  }

  #replace(pending: { milliseconds: number; callback: () => void }[]): void {
    this.#pending = pending;
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

/** The bytes that a server sends over one TCP connection, and how it ends it. */
class Wire {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  end: 'FIN' | 'RST' | undefined;
  #changed: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#notify();
    });
    socket.on('end', () => this.#ended('FIN'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      assert.equal(error.code, 'ECONNRESET');
      this.#ended('RST');
    });
  }

  #ended(end: 'FIN' | 'RST'): void {
    this.end = end;
    this.#notify();
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done()) {
      assert.equal(this.end, undefined, `ended after ${this.received.length} bytes`);
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  /** Waits for the end of the TCP connection and returns how it ended. */
  async ended(): Promise<'FIN' | 'RST'> {
    while (!this.end) await new Promise<void>((resolve) => this.#changed.push(resolve));
    return this.end;
  }

  /** Waits for the next bytes and takes them. */
  async take(length: number): Promise<Buffer> {
    await this.#until(() => this.received.length >= length);
    const taken = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return taken;
  }

  /** Waits for the head of an HTTP response and takes it. */
  async takeHead(): Promise<{ statusLine: string; headers: Map<string, string> }> {
    await this.#until(() => this.received.includes('\r\n\r\n'));
    const head = await this.take(this.received.indexOf('\r\n\r\n') + 4);
    const [statusLine = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n');
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    return { statusLine, headers: new Map(headers) };
  }

  send(frame: OutgoingFrame): void {
    this.socket.write(encodeFrame({ maskingKey, ...frame }));
  }

  sendText(text: string): void {
    this.send({ opcode: opcodes.text, payload: Buffer.from(text) });
  }

  /** Sends a message and asserts that the next thing to arrive is its echo. */
  async expectEcho(text: string): Promise<void> {
    this.sendText(text);
    await this.expectText(text);
  }

  /** Asserts that the next thing to arrive is this text message, in one frame of less than 126 bytes. */
  async expectText(text: string): Promise<void> {
    const payload = Buffer.from(text);
    const expected = Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
    assert.deepEqual(await this.take(expected.length), expected);
  }

  /** Sends a Ping and asserts that the next thing to arrive is its Pong. */
  async expectPong(): Promise<void> {
    this.send({ opcode: opcodes.ping, payload: Buffer.from('?') });
    assert.deepEqual(await this.take(3), Buffer.from([0x8a, 1, 0x3f]));
  }

  /** Asserts that the next thing to arrive is this Close frame. */
  async expectClose(code: number, reason = ''): Promise<void> {
    const expected = Buffer.from([0x88, 2 + reason.length, code >> 8, code & 0xff, ...Buffer.from(reason)]);
    assert.deepEqual(await this.take(expected.length), expected);
  }

  /** Asserts that TCP has ended with a FIN and that nothing came before it. */
  async expectFin(): Promise<void> {
    assert.equal(await this.ended(), 'FIN');
    assert.equal(this.received.toString('hex'), '');
  }

  /** Asserts that TCP has ended with an RST and that nothing came before it. */
  async expectReset(): Promise<void> {
    assert.equal(await this.ended(), 'RST');
    assert.equal(this.received.toString('hex'), '');
  }
}

interface Handshake {
  protocols?: string;
  version?: string;
  key?: string;
  method?: string;
}

class Bench {
  readonly timers: ManualTimers;
  readonly server: PracticeServer;
  readonly #wires: Wire[] = [];

  constructor(server: PracticeServer, timers: ManualTimers) {
    this.server = server;
    this.timers = timers;
  }

  /** Sends an opening handshake over a new TCP connection. */
  dial(path: string, handshake: Handshake = {}): Wire {
    const { protocols, version = '13', key = sampleKey, method = 'GET' } = handshake;
    const socket = connect({ port: this.server.port, host: '127.0.0.1', allowHalfOpen: true });
    const wire = new Wire(socket);
    this.#wires.push(wire);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${this.server.port}`,
      'Connection: keep-alive, Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Version: ${version}`,
      `Sec-WebSocket-Key: ${key}`,
      ...(protocols === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocols}`]),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return wire;
  }

  /** Opens a WebSocket connection and asserts that the handshake is correct. */
  async open(path: string, handshake: Handshake = {}): Promise<Wire> {
    const wire = this.dial(path, handshake);
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
    assert.equal(headers.get('upgrade'), 'websocket');
    assert.equal(headers.get('connection'), 'Upgrade');
    assert.equal(headers.get('sec-websocket-accept'), sampleAccept);
    assert.equal(headers.has('sec-websocket-extensions'), false);
    assert.equal(headers.get('sec-websocket-protocol'), handshake.protocols?.split(',')[0]);
    return wire;
  }

  /** The code of the error with which a correct client fails the connection, and whether it was open before. */
  async failure(path: string, protocols: string[] = []): Promise<{ code: unknown; opened: boolean }> {
    const client = new WebSocket(this.server.wsUrl + path, protocols);
    let opened = false;
    client.on('open', () => (opened = true));
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    client.terminate();
    return { code: error.code ?? error.message, opened };
  }

  hangUp(): void {
    for (const { socket } of this.#wires) socket.destroy();
  }
}

/** Registers a test with a server of its own, which must leave no timer behind when it closes. */
function benchTest(title: string, run: (bench: Bench) => Promise<void>): void {
  void test(title, { timeout: 60_000 }, async (context) => {
    const timers = new ManualTimers();
    const server = await startPracticeServer({ setTimer: timers.setTimer });
    const bench = new Bench(server, timers);
    context.after(async () => {
      bench.hangUp();
      await server.close();
    });
    await run(bench);
    await server.close();
    assert.deepEqual(timers.pending, [], 'a timer outlived the server');
  });
}

const tested: string[] = [];

function endpoint(name: PracticeEndpointName, does: string, run: (bench: Bench) => Promise<void>): void {
  tested.push(name);
  benchTest(`${name} ${does}`, run);
}

function refusal(
  status: number,
  phrase: string,
  expectedHeaders: Readonly<Record<string, string>> = {},
): (bench: Bench) => Promise<void> {
  return async (bench) => {
    const wire = bench.dial(`/refuses-${status}`);
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, `HTTP/1.1 ${status} ${phrase}`);
    for (const [name, value] of Object.entries(expectedHeaders)) {
      assert.equal(headers.get(name), value, name);
    }
    assert.equal(headers.has('sec-websocket-accept'), false);
    assert.equal(headers.has('access-control-allow-origin'), false);
    const body = await wire.take(Number(headers.get('content-length')));
    assert.match(body.toString(), /^[A-Z].+\.\n$/);
    await wire.expectFin();
    const { code, opened } = await bench.failure(`/refuses-${status}`);
    assert.deepEqual({ code, opened }, { code: `Unexpected server response: ${status}`, opened: false });
  };
}

endpoint('echo', 'echoes text and binary messages and picks the first subprotocol offered', async (bench) => {
  const wire = await bench.open('/echo', { protocols: 'chat.v2,chat.v1' });
  await wire.expectEcho('héllo');
  wire.send({ opcode: opcodes.binary, payload: Buffer.from([0, 255, 128]) });
  assert.deepEqual(await wire.take(5), Buffer.from([0x82, 3, 0, 255, 128]));
  wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
  await wire.expectClose(1000);
  await wire.expectFin();
  await (await bench.open('/echo')).expectEcho('no subprotocol');
});

endpoint('refuses-200', 'answers 200 and ends TCP', refusal(200, 'OK'));
endpoint(
  'refuses-301',
  'answers 301 with the echo endpoint as Location and ends TCP',
  refusal(301, 'Moved Permanently', { location: '/echo' }),
);
endpoint('refuses-400', 'answers 400 and ends TCP', refusal(400, 'Bad Request'));
endpoint(
  'refuses-401',
  'answers 401 with WWW-Authenticate and ends TCP',
  refusal(401, 'Unauthorized', { 'www-authenticate': 'Bearer realm="practice"' }),
);
endpoint('refuses-403', 'answers 403 and ends TCP', refusal(403, 'Forbidden'));
for (const [name, status, phrase, header, value] of [
  ['refuses-403-with-corp', 403, 'Forbidden', 'cross-origin-resource-policy', 'same-origin'],
  ['redirects-forever', 301, 'Moved Permanently', 'location', '/redirects-forever'],
] as const)
  endpoint(name, `answers ${status} to handshakes and to ordinary requests`, async (bench) => {
    const wire = bench.dial(`/${name}`);
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, `HTTP/1.1 ${status} ${phrase}`);
    assert.equal(headers.get(header), value);
    const response = await fetch(`${bench.server.url}/${name}`, { redirect: 'manual' });
    assert.equal(response.status, status);
    assert.equal(response.headers.get(header), value);
    await response.text();
  });
endpoint('refuses-404', 'answers 404 and ends TCP', refusal(404, 'Not Found'));
endpoint(
  'refuses-426',
  'answers 426 with Sec-WebSocket-Version: 13 and ends TCP',
  refusal(426, 'Upgrade Required', { 'sec-websocket-version': '13', upgrade: 'websocket' }),
);
endpoint(
  'refuses-429',
  'answers 429 with Retry-After and ends TCP',
  refusal(429, 'Too Many Requests', { 'retry-after': '30' }),
);
endpoint('refuses-500', 'answers 500 and ends TCP', refusal(500, 'Internal Server Error'));
endpoint('refuses-502', 'answers 502 and ends TCP', refusal(502, 'Bad Gateway'));
endpoint('refuses-503', 'answers 503 and ends TCP', refusal(503, 'Service Unavailable'));

endpoint('never-answers', 'keeps TCP open and sends no bytes until the client leaves', async (bench) => {
  const wire = bench.dial('/never-answers');
  const other = await bench.open('/echo');
  for (let i = 0; i < 10; i += 1) await other.expectEcho('meanwhile');
  assert.equal(wire.received.length, 0);
  assert.equal(wire.end, undefined);
  wire.socket.end();
  await wire.expectFin();
});

endpoint('slow-handshake', 'answers 101 after 5 s and then echoes', async (bench) => {
  const wire = bench.dial('/slow-handshake');
  await bench.timers.waitFor(5_000);
  await (await bench.open('/echo')).expectEcho('meanwhile');
  assert.equal(wire.received.length, 0);
  await bench.timers.fire(5_000);
  const { statusLine, headers } = await wire.takeHead();
  assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
  assert.equal(headers.get('sec-websocket-accept'), sampleAccept);
  await wire.expectEcho('at last');
  wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
  await wire.expectClose(1000);
  await wire.expectFin();

  const impatient = bench.dial('/slow-handshake?seconds=7');
  await bench.timers.waitFor(7_000);
  impatient.socket.end();
  await impatient.expectFin();
  await bench.timers.waitFor(7_000, 0);
});

endpoint('closes-before-answering', 'ends TCP with a FIN and no bytes', async (bench) => {
  await bench.dial('/closes-before-answering').expectFin();
  assert.deepEqual(await bench.failure('/closes-before-answering'), { code: 'ECONNRESET', opened: false });
});

endpoint('resets-during-handshake', 'ends TCP with an RST and no bytes', async (bench) => {
  await bench.dial('/resets-during-handshake').expectReset();
});

endpoint(
  'wrong-accept',
  'answers 101 with a Sec-WebSocket-Accept of the right length for no key',
  async (bench) => {
    const wire = bench.dial('/wrong-accept');
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
    assert.equal(headers.get('upgrade'), 'websocket');
    const accept = headers.get('sec-websocket-accept') ?? '';
    assert.equal(accept.length, sampleAccept.length);
    assert.notEqual(accept, sampleAccept);
    assert.deepEqual(await bench.failure('/wrong-accept'), {
      code: 'Invalid Sec-WebSocket-Accept header',
      opened: false,
    });
  },
);

endpoint(
  'no-upgrade-header',
  'answers 101 with a right Sec-WebSocket-Accept and no Upgrade header',
  async (bench) => {
    const wire = bench.dial('/no-upgrade-header');
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
    assert.equal(headers.has('upgrade'), false);
    assert.equal(headers.get('connection'), 'Upgrade');
    assert.equal(headers.get('sec-websocket-accept'), sampleAccept);
  },
);

endpoint(
  'subprotocol-not-echoed',
  'answers 101 without the requested subprotocol and then echoes',
  async (bench) => {
    const wire = bench.dial('/subprotocol-not-echoed', { protocols: 'chat' });
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
    assert.equal(headers.get('sec-websocket-accept'), sampleAccept);
    assert.equal(headers.has('sec-websocket-protocol'), false);
    await wire.expectEcho('hello');
    assert.deepEqual(await bench.failure('/subprotocol-not-echoed', ['chat']), {
      code: 'Server sent no subprotocol',
      opened: false,
    });
  },
);

endpoint(
  'subprotocol-not-requested',
  'answers 101 with a subprotocol the client did not request',
  async (bench) => {
    for (const [protocols, expected] of [
      [undefined, 'unrequested'],
      ['chat', 'unrequested'],
      ['unrequested, chat', 'unrequested-too'],
    ]) {
      const wire = bench.dial('/subprotocol-not-requested', protocols === undefined ? {} : { protocols });
      const { statusLine, headers } = await wire.takeHead();
      assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
      assert.equal(headers.get('sec-websocket-accept'), sampleAccept);
      assert.equal(headers.get('sec-websocket-protocol'), expected);
      await wire.expectEcho('hello');
    }
    assert.deepEqual(await bench.failure('/subprotocol-not-requested', ['chat']), {
      code: 'Server sent an invalid subprotocol',
      opened: false,
    });
  },
);

for (const [name, code, reason] of [
  ['closes-1008', 1008, 'policy violation: origin not allowed'],
  ['closes-1011', 1011, 'internal error in the handler'],
  ['closes-1013', 1013, 'at capacity, try again later'],
  ['closes-4401', 4401, 'token expired'],
] as const) {
  endpoint(name, `opens and at once sends a Close frame with ${code} and a reason`, async (bench) => {
    const wire = await bench.open(`/${name}`);
    await wire.expectClose(code, reason);
    wire.send({ opcode: opcodes.close, payload: closePayload(code) });
    await wire.expectFin();
  });
}

endpoint('resets-after-open', 'opens and resets TCP after 0.1 s', async (bench) => {
  const wire = await bench.open('/resets-after-open');
  await bench.timers.fire(100);
  await wire.expectReset();
});

endpoint(
  'drops-after-silence',
  'ends TCP without a Close frame 10 s after the last frame of the client',
  async (bench) => {
    const wire = await bench.open('/drops-after-silence');
    await bench.timers.waitFor(10_000);
    for (const restart of [
      () => wire.expectEcho('still here'),
      () => wire.expectPong(),
      async () => {
        wire.send({ opcode: opcodes.pong, payload: Buffer.alloc(0) });
        await wire.expectPong();
      },
    ]) {
      const before = bench.timers.set;
      await restart();
      assert.ok(bench.timers.set > before, 'the clock was not restarted');
      assert.deepEqual(bench.timers.pending, [10_000]);
    }
    await bench.timers.fire(10_000);
    await wire.expectFin();
  },
);

endpoint('drops-at-age', 'ends TCP without a Close frame 20 s after opening, though busy', async (bench) => {
  const wire = await bench.open('/drops-at-age');
  await bench.timers.waitFor(20_000);
  const before = bench.timers.set;
  await wire.expectEcho('busy');
  await wire.expectPong();
  assert.equal(bench.timers.set, before, 'the clock was restarted');
  await bench.timers.fire(20_000);
  await wire.expectFin();
});

/** A frame of `length` bytes echoed with the 64-bit or 16-bit length that it needs. */
async function expectLongEcho(wire: Wire, length: number): Promise<void> {
  const payload = Buffer.alloc(length, 'y');
  wire.send({ opcode: opcodes.binary, payload });
  const expected = encodeFrame({ opcode: opcodes.binary, payload });
  assert.ok((await wire.take(expected.length)).equals(expected));
}

endpoint(
  'message-limit',
  'echoes 65536 bytes and answers one more byte with a Close frame of 1009',
  async (bench) => {
    const wire = await bench.open('/message-limit');
    await expectLongEcho(wire, 65_536);
    wire.send({ opcode: opcodes.binary, payload: Buffer.alloc(65_537) });
    await wire.expectClose(1009);
    await wire.expectFin();
    const small = await bench.open('/message-limit?bytes=10');
    await small.expectEcho('0123456789');
    small.sendText('0123456789a');
    await small.expectClose(1009);
  },
);

endpoint(
  'cuts-large-messages',
  'echoes 65536 bytes and resets TCP without a Close frame at one more byte',
  async (bench) => {
    const wire = await bench.open('/cuts-large-messages');
    await expectLongEcho(wire, 65_536);
    const tooLong = encodeFrame({ opcode: opcodes.binary, payload: Buffer.alloc(65_537), maskingKey });
    wire.socket.write(tooLong.subarray(0, 100));
    await wire.expectReset();
    const fragmented = await bench.open('/cuts-large-messages?bytes=4');
    await fragmented.expectEcho('1234');
    fragmented.send({ fin: false, opcode: opcodes.text, payload: Buffer.from('123') });
    assert.deepEqual(await fragmented.take(5), Buffer.from([0x01, 3, 0x31, 0x32, 0x33]));
    fragmented.send({ opcode: opcodes.continuation, payload: Buffer.from('45') });
    await fragmented.expectReset();
  },
);

endpoint('answers-late', 'echoes each message 3 s after it arrived', async (bench) => {
  const wire = await bench.open('/answers-late');
  wire.sendText('one');
  await wire.expectPong();
  wire.sendText('two');
  await wire.expectPong();
  await bench.timers.fire(3_000, 2);
  await wire.expectText('one');
  await wire.expectText('two');
});

endpoint('answers-in-bursts', 'echoes all messages at once 5 s after the first', async (bench) => {
  const wire = await bench.open('/answers-in-bursts');
  for (const burst of [
    ['one', 'two', 'three'],
    ['four', 'five'],
  ]) {
    for (const text of burst) wire.sendText(text);
    await wire.expectPong();
    await bench.timers.fire(5_000);
    for (const text of burst) await wire.expectText(text);
  }
});

endpoint('loses-messages', 'echoes all but every tenth message', async (bench) => {
  const wire = await bench.open('/loses-messages');
  for (let count = 1; count <= 20; count += 1) {
    if (count % 10 === 0) wire.sendText('lost');
    else await wire.expectEcho(`message ${count}`);
  }
  await wire.expectPong();
});

endpoint('swaps-messages', 'echoes what arrived within 20 ms in pairs, the later first', async (bench) => {
  const wire = await bench.open('/swaps-messages');
  for (const text of ['one', 'two', 'three', 'four', 'five']) wire.sendText(text);
  await wire.expectPong();
  await bench.timers.fire(20);
  for (const text of ['two', 'one', 'four', 'three', 'five']) await wire.expectText(text);
});

endpoint('joins-messages', 'echoes what arrived within 20 ms as one message', async (bench) => {
  const wire = await bench.open('/joins-messages');
  for (const text of ['one', 'two']) wire.sendText(text);
  await wire.expectPong();
  await bench.timers.fire(20);
  await wire.expectText('onetwo');
});

endpoint('sends-steadily', 'sends 100 bytes every 10 ms and echoes in between', async (bench) => {
  const wire = await bench.open('/sends-steadily');
  for (let count = 0; count < 5; count += 1) {
    await bench.timers.fire(10);
    await wire.expectText('x'.repeat(100));
  }
  await wire.expectEcho('still there');
});

endpoint('swallows-large-messages', 'echoes up to 65536 bytes and swallows what is longer', async (bench) => {
  const wire = await bench.open('/swallows-large-messages');
  wire.send({ opcode: opcodes.text, payload: Buffer.alloc(65_537, 'x') });
  await wire.expectEcho('still here');
});
endpoint(
  'stops-reading',
  'opens, takes no more than its buffers hold, and ends TCP after 120 s',
  async (bench) => {
    const wire = await bench.open('/stops-reading');
    wire.socket.write(Buffer.alloc(40_000_000));
    const other = await bench.open('/echo');
    for (let count = 0; count < 20; count += 1) await other.expectEcho('meanwhile');
    assert.ok(wire.socket.writableLength > 1_000_000, `${wire.socket.writableLength} bytes wait`);
    await bench.timers.fire(120_000);
    await wire.ended();
  },
);
endpoint('text-only', 'echoes text and closes with 1003 at binary', async (bench) => {
  const wire = await bench.open('/text-only');
  await wire.expectEcho('text');
  wire.send({ opcode: opcodes.binary, payload: Buffer.from([1]) });
  await wire.expectClose(1003, 'text only');
});

endpoint('two-at-a-time', 'refuses a third connection with 503 until one of two has ended', async (bench) => {
  const first = await bench.open('/two-at-a-time');
  await first.expectEcho('one');
  const second = await bench.open('/two-at-a-time');
  await second.expectEcho('two');
  const third = bench.dial('/two-at-a-time');
  assert.match((await third.takeHead()).statusLine, /^HTTP\/1\.1 503 /);
  second.send({ opcode: opcodes.close, payload: closePayload(1000) });
  await second.expectClose(1000);
  await second.expectFin();
  second.socket.end();
  await first.expectEcho('still there');
  await (await bench.open('/two-at-a-time')).expectEcho('again');
});

endpoint('closes-when-idle', 'closes with 1000 after 10 s without a frame', async (bench) => {
  const wire = await bench.open('/closes-when-idle');
  await wire.expectEcho('hello');
  await bench.timers.fire(10_000);
  await wire.expectClose(1000, 'idle');
});

endpoint('speaks-first', 'sends three messages before any of the client and then echoes', async (bench) => {
  const wire = await bench.open('/speaks-first');
  await wire.expectText('Hello from the practice server.');
  await wire.expectText('This endpoint speaks first.');
  await wire.expectText('From now on it echoes.');
  await wire.expectEcho('hello');
});

endpoint('silent', 'opens, answers Ping, and sends no message', async (bench) => {
  const wire = await bench.open('/silent');
  wire.sendText('anyone there?');
  await wire.expectPong();
  assert.equal(wire.received.length, 0);
});

for (const [name, does, hex, failure] of [
  [
    'masked-frame',
    'sends the masked frame of RFC 6455 §5.7 after opening',
    '818537fa213d7f9f4d5158',
    'WS_ERR_UNEXPECTED_MASK',
  ],
  [
    'reserved-bit',
    'sends a text frame with RSV1 set after opening',
    'c10548656c6c6f',
    'WS_ERR_UNEXPECTED_RSV_1',
  ],
  ['invalid-utf-8', 'sends a text frame in Latin-1 after opening', '8104636166e9', 'WS_ERR_INVALID_UTF8'],
  [
    'close-reason-too-long',
    'sends a Close frame with a payload of 126 bytes after opening',
    `887e007e03e8${'78'.repeat(124)}`,
    'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
  ],
  ['close-code-1005', 'sends a Close frame with 1005 after opening', '880203ed', 'WS_ERR_INVALID_CLOSE_CODE'],
  ['close-code-1006', 'sends a Close frame with 1006 after opening', '880203ee', 'WS_ERR_INVALID_CLOSE_CODE'],
] as const) {
  endpoint(name, does, async (bench) => {
    const wire = await bench.open(`/${name}`);
    await wire.expectPong();
    await bench.timers.fire(50);
    assert.equal((await wire.take(hex.length / 2)).toString('hex'), hex);
    await wire.expectPong();
    await bench.timers.fire(10_000);
    await wire.expectFin();

    const failed = bench.failure(`/${name}`);
    await bench.timers.fire(50);
    assert.deepEqual(await failed, { code: failure, opened: true });
  });
}

endpoint('flood-through-close', 'sends on after a Close frame, until 60 s, and ends TCP', async (bench) => {
  const wire = await bench.open('/flood-through-close');
  await bench.timers.waitFor(60_000);
  wire.socket.removeAllListeners('data');
  wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
  let bytes = 0;
  await new Promise<void>((resolve) => {
    wire.socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // More than the buffers of both sides hold.
      if (bytes > 50_000_000) resolve();
    });
  });
  assert.equal(wire.end, undefined);
  await bench.timers.fire(60_000);
  await wire.ended();
});

endpoint('flood', 'sends 2,000,000 numbered messages, or until 60 s, and closes with 1000', async (bench) => {
  const reason = 'the flood is over';
  const wire = await bench.open('/flood');
  await bench.timers.waitFor(60_000);
  wire.socket.removeAllListeners('data');
  let bytes = wire.received.length;
  let start = wire.received;
  let end = wire.received;
  wire.socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (start.length < 8) start = Buffer.concat([start, chunk]);
    end = Buffer.concat([end.subarray(-100), chunk]).subarray(-100);
    if (end.includes(reason)) wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
  });
  assert.equal(await wire.ended(), 'FIN');
  assert.equal(start.subarray(0, 6).toString('latin1'), '\x81\x011\x81\x012');
  const close = encodeFrame({ opcode: opcodes.close, payload: closePayload(1000, reason) });
  const last = Buffer.from('\x81\x072000000', 'latin1');
  assert.deepEqual(end.subarray(-close.length - last.length), Buffer.concat([last, close]));
  let expected = close.length;
  for (let i = 1; i <= 2_000_000; i += 1) expected += 2 + String(i).length;
  assert.equal(bytes, expected);

  const slow = await bench.open('/flood?seconds=30');
  slow.socket.pause();
  await bench.timers.fire(30_000);
  slow.socket.resume();
  await new Promise<void>((resolve) => {
    const look = (): void => (slow.received.subarray(-close.length).equals(close) ? resolve() : undefined);
    slow.socket.on('data', look);
    look();
  });
  assert.ok(slow.received.length < expected);

  const leaving = await bench.open('/flood');
  leaving.socket.resetAndDestroy();
});

endpoint(
  'huge-message',
  'sends a message of 100,000,000 bytes in fragments, as the client takes them',
  async (bench) => {
    const before = process.memoryUsage().arrayBuffers;
    const slow = await bench.open('/huge-message');
    slow.socket.pause();
    for (let i = 0; i < 3_000; i += 1) await nextTurn();
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 40_000_000, `${grown} bytes queued for a client that does not read`);
    slow.socket.destroy();

    const client = new WebSocket(`${bench.server.wsUrl}/huge-message`);
    client.on('open', () => client.send('in the middle of it'));
    const [message, isBinary] = (await once(client, 'message')) as [Buffer, boolean];
    assert.equal(isBinary, false);
    assert.equal(message.length, 100_000_000);
    assert.ok(message.equals(Buffer.alloc(100_000_000, 'x')));
    client.close();
    await once(client, 'close');

    const wire = await bench.open('/huge-message?bytes=65538');
    assert.deepEqual(await wire.take(10), Buffer.from([0x01, 127, 0, 0, 0, 0, 0, 1, 0, 0]));
    await wire.take(65_536);
    assert.deepEqual(await wire.take(4), Buffer.from([0x80, 2, 0x78, 0x78]));
  },
);

endpoint('markup', 'sends HTML and closes with HTML in the reason on “close” or after 2 s', async (bench) => {
  const html = `<img src=x onerror="document.title='markup ran'">`;
  for (const cause of ['message', 'time']) {
    const client = new WebSocket(`${bench.server.wsUrl}/markup`);
    const messages: string[] = [];
    client.on('message', (data: Buffer) => messages.push(data.toString()));
    await once(client, 'open');
    const closed = once(client, 'close');
    if (cause === 'message') {
      client.send('anything else');
      client.send('close');
    } else {
      await bench.timers.fire(2_000);
    }
    const [code, reason] = (await closed) as [number, Buffer];
    assert.deepEqual({ code, reason: reason.toString() }, { code: 4000, reason: html });
    assert.equal(messages.length, 7);
    assert.equal(messages[0], html);
    assert.equal(messages[1], "<script>document.title='markup ran'</script>");
    await bench.timers.waitFor(2_000, 0);
  }
});

endpoint(
  'never-closes',
  'echoes, ignores Close frames, and ends TCP 60 s after the first one',
  async (bench) => {
    const wire = await bench.open('/never-closes');
    await wire.expectEcho('hello');
    assert.deepEqual(bench.timers.pending, []);
    wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
    wire.send({ opcode: opcodes.close, payload: closePayload(1000) });
    await wire.expectEcho('still here');
    assert.deepEqual(bench.timers.pending, [60_000]);
    await bench.timers.fire(60_000);
    await wire.expectFin();
  },
);

void test('every endpoint has one test, one behaviour and one entry in the list', () => {
  const names = practiceEndpoints.map(({ name }) => name).toSorted();
  assert.deepEqual(tested.toSorted(), names);
  assert.deepEqual(Object.keys(practiceBehaviours).toSorted(), names);
  assert.equal(new Set(names).size, names.length);
});

void test('the path and the line of an endpoint agree with its name and parameter', () => {
  for (const { name, path, line, group, parameter } of practiceEndpoints) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.match(line, /^[A-Z][^\n]+\.$/);
    assert.ok(practiceGroupTitles[group]);
    if (!parameter) {
      assert.equal(path, `/${name}`);
      continue;
    }
    const { name: unit, default: value, min, max } = parameter;
    assert.equal(path, `/${name}?${unit}=${value}`);
    assert.ok(line.includes(`(${unit}: ${min} to ${max})`), line);
    assert.ok(line.includes(unit === 'seconds' ? ` ${value} s` : ` ${value} bytes`), line);
    assert.ok(min <= value && value <= max);
  }
});

benchTest('a parameter outside its range or not a number is refused with 400', async (bench) => {
  for (const [path, text] of [
    ['/answers-late?seconds=3601', 'seconds must be a number from 0 to 3600.'],
    ['/answers-late?seconds=-1', 'seconds must be a number from 0 to 3600.'],
    ['/answers-late?seconds=', 'seconds must be a number from 0 to 3600.'],
    ['/answers-late?seconds=1e2', 'seconds must be a number from 0 to 3600.'],
    ['/message-limit?bytes=0', 'bytes must be a whole number from 1 to 16777216.'],
    ['/message-limit?bytes=1.5', 'bytes must be a whole number from 1 to 16777216.'],
  ] as const) {
    const wire = bench.dial(path);
    const { statusLine, headers } = await wire.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 400 Bad Request', path);
    const body = await wire.take(Number(headers.get('content-length')));
    assert.equal(body.toString(), `${text}\n`);
    await wire.expectFin();
  }
});

benchTest('a handshake that RFC 6455 does not allow is refused on every endpoint', async (bench) => {
  for (const [handshake, status] of [
    [{ version: '8' }, '426 Upgrade Required'],
    [{ key: 'short' }, '400 Bad Request'],
    [{ protocols: 'chat,chat' }, '400 Bad Request'],
    [{ protocols: 'two words' }, '400 Bad Request'],
    [{ method: 'DELETE' }, '405 Method Not Allowed'],
  ] as const) {
    const { statusLine, headers } = await bench.dial('/masked-frame', handshake).takeHead();
    assert.equal(statusLine, `HTTP/1.1 ${status}`);
    assert.equal(headers.get('sec-websocket-version'), 'version' in handshake ? '13' : undefined);
  }
  for (const path of ['/', '/nowhere', '/echo/', '/constructor', '//']) {
    const { statusLine } = await bench.dial(path).takeHead();
    assert.equal(statusLine, 'HTTP/1.1 404 Not Found', path);
  }
});

benchTest(
  'a client that breaks RFC 6455 gets a Close frame from an endpoint that writes raw frames',
  async (bench) => {
    const unmasked = await bench.open('/never-closes');
    unmasked.socket.write(encodeFrame({ opcode: opcodes.text, payload: Buffer.from('x') }));
    await unmasked.expectClose(1002, 'A frame of a client must be masked.');
    await unmasked.expectFin();
    const long = await bench.open('/never-closes');
    long.socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]));
    await long.expectClose(1009, 'The frame is too long.');
    const control = await bench.open('/never-closes');
    control.send({ opcode: opcodes.ping, payload: Buffer.alloc(126) });
    await control.expectClose(1002, 'A control frame holds at most 125 bytes.');
  },
);

benchTest(
  'an endpoint that writes raw frames completes a closing handshake with the code it received',
  async (bench) => {
    const wire = await bench.open('/huge-message?bytes=1');
    assert.deepEqual(await wire.take(3), Buffer.from([0x81, 1, 0x78]));
    wire.send({ opcode: opcodes.close, payload: closePayload(4321, 'bye') });
    await wire.expectClose(4321);
    await wire.expectFin();
  },
);

void test('frames are read however TCP cuts them', () => {
  const frames = [0, 5, 125, 126, 65_535, 65_536].map((length) =>
    encodeFrame({ opcode: opcodes.binary, payload: Buffer.alloc(length, 'z'), maskingKey }),
  );
  const stream = Buffer.concat(frames);
  for (const size of [1, 7, 4_096, stream.length]) {
    const lengths: number[] = [];
    const reader = new FrameReader(ofClient, 65_536);
    for (let i = 0; i < stream.length; i += size)
      for (const { payload } of reader.read(stream.subarray(i, i + size))) {
        assert.ok(payload.equals(Buffer.alloc(payload.length, 'z')));
        lengths.push(payload.length);
      }
    assert.deepEqual(lengths, [0, 5, 125, 126, 65_535, 65_536]);
  }
});

async function fetchText(
  url: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ response: IncomingMessage; body: string }> {
  const request = httpRequest(url, { agent: false, ...options });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  return { response, body };
}

void test('the page lists every endpoint with its URL, its line and a link to test it', async () => {
  const server = await startPracticeServer({ siteUrl: 'https://not101.example/' });
  try {
    const { response, body } = await fetchText(server.url);
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(response.headers['access-control-allow-origin'], undefined);
    assert.match(String(response.headers['content-security-policy']), /default-src 'none'/);
    assert.match(body, /<html lang="en">/);
    assert.match(body, /<title>[^<]+<\/title>/);
    assert.equal(body.match(/<h1>/g)?.length, 1);
    for (const { name, path, line } of practiceEndpoints) {
      const url = server.wsUrl + path;
      assert.ok(body.includes(`<strong>${name}</strong>`), name);
      assert.ok(body.includes(`<code>${url}</code>`), url);
      assert.ok(body.includes(line.replaceAll("'", '&#39;')), line);
      const link = `href="https://not101.example/test/#url=${encodeURIComponent(url)}"`;
      assert.ok(body.includes(link), link);
    }
    const named = await fetchText(server.url, { headers: { Host: `localhost:${server.port}` } });
    assert.ok(named.body.includes(`<code>ws://localhost:${server.port}/echo</code>`));
    const forged = await fetchText(server.url, { headers: { Host: '"><script>' } });
    assert.ok(!forged.body.includes('<script>'));
    assert.ok(forged.body.includes(`<code>${server.wsUrl}/echo</code>`));
  } finally {
    await server.close();
  }
});

void test('the page escapes every text and has no links without a site', () => {
  const hostile = `<b a="1" b='2'>&`;
  const page = { endpoints: [{ name: hostile, path: hostile, line: hostile, group: 'works' as const }] };
  const linked = practicePage({ ...page, baseUrl: 'ws://x', siteUrl: hostile });
  assert.ok(!linked.includes('<b '));
  assert.equal(linked.split('&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;').length - 1, 5);
  assert.ok(!practicePage({ ...page, baseUrl: 'ws://x' }).includes('<a '));
});

benchTest(
  'a plain request gets 426 on an endpoint, 404 elsewhere and 405 for a write to the page',
  async ({ server }) => {
    for (const { name, path } of practiceEndpoints) {
      if (plainAnswers[name]) continue;
      const { response, body } = await fetchText(server.url + path);
      assert.equal(response.statusCode, 426, path);
      assert.equal(response.headers.upgrade, 'websocket');
      assert.equal(response.headers['access-control-allow-origin'], undefined);
      assert.match(body, /^[A-Z].+\.\n$/);
    }
    const unknown = await fetchText(`${server.url}/nowhere`);
    assert.equal(unknown.response.statusCode, 404);
    assert.match(unknown.body, /^[A-Z].+\.\n$/);
    const otherUpgrade = await fetchText(server.url, {
      headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c' },
    });
    assert.equal(otherUpgrade.response.statusCode, 200);
    const head = await fetchText(server.url, { method: 'HEAD' });
    assert.equal(head.response.statusCode, 200);
    const write = await fetchText(server.url, { method: 'POST' });
    assert.equal(write.response.statusCode, 405);
    assert.equal(write.response.headers.allow, 'GET, HEAD');
  },
);

void test('close ends a connection to any endpoint, in any state, and can be called again', async () => {
  const server = await startPracticeServer();
  const bench = new Bench(server, new ManualTimers());
  const wires = practiceEndpoints.map(({ path }) => bench.dial(path));
  await Promise.all(
    wires.map(({ socket }) => new Promise<void>((resolve) => socket.once('connect', () => resolve()))),
  );
  await (await bench.open('/echo')).expectEcho('every handshake has arrived');
  await Promise.all([server.close(), server.close()]);
  await Promise.all(wires.map((wire) => wire.ended()));
  bench.hangUp();
  const refused = connect({ port: server.port, host: '127.0.0.1' });
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
});

void test('the timers of the server run by default', async () => {
  const server = await startPracticeServer();
  const bench = new Bench(server, new ManualTimers());
  try {
    const start = performance.now();
    const wire = await bench.open('/drops-at-age?seconds=0.2');
    await wire.expectFin();
    const elapsed = performance.now() - start;
    assert.ok(elapsed > 190 && elapsed < 2_000, `${elapsed} ms`);
  } finally {
    await server.close();
  }
});

const hasIpv6Loopback = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

void test(
  'the server listens on both loopback addresses with one port, and nowhere else',
  { skip: hasIpv6Loopback ? false : 'no IPv6' },
  async () => {
    const server = await startPracticeServer();
    try {
      assert.equal(server.url, `http://127.0.0.1:${server.port}`);
      assert.equal(server.wsUrl, `ws://127.0.0.1:${server.port}`);
      for (const host of ['127.0.0.1', '[::1]']) {
        const { response } = await fetchText(`http://${host}:${server.port}/`);
        assert.equal(response.statusCode, 200);
      }
      await assert.rejects(startPracticeServer({ port: server.port }), { code: 'EADDRINUSE' });
      await assert.rejects(startPracticeServer({ host: '::1', port: server.port }), { code: 'EADDRINUSE' });
    } finally {
      await server.close();
    }
    const ipv6 = await startPracticeServer({ host: '::1' });
    assert.equal(ipv6.url, `http://[::1]:${ipv6.port}`);
    // The other address of the pair is taken, so `localhost` would lead elsewhere.
    await assert.rejects(startPracticeServer({ port: ipv6.port }), { code: 'EADDRINUSE' });
    await ipv6.close();
  },
);

void test('a siteUrl that is not an http or https URL is an error', async () => {
  await assert.rejects(startPracticeServer({ siteUrl: 'javascript:alert(1)' }), TypeError);
  await assert.rejects(startPracticeServer({ siteUrl: 'not101.example' }), TypeError);
});
