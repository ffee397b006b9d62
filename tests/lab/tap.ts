/** A relay on the wire in front of a server that keeps what passes. It changes nothing. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { closeCodeOf, FrameReader, ofEither, opcodes } from '../../src/wire/frames.ts';
import { readHead, statusOf, type HttpHead } from '../../src/wire/http-head.ts';
import { readProxyHeader } from './proxy-protocol.ts';
import { track } from './running.ts';

type End = 'client' | 'server';

/** A Ping, Pong or Close frame, or the first frame of a message. */
export interface TappedFrame {
  from: End;
  opcode: number;
  /** Bytes of payload. */
  length: number;
  /** Only of a Close frame. */
  closeCode: number | null;
  /** Seconds since the answer 101. */
  at: number;
}

/** One TCP connection through the tap. */
export interface TappedConnection {
  /** Port on which the tapped server listens. */
  port: number;
  /** Version of the PROXY protocol's header with which the connection began; `null` if there is none. */
  proxyProtocol: 'v1' | 'v2' | null;
  /** The first request, after such a header; `null` until it is complete, or if this is no HTTP. */
  request: HttpHead | null;
  /** The answer to it. */
  answer: HttpHead | null;
  /** First bytes from the server as Latin-1, 256 at most; for what is not HTTP, or HTTP where something else was expected. */
  opening: string;
  /** When the answer 101 passed, as `performance.now()`. */
  openedAt: number | null;
  frames: TappedFrame[];
  /** Who ended the connection first. */
  endedBy: End | null;
  /** Seconds from the answer 101 to that end; `null` while it lasts, or without a 101. */
  endedAfter: number | null;
}

export interface Tap {
  connections: readonly TappedConnection[];
  stop: () => Promise<void>;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function recordBytes(connection: TappedConnection, from: End): (bytes: Buffer) => void {
  let buffered = Buffer.alloc(0);
  const frames = new FrameReader(ofEither);
  const field = from === 'client' ? 'request' : 'answer';
  return (bytes) => {
    if (from === 'server' && connection.opening.length < 256) {
      connection.opening += bytes.toString('latin1', 0, 256 - connection.opening.length);
    }
    let rest = bytes;
    if (connection[field] === null) {
      buffered = Buffer.concat([buffered, bytes]);
      const header =
        from === 'client' && connection.proxyProtocol === null ? readProxyHeader(buffered) : null;
      if (header) {
        connection.proxyProtocol = header.version;
        buffered = header.rest;
      }
      const read = readHead(buffered);
      if (!read) return;
      connection[field] = read.head;
      rest = read.rest;
    }
    if (connection.answer === null || statusOf(connection.answer) !== 101) return;
    connection.openedAt ??= performance.now();
    for (const frame of frames.read(rest)) {
      if (frame.opcode === opcodes.continuation) continue;
      const closeCode = frame.opcode === opcodes.close ? closeCodeOf(frame) : null;
      connection.frames.push({
        from,
        opcode: frame.opcode,
        length: frame.payload.length,
        closeCode,
        at: secondsSince(connection.openedAt),
      });
    }
  };
}

function relay(connection: TappedConnection, source: Socket, sink: Socket, from: End): void {
  const record = recordBytes(connection, from);
  const end = (): void => {
    if (connection.endedBy !== null) return;
    connection.endedBy = from;
    if (connection.openedAt !== null) connection.endedAfter = secondsSince(connection.openedAt);
  };
  source.on('data', record);
  source.on('end', end);
  source.on('error', () => {
    end();
    sink.resetAndDestroy();
  });
  source.on('close', end);
  source.pipe(sink);
}

/**
 * Starts a tap.
 * @param port port of 127.0.0.1 on which it listens
 * @param target port of 127.0.0.1 to which it passes every connection
 * @throws {Error} if `port` is taken
 */
export async function startTap(port: number, target: number): Promise<Tap> {
  const connections: TappedConnection[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const connection: TappedConnection = {
      port: target,
      proxyProtocol: null,
      request: null,
      answer: null,
      opening: '',
      openedAt: null,
      frames: [],
      endedBy: null,
      endedAfter: null,
    };
    connections.push(connection);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    relay(connection, client, upstream, 'client');
    relay(connection, upstream, client, 'server');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = track(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  return { connections, stop };
}
