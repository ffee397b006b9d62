import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PracticeEndpoint } from './endpoint.ts';
import { practiceEndpoints, practiceGroups } from './endpoints/index.ts';
import { readHandshake, refuse } from './handshake.ts';
import type { SetTimer } from './handshake.ts';
import { practicePage, practicePagePolicy } from './page.ts';

/** Where and how the practice server runs. */
export interface PracticeServerOptions {
  /** Address to listen on. Default `127.0.0.1`, and then `::1` too where the machine has IPv6. */
  host?: string;
  /** TCP port, 0 for any free one. Default 0. */
  port?: number;
  /** Base URL of the site whose page `/test/` tests a WebSocket URL. The page of this server links to it. */
  siteUrl?: string;
  /** Sets every timer of the endpoints. Default: `setTimeout`, not keeping the process alive. */
  setTimer?: SetTimer;
}

/** A running practice server. */
export interface PracticeServer {
  /** Base URL of the page that lists the endpoints, `http://host:port`. */
  url: string;
  /** Base URL of the endpoints, `ws://host:port`; a `path` of an endpoint may be appended. */
  wsUrl: string;
  /** TCP port on which the server listens. */
  port: number;
  /** Stops listening, ends every connection and timer, and resolves when all have ended. May be called again. */
  close(): Promise<void>;
}

const ipv4Loopback = '127.0.0.1';
const ipv6Loopback = '::1';
const maxConnections = 1_000;
const maxPortAttempts = 10;

const endpointsByPathname: ReadonlyMap<string, PracticeEndpoint> = new Map(
  practiceEndpoints.map((endpoint) => [`/${endpoint.name}`, endpoint]),
);

const setUnreferencedTimer: SetTimer = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};

function timersOf(socket: Socket, setTimer: SetTimer): SetTimer {
  const pending = new Set<() => void>();
  socket.once('close', () => {
    for (const cancel of pending) cancel();
  });
  return (callback, milliseconds) => {
    if (socket.closed) return () => {};
    const cancelTimer = setTimer(() => {
      pending.delete(cancel);
      callback();
    }, milliseconds);
    const cancel = (): void => {
      pending.delete(cancel);
      cancelTimer();
    };
    pending.add(cancel);
    return cancel;
  };
}

function targetOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://practice.invalid');
}

