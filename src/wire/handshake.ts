/** The opening handshake as heads of HTTP/1.1: what a client sends, and what is wrong with the answer (RFC 6455 section 4). */
import { createHash, randomBytes } from 'node:crypto';
import { handshakeGuid } from './accept.ts';
import { header, statusOf, type HttpHead } from './http-head.ts';

/** The base64 of the SHA-1 of a text. */
export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

/** Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 §4.2.2). */
export function acceptValue(key: string): string {
  return sha1(key + handshakeGuid);
}

/** What a request has besides what its kind prescribes. */
export interface RequestExtras {
  userAgent: string;
  /** `undefined` for none. */
  origin?: string | undefined;
  /** Cookies, as `name=value`. */
  cookies?: readonly string[];
  /** Further headers. */
  headers?: HttpHead['headers'];
}

/** The head of an ordinary request. */
export function requestHead(
  url: URL,
  { userAgent, origin, cookies = [], headers = [] }: RequestExtras,
  method = 'GET',
): HttpHead {
  return {
    line: `${method} ${url.pathname}${url.search} HTTP/1.1`,
    headers: [
      ['Host', url.host],
      ...headers,
      ...(origin === undefined ? [] : [['Origin', origin] as const]),
      ['User-Agent', userAgent],
      ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : []),
    ],
  };
}

/** The head of the request to a forward proxy for a tunnel. */
export function connectHead(url: URL, userAgent: string): HttpHead {
  // Without its port, a URL would name the proxy no port to connect to.
  const authority = url.port === '' ? `${url.hostname}:${url.protocol === 'wss:' ? 443 : 80}` : url.host;
  return {
    line: `CONNECT ${authority} HTTP/1.1`,
    headers: [
      ['Host', authority],
      ['User-Agent', userAgent],
    ],
  };
}

/** The head of a correct opening handshake (RFC 6455 §4.1), with a new key. */
export function handshakeHead(
  url: URL,
  { subprotocols = [], headers = [], ...extras }: RequestExtras & { subprotocols?: readonly string[] },
): HttpHead {
  return requestHead(url, {
    ...extras,
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
      ...(subprotocols.length > 0 ? [['Sec-WebSocket-Protocol', subprotocols.join(', ')] as const] : []),
      ...headers,
    ],
  });
}

/** Which header of an answer with 101 a client must not take, and why, as a sentence. */
export interface AnswerFault {
  kind: 'accept' | 'subprotocol' | 'extensions';
  text: string;
}

const tokensOf = (value: string | undefined) => (value ?? '').toLowerCase().split(/\s*,\s*/);

/** Why a client must refuse an answer with 101 (RFC 6455 §4.1), or `undefined` if it must not. */
export function answerFault(request: HttpHead, answer: HttpHead): AnswerFault | undefined {
  if (statusOf(answer) !== 101) return undefined;
  const upgrade = header(answer, 'Upgrade');
  if (upgrade?.toLowerCase() !== 'websocket')
    return {
      kind: 'accept',
      text:
        upgrade === undefined
          ? 'The answer has no Upgrade header.'
          : `Its Upgrade header is “${upgrade}”; websocket was expected.`,
    };
  if (!tokensOf(header(answer, 'Connection')).includes('upgrade'))
    return { kind: 'accept', text: 'The Connection header of the answer does not say Upgrade.' };
  const expected = acceptValue(header(request, 'Sec-WebSocket-Key') ?? '');
  const accept = header(answer, 'Sec-WebSocket-Accept');
  if (accept !== expected)
    return {
      kind: 'accept',
      text:
        accept === undefined
          ? 'The answer has no Sec-WebSocket-Accept header.'
          : 'Sec-WebSocket-Accept does not belong to the key that was sent.',
    };
  const chosen = header(answer, 'Sec-WebSocket-Protocol');
  const offered = header(request, 'Sec-WebSocket-Protocol')?.split(', ') ?? [];
  if (chosen !== undefined && !offered.includes(chosen))
    return {
      kind: 'subprotocol',
      text:
        offered.length === 0
          ? 'The answer chooses a subprotocol, and none was offered.'
          : 'The answer chooses a subprotocol that was not offered.',
    };
  if (chosen === undefined && offered.length > 0)
    return {
      kind: 'subprotocol',
      text: 'The answer chooses none of the subprotocols that were offered. A browser then closes the socket.',
    };
  if (header(answer, 'Sec-WebSocket-Extensions') !== undefined)
    return {
      kind: 'extensions',
      text: 'The answer turns on an extension that was not offered.',
    };
  return undefined;
}
