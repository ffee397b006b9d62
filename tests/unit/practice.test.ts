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
import { lineOf, pathOf } from '../../src/practice/endpoint.ts';
import { practiceEndpoints } from '../../src/practice/endpoints/index.ts';
import { practicePage } from '../../src/practice/page.ts';
import type { WireStep } from '../../src/practice/script.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import type { PracticeServer } from '../../src/practice/server.ts';
import { closePayload, encodeFrame, FrameReader, ofClient, opcodes } from '../../src/wire/frames.ts';
import type { OutgoingFrame } from '../../src/wire/frames.ts';

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
  /** The subprotocols that the client requested. */
  readonly protocols: string | undefined;
  received = Buffer.alloc(0);
  end: 'FIN' | 'RST' | undefined;
  #changed: (() => void)[] = [];

  constructor(socket: Socket, protocols?: string) {
    this.socket = socket;
    this.protocols = protocols;
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

  /**
   * Asserts that the next thing to arrive is the head of a right answer 101.
   * @param others headers that have another value, or `null` where they are absent
   */
  async expectSwitch(
    protocols?: string,
    others: Readonly<Record<string, string | null>> = {},
  ): Promise<void> {
    const { statusLine, headers } = await this.takeHead();
    assert.equal(statusLine, 'HTTP/1.1 101 Switching Protocols');
    const expected = {
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-accept': sampleAccept,
      'sec-websocket-extensions': null,
      'sec-websocket-protocol': protocols?.split(',')[0] ?? null,
      ...others,
    };
    for (const [name, value] of Object.entries(expected))
      assert.equal(headers.get(name) ?? null, value, name);
  }

  /** Asserts that the next things to arrive are an answer that is no 101, with one sentence, and a FIN. */
  async expectRefusal(statusLine: string, expected: Readonly<Record<string, string>>): Promise<void> {
    const { statusLine: line, headers } = await this.takeHead();
    assert.equal(line, `HTTP/1.1 ${statusLine}`);
    for (const [name, value] of Object.entries(expected))
      assert.equal(headers.get(name.toLowerCase()), value, name);
    assert.equal(headers.has('sec-websocket-accept'), false);
    assert.equal(headers.has('access-control-allow-origin'), false);
    const body = await this.take(Number(headers.get('content-length')));
    assert.match(body.toString(), /^[A-Z].+\.\n$/);
    await this.expectFin();
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

  /** Asserts that the next thing to arrive is this text message, in one frame. */
  async expectText(text: string): Promise<void> {
    const payload = Buffer.from(text);
    const { length } = payload;
    const isShort = length < 126;
    const extended = Buffer.alloc(isShort ? 0 : length < 65_536 ? 2 : 8);
    if (!isShort)
      extended.writeUIntBE(length, Math.max(0, extended.length - 4), Math.min(4, extended.length));
    const head = [0x81, isShort ? length : extended.length === 2 ? 126 : 127];
    const expected = Buffer.concat([Buffer.from(head), extended, payload]);
    const taken = await this.take(expected.length);
    assert.ok(taken.equals(expected), `got ${taken.subarray(0, 100).toString('latin1')}`);
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
    const wire = new Wire(socket, protocols);
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
  async open(path: string): Promise<Wire> {
    const wire = this.dial(path);
    await wire.expectSwitch();
    return wire;
  }

  /** The code of the error with which a correct client fails the connection, and whether it was open before. */
  async failure(path: string, protocols: readonly string[]): Promise<{ code: unknown; opened: boolean }> {
    const client = new WebSocket(this.server.wsUrl + path, [...protocols]);
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

/** Plays one step of a script. */
async function play(step: WireStep, bench: Bench, path: string, wires: Wire[]): Promise<void> {
  const { timers } = bench;
  if (step.does === 'dial') {
    const { query, protocols } = step;
    wires.push(bench.dial(path + query, protocols === undefined ? {} : { protocols }));
    return;
  }
  if (step.does === 'fail') {
    const failure = bench.failure(path, step.protocols);
    if (step.after !== null) await timers.fire(step.after * 1_000);
    return assert.deepEqual(await failure, { code: step.code, opened: step.isOpened });
  }
  if (step.does === 'wait') return timers.waitFor(step.seconds * 1_000, step.count);
  if (step.does === 'fire') return timers.fire(step.seconds * 1_000, step.count);
  const wire = wires.at(-1);
  assert.ok(wire, 'a script begins with a connection');
  switch (step.does) {
    case 'switch':
      return wire.expectSwitch(wire.protocols, step.headers);
    case 'refuse':
      return wire.expectRefusal(step.statusLine, step.headers);
    case 'send':
      return wire.send(step.frame);
    case 'sendBytes':
      return void wire.socket.write(Buffer.from(step.hex, 'hex'));
    case 'getText':
      return wire.expectText(step.text);
    case 'getBytes':
      return assert.equal((await wire.take(step.hex.length / 2)).toString('hex'), step.hex);
    case 'getClose':
      return wire.expectClose(step.code, step.reason);
    case 'pong':
      return wire.expectPong();
    case 'quiet': {
      const other = await bench.open('/echo');
      for (let count = 0; count < 10; count += 1) await other.expectEcho('meanwhile');
      assert.equal(wire.received.length, 0);
      return assert.equal(wire.end, undefined);
    }
    case 'leave':
      return void wire.socket.end();
    case 'end':
      return step.by === 'FIN' ? wire.expectFin() : wire.expectReset();
  }
}

for (const endpoint of practiceEndpoints)
  benchTest(`${endpoint.name}: ${lineOf(endpoint)}`, async (bench) => {
    assert.ok(endpoint.wire.length > 1);
    const wires: Wire[] = [];
    for (const [index, step] of endpoint.wire.entries())
      await play(step, bench, `/${endpoint.name}`, wires).catch((error: unknown) => {
        throw new Error(`step ${index + 1}, ${JSON.stringify(step).slice(0, 200)}`, { cause: error });
      });
  });

benchTest('any frame of the client restarts the clock of drops-after-silence', async (bench) => {
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
});

benchTest('no frame of the client restarts the clock of drops-at-age', async (bench) => {
  const wire = await bench.open('/drops-at-age');
  await bench.timers.waitFor(20_000);
  const before = bench.timers.set;
  await wire.expectEcho('busy');
  await wire.expectPong();
  assert.equal(bench.timers.set, before, 'the clock was restarted');
  await bench.timers.fire(20_000);
  await wire.expectFin();
});

benchTest('stops-reading takes no more than its buffers hold', async (bench) => {
  const wire = await bench.open('/stops-reading');
  wire.socket.write(Buffer.alloc(40_000_000));
  const other = await bench.open('/echo');
  for (let count = 0; count < 20; count += 1) await other.expectEcho('meanwhile');
  assert.ok(wire.socket.writableLength > 1_000_000, `${wire.socket.writableLength} bytes wait`);
  await bench.timers.fire(120_000);
  await wire.ended();
});

benchTest('two-at-a-time opens again when one of two connections has ended', async (bench) => {
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

benchTest('flood-through-close sends on after a Close frame, until 60 s, and ends TCP', async (bench) => {
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

benchTest('flood sends 2,000,000 numbered messages, or until 60 s, and closes with 1000', async (bench) => {
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

benchTest('huge-message sends 100,000,000 bytes as the client takes them', async (bench) => {
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
});

void test('each endpoint has a name of its own that can be a path', () => {
  const names = practiceEndpoints.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

void test('the line of an endpoint is one sentence that names its limit', () => {
  for (const { name, line, parameter } of practiceEndpoints) {
    assert.match(line, /^[A-Z][^\n]+\.$/);
    assert.equal(line.split('<limit>').length - 1, parameter ? 1 : 0, name);
    if (parameter) assert.ok(parameter.min <= parameter.default && parameter.default <= parameter.max, name);
  }
  const parameter = { name: 'seconds', default: 5, min: 0, max: 300 } as const;
  assert.equal(lineOf({ line: 'Waits <limit>.', parameter }), 'Waits 5 s (seconds: 0 to 300).');
  assert.equal(pathOf({ name: 'slow', parameter }), '/slow?seconds=5');
  const bytes = { name: 'bytes', default: 8, min: 1, max: 9 } as const;
  assert.equal(lineOf({ line: 'Cuts at <limit>.', parameter: bytes }), 'Cuts at 8 bytes (bytes: 1 to 9).');
  assert.equal(pathOf({ name: 'slow' }), '/slow');
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
    for (const endpoint of practiceEndpoints) {
      const { name } = endpoint;
      const [url, line] = [server.wsUrl + pathOf(endpoint), lineOf(endpoint)];
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
  const [endpoint] = practiceEndpoints;
  assert.ok(endpoint);
  const group = { title: hostile, endpoints: [{ ...endpoint, name: hostile, line: hostile }] };
  const page = { groups: { works: group } };
  const linked = practicePage({ ...page, baseUrl: 'ws://x', siteUrl: hostile });
  assert.ok(!linked.includes('<b '));
  assert.equal(linked.split('&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;').length - 1, 6);
  assert.ok(!practicePage({ ...page, baseUrl: 'ws://x' }).includes('<a '));
});

benchTest(
  'a plain request gets 426 or its own answer on an endpoint, 404 elsewhere and 405 for a write to the page',
  async ({ server }) => {
    for (const endpoint of practiceEndpoints) {
      const path = pathOf(endpoint);
      const { response, body } = await fetchText(server.url + path);
      const { status, headers = {} } = endpoint.plain ?? { status: 426, headers: { upgrade: 'websocket' } };
      assert.equal(response.statusCode, status, path);
      for (const [name, value] of Object.entries(headers))
        assert.equal(response.headers[name.toLowerCase()], value, path);
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
  const wires = practiceEndpoints.map((endpoint) => bench.dial(pathOf(endpoint)));
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
