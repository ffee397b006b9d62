/** A connection, and one HTTP/1.x exchange on it: bounded in time and bytes, whatever the other side sends. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { header, longestHead, readHead, statusOf, writeHead, type HttpHead } from './http-head.ts';

/** Where to connect. */
export interface Destination {
  /** Name or IP address of the host. */
  host: string;
  port: number;
  /** Set for TLS. */
  tls?: ConnectionOptions;
  /** Milliseconds after which the attempt is given up; without it the system decides. */
  patience?: number;
}

/** Name of the error of a connection or an answer that took too long, in its `code`. */
export const timedOut = 'ETIMEDOUT';

/** An error with a code, as Node's own errors have it. */
export function codedError(code: string, message: string, more: object = {}): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code, ...more });
}

/**
 * Connects, and for TLS completes its handshake.
 * @throws {Error} with the `code` of what prevented it, such as `ECONNREFUSED`
 */
export function openConnection({ host, port, tls, patience }: Destination): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ host, port, ...tls }) : connect(port, host);
    const timer =
      patience === undefined
        ? undefined
        : setTimeout(() => socket.destroy(codedError(timedOut, 'The time to connect ran out.')), patience);
    // A promise takes its first rejection only, so this also keeps later errors from ending the process.
    socket.on('error', (error: Error) => {
      clearTimeout(timer);
      reject(error);
    });
    // An end before TLS is complete comes without an error in some versions of Node.
    socket.once('close', () => {
      clearTimeout(timer);
      reject(codedError('ECONNRESET', 'The connection ended before TLS was complete.'));
    });
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** The answer to a request. */
export interface Answer {
  head: HttpHead;
  /** Body of an answer that switched no protocol. */
  body: string;
  /** Bytes after the head of a 101, or of a tunnel that was granted. */
  rest: Buffer;
}

/** What may be spent on an answer. */
export interface AnswerLimits {
  /** Milliseconds until the head must be there; a body that is late is cut. Without it there is no limit. */
  patience?: number;
  /** Bytes of the body after which it is cut. */
  longestBody?: number;
}

/** Codes of the errors of `ask` that are not the system's. */
export const noAnswer = {
  /** The connection ended first. */
  ended: 'ended without an answer',
  /** What came is not HTTP/1.x. */
  notHttp: 'not HTTP',
  /** The head has no end. */
  endless: 'endless head',
  /** Nothing, or no whole head, came in time. */
  late: 'no answer in time',
} as const;

/** Milliseconds that a body may take after its head. */
const bodyPatience = 2000;

function isComplete(head: HttpHead, body: Buffer): boolean {
  // An event stream has no end to wait for.
  if (header(head, 'Content-Type')?.startsWith('text/event-stream')) return true;
  const length = header(head, 'Content-Length');
  if (length !== undefined) return body.length >= Number(length);
  return header(head, 'Transfer-Encoding') === 'chunked' && body.toString('latin1').endsWith('0\r\n\r\n');
}

function readBody(head: HttpHead, body: Buffer): string {
  if (header(head, 'Transfer-Encoding') !== 'chunked') return body.toString();
  let text = '';
  let rest = body;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.toString('latin1', 0, Math.max(lineEnd, 0)), 16);
    if (!(size > 0)) return text;
    text += rest.toString('utf8', lineEnd + 2, lineEnd + 2 + size);
    rest = rest.subarray(lineEnd + 2 + size + 2);
  }
}

/** Whether bytes can be the beginning of an answer of HTTP/1.x. */
const mayBeHttp = (bytes: Buffer) => bytes.toString('latin1', 0, 5) === 'HTTP/'.slice(0, bytes.length);

/** Whether another answer follows this one, which then says nothing (RFC 9110 section 15.2). */
function isInterim(head: HttpHead): boolean {
  const status = statusOf(head) ?? 0;
  return status >= 100 && status < 200 && status !== 101;
}

/**
 * Sends a request and reads its answer; interim answers other than 101 are passed over.
 * @throws {Error} with a `code` of `noAnswer` or of the system, and in `received` the first bytes that came
 */
export function ask(
  socket: Socket,
  request: HttpHead,
  { patience, longestBody = Infinity }: AnswerLimits = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let answered: { head: HttpHead; limit: NodeJS.Timeout | undefined } | undefined;
    const timer = patience === undefined ? undefined : setTimeout(() => fail(noAnswer.late), patience);
    const joined = (): Buffer => {
      const all = Buffer.concat(chunks);
      chunks = [all];
      return all;
    };
    const leave = (): void => {
      clearTimeout(timer);
      clearTimeout(answered?.limit);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.pause();
    };
    const fail = (code: string): void => {
      leave();
      const received = joined().toString('latin1', 0, 64);
      reject(codedError(code, `There is no answer: ${code}.`, { received }));
    };
    const onError = (error: Error): void => {
      if (answered) finish();
      else fail((error as NodeJS.ErrnoException).code ?? error.message);
    };
    const finish = (): void => {
      if (!answered) return fail(noAnswer.ended);
      leave();
      const body = joined().subarray(0, longestBody);
      resolve({ head: answered.head, body: readBody(answered.head, body), rest: Buffer.alloc(0) });
    };
    const onEnd = finish;
    const onHead = (head: HttpHead, rest: Buffer): void => {
      const status = statusOf(head) ?? 0;
      // What follows a tunnel that a proxy grants is not its body (RFC 9110 section 9.3.6).
      const isGranted = request.line.startsWith('CONNECT ') && status >= 200 && status < 300;
      if (status === 101 || isGranted) {
        leave();
        return resolve({ head, body: '', rest });
      }
      clearTimeout(timer);
      const limit = patience === undefined ? undefined : setTimeout(finish, bodyPatience);
      answered = { head, limit };
      chunks = [rest];
      size = rest.length;
      onBody();
    };
    const onBody = (): void => {
      if (answered && (size >= longestBody || isComplete(answered.head, joined()))) finish();
    };
    const onBytes = (): void => {
      for (let all = joined(); ; chunks = [all]) {
        if (!mayBeHttp(all)) return fail(noAnswer.notHttp);
        const read = readHead(all);
        // Interim answers count too: one could follow another for ever.
        if (!read) return size > longestHead ? fail(noAnswer.endless) : undefined;
        if (!isInterim(read.head)) return onHead(read.head, read.rest);
        all = read.rest;
      }
    };
    const onData = (bytes: Buffer): void => {
      chunks.push(bytes);
      size += bytes.length;
      if (answered) onBody();
      else onBytes();
    };
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.resume();
    socket.write(writeHead(request));
  });
}