/** The limit that the query sets, or a sentence that says why it cannot. */
function limitOf(endpoint: PracticeEndpoint, query: URLSearchParams) {
  const { parameter } = endpoint;
  if (!parameter) return 0;
  const { name, min, max } = parameter;
  const text = query.get(name);
  if (text === null) return parameter.default;
  const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  const valid = name === 'seconds' || Number.isInteger(value);
  return valid && value >= min && value <= max
    ? value
    : `${name} must be a ${name === 'bytes' ? 'whole ' : ''}number from ${min} to ${max}.`;
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, setTimer: SetTimer): void {
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  // A client may leave at any time, and an error that no one hears would end the process.
  socket.on('error', () => {});
  socket.setKeepAlive(true, 60_000);
  const connection = { socket, after: timersOf(socket, setTimer) };

  const target = targetOf(request);
  const endpoint = endpointsByPathname.get(target?.pathname ?? '');
  if (!target || !endpoint) {
    refuse(connection, {
      status: 404,
      text: 'There is no practice endpoint here; the page at / lists them.',
    });
    return;
  }
  const handshake = readHandshake(request);
  if ('status' in handshake) {
    refuse(connection, handshake);
    return;
  }
  const limit = limitOf(endpoint, target.searchParams);
  if (typeof limit === 'string') {
    refuse(connection, { status: 400, text: limit });
    return;
  }
  endpoint.serve({ request, head, ...connection, ...handshake }, limit);
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function answerPlainRequest(
  request: IncomingMessage,
  response: ServerResponse,
  wsUrl: string,
  siteUrl: string | undefined,
): void {
  request.resume();
  const pathname = targetOf(request)?.pathname ?? '';
  const endpoint = endpointsByPathname.get(pathname);
  const own = endpoint?.plain;
  if (pathname === '/' && !['GET', 'HEAD'].includes(request.method ?? '')) {
    const allow = { Allow: 'GET, HEAD' };
    answer(request, response, 405, allow, 'This page can only be read.\n');
  } else if (pathname === '/') {
    const { host = '' } = request.headers;
    const baseUrl = /^[0-9A-Za-z.:[\]-]+$/.test(host) ? `ws://${host}` : wsUrl;
    answer(
      request,
      response,
      200,
      {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': practicePagePolicy,
      },
      practicePage({ groups: practiceGroups, baseUrl, siteUrl }),
    );
  } else if (own) {
    answer(request, response, own.status, own.headers ?? {}, `${own.text}\n`);
  } else if (endpoint) {
    answer(
      request,
      response,
      426,
      { Upgrade: 'websocket', Connection: 'Upgrade' },
      'This is a WebSocket endpoint; open it with a WebSocket client.\n',
    );
  } else {
    const text = 'There is no practice endpoint here; the page at / lists them.\n';
    answer(request, response, 404, {}, text);
  }
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Servers that answer alike, and the address of the first of them. */
interface Listening {
  servers: readonly Server[];
  address: AddressInfo;
}

async function listenOn(create: () => Server, port: number, host: string): Promise<Listening> {
  const server = create();
  return { address: await listen(server, port, host), servers: [server] };
}

/**
 * Listens on both loopback addresses, so that `localhost` leads to this server whichever address a browser
 * tries first. Without IPv6 it listens on 127.0.0.1 only.
 */
async function listenOnLoopback(create: () => Server, port: number): Promise<Listening> {
  for (let attempt = 1; ; attempt += 1) {
    const ipv4 = await listenOn(create, port, ipv4Loopback);
    try {
      const ipv6 = await listenOn(create, ipv4.address.port, ipv6Loopback);
      return { ...ipv4, servers: [...ipv4.servers, ...ipv6.servers] };
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return ipv4;
      await Promise.all(ipv4.servers.map(stopListening));
      const another = code === 'EADDRINUSE' && port === 0;
      if (!another || attempt === maxPortAttempts) throw error;
    }
  }
}

function authorityOf({ address, port }: AddressInfo): string {
  const reachable: Readonly<Record<string, string>> = {
    '0.0.0.0': ipv4Loopback,
    '::': ipv6Loopback,
  };
  const host = reachable[address] ?? address;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function siteBaseUrl(siteUrl: string): string {
  const { protocol, href } = new URL(siteUrl);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new TypeError('siteUrl must be an http or https URL');
  }
  return href.replace(/\/+$/, '');
}

/**
 * Starts the practice server: WebSocket endpoints that fail on purpose, and a page at `/` that lists them.
 * It accepts every origin and is meant for the machine of the person who runs it.
 * @throws {TypeError} if `siteUrl` is not an http or https URL
 * @throws {Error} with the `code` of the system, such as `EADDRINUSE`, if it cannot listen
 */
export async function startPracticeServer(options: PracticeServerOptions = {}): Promise<PracticeServer> {
  const { host = ipv4Loopback, port = 0 } = options;
  const { setTimer = setUnreferencedTimer } = options;
  const siteUrl = options.siteUrl === undefined ? undefined : siteBaseUrl(options.siteUrl);

  const sockets = new Set<Socket>();
  let wsUrl = '';

  const create = (): Server => {
    const server = createServer({
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    });
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      answerPlainRequest(request, response, wsUrl, siteUrl);
    });
    server.on('upgrade', (request, socket, head) => {
      upgrade(request, socket, head, setTimer);
    });
    return server;
  };

  const { servers, address } =
    host === ipv4Loopback || host === 'localhost'
      ? await listenOnLoopback(create, port)
      : await listenOn(create, port, host);
  const authority = authorityOf(address);
  wsUrl = `ws://${authority}`;

  let closing: Promise<void> | undefined;
  const shutDown = async (): Promise<void> => {
    const stopped = servers.map(stopListening);
    // A server reports its end before its sockets do, and their timers end with the sockets.
    const ended = [...sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of sockets) socket.destroy();
    await Promise.all([...stopped, ...ended]);
  };
  return {
    url: `http://${authority}`,
    wsUrl,
    port: address.port,
    close: () => (closing ??= shutDown()),
  };
}
