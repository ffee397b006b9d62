import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import { acceptValue, sha1 } from '../wire/handshake.ts';

/**
 * Runs a callback after a time in milliseconds, unless the function that it returns is called first.
 * That function may be called more than once, and after the callback has run.
 */
export type SetTimer = (callback: () => void, milliseconds: number) => () => void;

/** The opening handshake of a client (RFC 6455 §4.2.1), which no one has answered yet. */
export interface PracticeHandshake {
  /** The request of the client. */
  request: IncomingMessage;
  /** The TCP connection; nothing reads from it yet. */
  socket: Socket;
  /** Bytes that the client sent after its request. */
  head: Buffer;
  /** The Sec-WebSocket-Key of the client. */
  key: string;
  /** The subprotocols that the client requested, in its order. */
  protocols: readonly string[];
  /** Sets a timer that ends, at the latest, with the TCP connection. */
  after: SetTimer;
}

/** A response that refuses a request. */
export interface Refusal {
  /** HTTP status code. */
  status: number;
  /** Header fields besides those of the body and Connection. */
  headers?: Readonly<Record<string, string>>;
  /** Body, as one sentence of plain text. */
  text: string;
}

/** What a response with 101 says, where it differs from a correct one. */
export interface SwitchingProtocols {
  /** Value of Sec-WebSocket-Accept. */
  accept?: string;
  /** Value of Sec-WebSocket-Protocol. */
  protocol?: string;
  /** Whether the response has an Upgrade header. */
  upgrade?: boolean;
}

/** Largest message or frame that a practice endpoint takes, in bytes. */
export const maxMessageBytes = 16 * 1024 * 1024;

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const keyOf16Bytes = /^[+/0-9A-Za-z]{22}==$/;
const lingerMs = 5_000;

/** A Sec-WebSocket-Accept of the right form that belongs to no key: the hash lacks the GUID of RFC 6455 §1.3. */
export function wrongAcceptFor(key: string): string {
  return sha1(key);
}

/** The key and the requested subprotocols of an opening handshake, or why it is none (RFC 6455 §4.2.1). */
export function readHandshake(
  request: IncomingMessage,
): { key: string; protocols: readonly string[] } | Refusal {
  const { headers } = request;
  if (request.method !== 'GET') {
    return {
      status: 405,
      headers: { Allow: 'GET' },
      text: 'The method of an opening handshake is GET.',
    };
  }
  if (headers['sec-websocket-version'] !== '13') {
    return {
      status: 426,
      headers: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' },
      text: 'This server speaks version 13 of the WebSocket protocol.',
    };
  }
  const key = headers['sec-websocket-key'] ?? '';
  if (!keyOf16Bytes.test(key)) {
    return {
      status: 400,
      text: 'Sec-WebSocket-Key must hold 16 bytes in base64.',
    };
  }
  const protocols = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  if (!protocols.every((name) => token.test(name)) || new Set(protocols).size !== protocols.length) {
    return {
      status: 400,
      text: 'Sec-WebSocket-Protocol must list each subprotocol once.',
    };
  }
  return { key, protocols };
}

/** Sends the last bytes, if any, and a FIN; drops the connection if the client does not end it too. */
export function endTcp(
  { socket, after }: Pick<PracticeHandshake, 'socket' | 'after'>,
  bytes: string | Uint8Array = '',
): void {
  // Unread bytes in the receive buffer would turn the FIN into an RST.
  socket.resume();
  socket.end(bytes);
  after(() => socket.destroy(), lingerMs);
}

/** Answers a handshake with an HTTP response that is not 101, and ends TCP. */
export function refuse(handshake: Pick<PracticeHandshake, 'socket' | 'after'>, refusal: Refusal): void {
  const { status, headers = {}, text } = refusal;
  const body = `${text}\n`;
  const fields = {
    ...headers,
    Connection: 'Upgrade' in headers ? 'Upgrade, close' : 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
  };
  endTcp(
    handshake,
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}

/** The bytes of a response with 101 (RFC 6455 §4.2.2): correct, except where `response` says otherwise. */
export function switchingProtocols(
  handshake: Pick<PracticeHandshake, 'key' | 'protocols'>,
  response: SwitchingProtocols = {},
): string {
  const { accept = acceptValue(handshake.key), protocol = handshake.protocols[0], upgrade = true } = response;
  return [
    'HTTP/1.1 101 Switching Protocols',
    ...(upgrade ? ['Upgrade: websocket'] : []),
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    '',
    '',
  ].join('\r\n');
}

/**
 * Answers a handshake correctly and hands the open connection on, which keeps to RFC 6455 from then on.
 * Without other `options` it picks the first subprotocol requested and takes messages of up to
 * `maxMessageBytes`.
 */
export function openCorrectly(
  { request, socket, head }: PracticeHandshake,
  onOpen: (connection: WebSocket) => void,
  options: Pick<ServerOptions, 'maxPayload' | 'handleProtocols'> = {},
): void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    ...options,
  });
  server.handleUpgrade(request, socket, head, (connection) => {
    // ws closes the connection itself; an event that no one hears would end the process.
    connection.on('error', () => {});
    onOpen(connection);
  });
}
