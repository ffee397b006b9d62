/** A handshake client on bare sockets: it sees what a browser hides from the page, the status and the headers of a refusal. */
import type { Socket } from 'node:net';
import { ask, openConnection, type Answer } from '../../../src/wire/exchange.ts';
import { clientFrame, closeCodeOf, FrameReader, ofEither, opcodes } from '../../../src/wire/frames.ts';
import { connectHead, handshakeHead, requestHead, type RequestExtras } from '../../../src/wire/handshake.ts';
import { statusOf, type HttpHead } from '../../../src/wire/http-head.ts';
import { within } from '../wait.ts';
import { socketIoClients, type SocketIoOptions } from './socket-io-client.ts';

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
  /** Seconds between the text messages to send during the silence; `null` for none. */
  heartbeat: number | null;
  /** Set if the address is that of a Socket.IO server: the handshake then belongs to a session that HTTP polling has opened. */
  socketIo: SocketIoOptions | null;
  /** Cookies that the handshake carries, as `name=value`. */
  cookies: readonly string[];
  /** Another `Origin` than that of the address, or none; a page's handshake always has one. */
  origin?: string | null;
  /** Whether `port` is that of a forward proxy, which is asked for a tunnel to the address first. */
  isForwardProxy?: boolean;
  /** Another User-Agent than `rawUserAgent`, for handshakes that are not the observed one. */
  userAgent?: string;
  /** PEM of the only authority to trust; without it any certificate is taken. */
  authority?: string;
}

export interface Polling {
  sent: HttpHead;
  answer: HttpHead;
  /** Body of the answer. */
  body: string;
  /** `null` if the server opened no session. */
  sessionId: string | null;
  /** What the client asked for and got about a namespace other than `/`; `null` where there is none. */
  namespace: { sent: string; received: string } | null;
}

/** A handshake that asks for nothing in particular and is ended as soon as it is open. */
export const plainHandshake = {
  subprotocols: [],
  silence: 0,
  echo: null,
  heartbeat: null,
  socketIo: null,
  cookies: [],
} as const satisfies Partial<RawOptions>;

export interface RawResult {
  /** The request for a tunnel that came first, and the forward proxy's answer. */
  tunnel: { sent: HttpHead; answer: HttpHead } | null;
  /** The polling request of Socket.IO that came first, and its answer. */
  polling: Polling | null;
  /** The handshake as sent; the polling request if that was refused. */
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
  /** First line of what the other side sent in the place of a frame, at which this client ends the connection as every client must. */
  noFrame: string | null;
}

/** Bound in seconds of connect, handshake, a refusal's body and an echo, each. */
export const patience = 10;

function open({ url, port, authority }: Pick<RawOptions, 'url' | 'port' | 'authority'>): Promise<Socket> {
  const tls = {
    servername: url.hostname,
    ...(authority === undefined ? { rejectUnauthorized: false } : { ca: authority }),
  };
  return openConnection({ host: '127.0.0.1', port, ...(url.protocol === 'wss:' && { tls }) });
}

type Tunnel = Pick<RawResult, 'fate' | 'closeCode' | 'seconds' | 'echoed' | 'noFrame'>;

/** What a Socket.IO server expects and returns as the first frames of an upgraded session. */
const socketIoProbe = { ask: '2probe', reply: '3probe' };

/** What every client of the lab sends as its heartbeat. */
const heartbeatText = 'heartbeat';

