/** The doctor as tests run it, and servers that do one thing each. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { doctorParts, type DoctorParts } from '../../../src/build/doctor.ts';
import { diagnose, main, type Diagnosis, type DoctorOutput } from '../../../src/doctor/main.ts';
import { readArguments } from '../../../src/doctor/options.ts';
import { startPracticeServer } from '../../../src/practice/server.ts';
import { acceptValue } from '../../../src/wire/handshake.ts';
import { knowledge } from './knowledge.ts';

/** What the doctor of the tests is made from. */
export const parts: DoctorParts = doctorParts(knowledge, new URL('https://site.test/'), '2026-01-01');

/** Everything that an examination with these arguments finds. */
export async function examined(...arguments_: string[]): Promise<Diagnosis> {
  const asked = readArguments(arguments_);
  if (asked.ask !== 'run') throw new Error('problem' in asked ? asked.problem : 'No run was asked for.');
  return diagnose(asked.options, parts.knowledge, { environment: {}, onStep: () => undefined });
}

/** What the command prints, and its exit status. */
export interface Printed {
  text: string;
  status: number;
}

/** Everything that the command prints with other surroundings than a terminal without colours. */
export async function printedIn(
  surroundings: Partial<DoctorOutput>,
  arguments_: readonly string[],
  known = parts.knowledge,
): Promise<Printed> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const output = { print, complain: print, isTerminal: true, environment: { NO_COLOR: '1' } };
  const status = await main(arguments_, known, { ...output, ...surroundings });
  return { text: lines.join('\n'), status };
}

/** Everything that the command prints, and its exit status. */
export const printed = (...arguments_: string[]): Promise<Printed> => printedIn({}, arguments_);

/** A server of TCP that does one thing with each connection. */
export async function withServer<T>(
  serve: (socket: Socket) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
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

/** The head of a right answer to a handshake. */
function acceptance(request: string, more: string): string {
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? '';
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptValue(key)}\r\n${more}\r\n`;
}

/**
 * Answers a handshake correctly, and then does something.
 * @param more further lines of the answer's head, each with its end
 */
export function opened(then: (socket: Socket) => void, more = ''): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes) => {
      socket.write(acceptance(bytes.toString('latin1'), more));
      then(socket);
    });
  };
}

/** An answer of HTTP with a body. */
export const httpAnswer = (status: string, body = '', more = ''): string =>
  `HTTP/1.1 ${status}\r\nConnection: close\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Ends a socket as a server should: with the Close frame that it got. */
const politely = (socket: Socket): void =>
  void socket.on('data', (bytes) => {
    if ((bytes[0] ?? 0) === 0x88) socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
    else if ((bytes[0] ?? 0) === 0x89) socket.write(Buffer.from([0x8a, 0x00]));
  });

/**
 * Answers each request, and opens those that nothing is said against.
 * @param refuse the answer to a request that is refused
 */
export function application(refuse: (request: string) => string | undefined): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes) => {
      const request = bytes.toString('latin1');
      const isHandshake = /^upgrade: websocket\r$/im.test(request);
      const answer = refuse(request) ?? (isHandshake ? undefined : httpAnswer('404 Not Found', 'no page'));
      if (answer !== undefined) return void socket.end(answer);
      socket.write(acceptance(request, ''));
      politely(socket);
    });
  };
}

/** A practice server of its own: fewer than five connections a second go to one, so tests would wait for each other. */
export async function withPractice<T>(use: (url: string) => Promise<T>): Promise<T> {
  const practice = await startPracticeServer({ port: 0 });
  try {
    return await use(practice.wsUrl);
  } finally {
    await practice.close();
  }
}
