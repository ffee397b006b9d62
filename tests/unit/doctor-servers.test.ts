/** The doctor: that no server can hurt it or its reader, and whether the application itself ends a socket. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it, test } from 'node:test';
import { exitStatus } from '../../src/doctor/main.ts';
import { encodeFrame, opcodes } from '../../src/wire/frames.ts';
import { answersOf } from '../lab/live/expected-facts.ts';
import { examined, opened, printed, withPractice, withServer } from './support/doctor.ts';

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
