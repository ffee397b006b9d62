/** A handshake client on bare sockets: it sees what a browser hides from the page, the status and the headers of a refusal. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { clientFrame, closeCodeOf, frameReader, opcodes } from '../frames.ts';
import { header, readHead, statusOf, writeHead, type HttpHead } from '../http-head.ts';
import { within } from '../wait.ts';

/** The User-Agent of this client, by which a tap knows its connections. */
export const rawUserAgent = 'not101-lab';

/** What becomes of a socket; the words of the case schema. */
export type Fate = 'never opens' | 'held' | 'dropped' | 'closed';

export interface RawOptions {
  /** `ws:` or `wss:` address as the client writes it in `Host`. */
  url: URL;
  /** Port of 127.0.0.1 to connect to. */
  port: number;
  subprotocols: readonly string[];
  /** Seconds of silence after the open. */
  silence: number;
  /** Bytes of one text message to send and expect back. */
  echo: number | null;
  /** Whether the address is that of a Socket.IO server: the handshake then belongs to a session that HTTP polling has opened. */
  isSocketIo: boolean;
  /** Another User-Agent than `rawUserAgent`, for handshakes that are not the observed one. */
  userAgent?: string;
  /** PEM of the only authority to trust; without it any certificate is taken. */
  authority?: string;
}

export interface RawResult {
  /** The polling request of Socket.IO that came first, and its answer. */
  polling: { sent: HttpHead; answer: HttpHead; sessionId: string } | null;
  /** The handshake as sent. */
  sent: HttpHead;
  /** The answer; `null` if none arrived. */
  answer: HttpHead | null;
  /** Body of a refusal. */
  body: string;
  status: number | null;
  /** Code of the error that prevented an answer, such as `ECONNREFUSED`. */
  failure: string | null;
  fate: Fate;
  /** Code of the Close frame that the other side sent first. */
  closeCode: number | null;
  /** Seconds from the open to the end; `null` if it was held or never opened. */
  seconds: number | null;
  /** Bytes of the echo that came back. */
  echoed: number | null;
}

/** Bound of connect, handshake, a refusal's body and an echo, each. */
const patience = 10;

function open({ url, port, authority }: RawOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'wss:';
    const socket = isTls
      ? connectTls({
          ...{ port, host: '127.0.0.1', servername: url.hostname },
          ...(authority === undefined ? { rejectUnauthorized: false } : { ca: authority }),
        })
      : connect(port, '127.0.0.1');
    // A promise takes its first rejection only, so this also keeps later errors from ending the process.
    socket.on('error', reject);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      resolve(socket);
    });
  });
}

function isComplete(head: HttpHead, body: Buffer): boolean {
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

interface Answer {
  head: HttpHead;
  /** Body of an answer other than 101. */
  body: string;
  /** Bytes after the head of a 101. */
  rest: Buffer;
}

function ask(socket: Socket, request: HttpHead): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let buffered = Buffer.alloc(0);
    const finish = (answer: Answer | null): void => {
      socket.off('data', onData).off('end', onEnd).off('error', reject);
      socket.pause();
      if (answer) resolve(answer);
      else
        reject(
          Object.assign(new Error('The connection ended before an answer.'), {
            code: 'ended without an answer',
          }),
        );
    };
    const onData = (bytes: Buffer): void => {
      buffered = Buffer.concat([buffered, bytes]);
      const read = readHead(buffered);
      if (!read) return;
      if (statusOf(read.head) === 101) finish({ head: read.head, body: '', rest: read.rest });
      else if (isComplete(read.head, read.rest))
        finish({ head: read.head, body: readBody(read.head, read.rest), rest: Buffer.alloc(0) });
    };
    const onEnd = (): void => {
      const read = readHead(buffered);
      finish(read && { head: read.head, body: readBody(read.head, read.rest), rest: Buffer.alloc(0) });
    };
    socket.on('data', onData).on('end', onEnd).on('error', reject);
    socket.write(writeHead(request));
  });
}

type Tunnel = Pick<RawResult, 'fate' | 'closeCode' | 'seconds' | 'echoed'>;

/** What a Socket.IO server expects and returns as the first frames of an upgraded session. */
const socketIoProbe = { ask: '2probe', reply: '3probe' };