function useTunnel(
  socket: Socket,
  rest: Buffer,
  { silence, echo, heartbeat, socketIo }: RawOptions,
): Promise<Tunnel> {
  const isSocketIo = socketIo !== null;
  return new Promise((resolve) => {
    const openedAt = performance.now();
    const frames = new FrameReader(ofEither);
    let closeCode: number | null = null;
    let echoed: number | null = null;
    let isHeld = false;
    let received = 0;

    const beating =
      heartbeat === null
        ? undefined
        : setInterval(() => {
            socket.write(clientFrame(opcodes.text, Buffer.from(heartbeatText)));
          }, heartbeat * 1000);

    const finish = (): void => {
      clearTimeout(timer);
      clearInterval(beating);
      socket.destroy();
      if (isHeld) resolve({ fate: 'held', closeCode: null, seconds: null, echoed, noFrame: null });
      else {
        const seconds = Math.round((performance.now() - openedAt) / 1000);
        resolve({
          ...{ fate: closeCode === null ? 'dropped' : 'closed', closeCode, seconds, echoed },
          noFrame: frames.error() ? (frames.unread().toString('latin1').split('\r\n', 1)[0] ?? null) : null,
        });
      }
    };
    const hold = (): void => {
      isHeld = true;
      clearInterval(beating);
      clearTimeout(timer);
      timer = setTimeout(finish, patience * 1000);
      socket.write(clientFrame(opcodes.close, Buffer.from([0x03, 0xe8])));
    };
    let timer = setTimeout(hold, (silence > 0 ? silence : patience) * 1000);

    const onBytes = (bytes: Buffer): void => {
      for (const frame of frames.read(bytes)) {
        if (frame.opcode === opcodes.ping) socket.write(clientFrame(opcodes.pong, frame.payload));
        else if (frame.opcode === opcodes.close) {
          if (!isHeld) {
            closeCode = closeCodeOf(frame);
            socket.write(clientFrame(opcodes.close, frame.payload.subarray(0, 2)));
          }
          socket.end();
        } else if (frame.opcode !== opcodes.pong && echo !== null) {
          received += isSocketIo
            ? echo * Number(frame.payload.toString() === socketIoProbe.reply)
            : frame.payload.length;
          if (frame.fin && received > 0 && echoed === null) {
            echoed = received;
            if (silence === 0) hold();
          }
        }
      }
      if (frames.error()) finish();
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

/** The part of the options that stands in a request. */
function extrasOf({ url, userAgent = rawUserAgent, origin, cookies }: RawOptions): RequestExtras {
  const ownOrigin = `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}`;
  return { userAgent, cookies, origin: origin === null ? undefined : (origin ?? ownOrigin) };
}

function handshakeOf(url: URL, options: RawOptions): HttpHead {
  return handshakeHead(url, { ...extrasOf(options), subprotocols: options.subprotocols });
}

/** Sends a polling request of Socket.IO on a connection of its own. */
async function poll(options: RawOptions, query: string, body?: string): Promise<Answer & { sent: HttpHead }> {
  const type: HttpHead['headers'] =
    body === undefined
      ? []
      : [
          ['Content-Type', 'text/plain;charset=UTF-8'],
          ['Content-Length', String(Buffer.byteLength(body))],
        ];
  const sent = requestHead(
    new URL(query, options.url),
    { ...extrasOf(options), headers: [['Connection', 'close'], ...type] },
    body === undefined ? 'GET' : 'POST',
  );
  const socket = await within(patience, 'connect for the polling request', open(options));
  try {
    const answer = ask(socket, sent);
    if (body !== undefined) socket.write(body);
    return { sent, ...(await within(patience, 'an answer to the polling request', answer)) };
  } finally {
    socket.destroy();
  }
}

async function openSession(
  options: RawOptions,
  { namespace, clientVersion }: SocketIoOptions,
): Promise<Polling> {
  const query = `?EIO=${socketIoClients[clientVersion].protocol}&transport=polling`;
  const { sent, head, body } = await poll(options, query);
  const sessionId = /"sid":"([^"]+)"/.exec(body)?.[1] ?? null;
  const opened: Polling = { sent, answer: head, body, sessionId, namespace: null };
  if (sessionId === null || namespace === '/') return opened;
  const connectPacket = `40${namespace},`;
  await poll(options, `${query}&sid=${sessionId}`, connectPacket);
  const received = (await poll(options, `${query}&sid=${sessionId}`)).body;
  return { ...opened, namespace: { sent: connectPacket, received } };
}

/** The User-Agent of `makeRequests`. */
export const requestsUserAgent = 'not101-lab-requests';

/**
 * Makes ordinary GET requests one after the other over one connection.
 * @param url their address
 * @param count how many
 * @throws {Error} if one of them gets no answer
 */
export async function makeRequests(url: URL, count: number): Promise<void> {
  const options = { ...plainHandshake, url, port: Number(url.port), userAgent: requestsUserAgent };
  const socket = await within(patience, 'connect for ordinary requests', open(options));
  try {
    for (let made = 0; made < count; made++)
      await within(
        patience,
        'an answer to an ordinary request',
        ask(socket, requestHead(url, extrasOf(options))),
      );
  } finally {
    socket.destroy();
  }
}

/**
 * Opens a socket that then neither sends nor answers anything.
 * @returns how to end it, without a Close frame
 * @throws {Error} if the handshake gets no 101
 */
export async function holdSocket(options: RawOptions): Promise<() => void> {
  const socket = await within(patience, 'connect for a socket to hold', open(options));
  const end = (): void => {
    socket.destroy();
  };
  try {
    const asked = ask(socket, handshakeOf(options.url, options));
    const { head } = await within(patience, 'an answer to the handshake of a socket to hold', asked);
    if (statusOf(head) !== 101)
      throw new Error(
        `Found the answer "${head.line}" to a socket that is to be held beside the observed one. Expected 101; correct observe.heldSockets in case.yaml or the config.`,
      );
    socket.resume();
    return end;
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Makes a correct handshake and reports the answer and what becomes of the socket. A refusal is a result, not an error. The request's `Origin`
 * is that of a page from the same address unless the options name one, so a server that compares them accepts it. Where a Socket.IO server opens
 * no polling session, its answer to that is the result.
 */
export async function observeRaw(options: RawOptions): Promise<RawResult> {
  const { socketIo } = options;
  const polling = socketIo && (await openSession(options, socketIo));
  const protocol = socketIo && socketIoClients[socketIo.clientVersion].protocol;
  const url = polling
    ? new URL(`?EIO=${protocol}&transport=websocket&sid=${polling.sessionId}`, options.url)
    : options.url;
  const sent = handshakeOf(url, options);
  const unopened = {
    tunnel: null,
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
    noFrame: null,
  } as const;
  if (polling?.sessionId === null) {
    const { answer, body } = polling;
    return { ...unopened, sent: polling.sent, answer, body, status: statusOf(answer) };
  }
  let socket: Socket | undefined;
  let tunnel: RawResult['tunnel'] = null;
  try {
    socket = await within(patience, 'connect for the handshake', open(options));
    if (options.isForwardProxy) {
      const asked = connectHead(url, options.userAgent ?? rawUserAgent);
      const granted = await within(patience, 'an answer to CONNECT', ask(socket, asked));
      tunnel = { sent: asked, answer: granted.head };
      const status = statusOf(granted.head);
      if (status !== 200) return { ...unopened, tunnel, answer: granted.head, body: granted.body, status };
    }
    const { head, body, rest } = await within(patience, 'an answer to the handshake', ask(socket, sent));
    const status = statusOf(head);
    if (status !== 101) return { ...unopened, tunnel, answer: head, body, status };
    return { ...unopened, tunnel, answer: head, status, ...(await useTunnel(socket, rest, options)) };
  } catch (error) {
    return { ...unopened, failure: (error as NodeJS.ErrnoException).code ?? String(error) };
  } finally {
    socket?.destroy();
  }
}