function useTunnel(socket: Socket, rest: Buffer, { silence, echo, isSocketIo }: RawOptions): Promise<Tunnel> {
  return new Promise((resolve) => {
    const openedAt = performance.now();
    const readFrames = frameReader();
    let closeCode: number | null = null;
    let echoed: number | null = null;
    let isHeld = false;
    let received = 0;

    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      if (isHeld) resolve({ fate: 'held', closeCode: null, seconds: null, echoed });
      else {
        const seconds = Math.round((performance.now() - openedAt) / 1000);
        resolve({ fate: closeCode === null ? 'dropped' : 'closed', closeCode, seconds, echoed });
      }
    };
    const hold = (): void => {
      isHeld = true;
      clearTimeout(timer);
      timer = setTimeout(finish, patience * 1000);
      socket.write(clientFrame(opcodes.close, Buffer.from([0x03, 0xe8])));
    };
    let timer = setTimeout(hold, (silence > 0 ? silence : patience) * 1000);

    const onBytes = (bytes: Buffer): void => {
      for (const frame of readFrames(bytes)) {
        if (frame.opcode === opcodes.ping) socket.write(clientFrame(opcodes.pong, frame.payload));
        else if (frame.opcode === opcodes.close) {
          if (!isHeld) {
            closeCode = closeCodeOf(frame);
            socket.write(clientFrame(opcodes.close, frame.payload.subarray(0, 2)));
          }
          socket.end();
        } else if (frame.opcode !== opcodes.pong) {
          received += isSocketIo
            ? (echo ?? 0) * Number(frame.payload.toString() === socketIoProbe.reply)
            : frame.payload.length;
          if (frame.isFinal && received > 0 && echoed === null) {
            echoed = received;
            if (silence === 0) hold();
          }
        }
      }
    };
    socket.on('data', onBytes);
    socket.on('end', finish);
    socket.on('error', finish);
    if (echo !== null)
      socket.write(
        clientFrame(opcodes.text, isSocketIo ? Buffer.from(socketIoProbe.ask) : Buffer.alloc(echo, 'a')),
      );
    if (rest.length > 0) onBytes(rest);
    socket.resume();
  });
}

function requestHead(url: URL, headers: HttpHead['headers'], userAgent = rawUserAgent): HttpHead {
  const origin = `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}`;
  return {
    line: `GET ${url.pathname}${url.search} HTTP/1.1`,
    headers: [['Host', url.host], ...headers, ['Origin', origin], ['User-Agent', userAgent]],
  };
}

function handshakeHead(url: URL, { subprotocols, userAgent }: RawOptions): HttpHead {
  return requestHead(
    url,
    [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
      ...(subprotocols.length > 0 ? [['Sec-WebSocket-Protocol', subprotocols.join(', ')] as const] : []),
    ],
    userAgent,
  );
}

async function openSession(options: RawOptions): Promise<NonNullable<RawResult['polling']>> {
  const pollingUrl = new URL('?EIO=4&transport=polling', options.url);
  const sent = requestHead(pollingUrl, [['Connection', 'close']]);
  const socket = await within(patience, 'connect for the polling request', open(options));
  try {
    const { head, body } = await within(patience, 'an answer to the polling request', ask(socket, sent));
    const sessionId = /"sid":"([^"]+)"/.exec(body)?.[1];
    if (sessionId === undefined)
      throw new Error(
        `Found no session id in the answer to a Socket.IO polling request: ${head.line}, ${body.slice(0, 200)}`,
      );
    return { sent, answer: head, sessionId };
  } finally {
    socket.destroy();
  }
}

/**
 * Makes a correct handshake and reports the answer and what becomes of the socket. A refusal is a result, not an error. The request's `Origin`
 * is that of a page from the same address, so a server that compares them accepts it.
 * @throws {Error} if a Socket.IO server opens no polling session
 */
export async function observeRaw(options: RawOptions): Promise<RawResult> {
  const polling = options.isSocketIo ? await openSession(options) : null;
  const url = polling
    ? new URL(`?EIO=4&transport=websocket&sid=${polling.sessionId}`, options.url)
    : options.url;
  const sent = handshakeHead(url, options);
  const unopened = {
    polling,
    sent,
    answer: null,
    body: '',
    status: null,
    failure: null,
    fate: 'never opens',
    closeCode: null,
    seconds: null,
    echoed: null,
  } as const;
  let socket: Socket | undefined;
  try {
    socket = await within(patience, 'connect for the handshake', open(options));
    const { head, body, rest } = await within(patience, 'an answer to the handshake', ask(socket, sent));
    const status = statusOf(head);
    if (status !== 101) return { ...unopened, answer: head, body, status };
    return { ...unopened, answer: head, status, ...(await useTunnel(socket, rest, options)) };
  } catch (error) {
    return { ...unopened, failure: (error as NodeJS.ErrnoException).code ?? String(error) };
  } finally {
    socket?.destroy();
  }
}
