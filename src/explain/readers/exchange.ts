/** One request and its answer, wherever they were written down: what they say of the handshake. Pure. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { readKey } from '../../wire/accept.ts';
import { acceptAtOnce } from '../accept.ts';
import { factsOfStatus, pathOf, statusMeans } from './request.ts';

/** Headers by their names in lower case; several of one name are joined by a comma. */
export type Headers = ReadonlyMap<string, string>;

/** A request and its answer, as far as they are known. */
export interface Exchange {
  request?: { method: string; target: string; version: string; headers: Headers } | undefined;
  response?: { version: string; status: number; headers: Headers; body?: string | undefined } | undefined;
}

/** One thing that an exchange says. */
export interface Judgement {
  what: string;
  means: string;
  facts: Facts;
  /** The header that shows it, in lower case, if one does. */
  header?: string;
}

const said = (what: string, means: string, facts: Facts = [], header?: string): Judgement => ({
  what,
  means,
  facts,
  ...(header && { header }),
});

/** Adds a header to those that are known. */
export function withHeader(headers: Map<string, string>, name: string, value: string): void {
  const known = headers.get(name);
  headers.set(name, known === undefined ? value : `${known}, ${value}`);
}

const hasToken = (value: string | undefined, token: string) =>
  (value ?? '').split(',').some((each) => each.trim().toLowerCase() === token);

const shown = (text: string) => text.slice(0, 80);

/** Whether a request asks for a WebSocket, by its headers. */
export function isHandshake({ request }: Exchange): boolean {
  if (!request) return false;
  const { headers, target } = request;
  return (
    headers.has('sec-websocket-key') ||
    headers.has('sec-websocket-version') ||
    /websocket/i.test(headers.get('upgrade') ?? '') ||
    headers.get(':protocol') === 'websocket' ||
    /^wss?:/i.test(target)
  );
}

/** A 101 after which the browser ends the connection, for its accept value or its subprotocol. */
const refusedAfter101 =
  (reason: 'accept' | 'subprotocol') =>
  (what: string, means: string, header: string): Judgement =>
    said(
      what,
      means,
      [
        fact('status', '101', 'paste', { value: 101 }),
        fact('after-101', reason, 'paste'),
        fact('words', reason, 'paste'),
      ],
      header,
    );
const accept = refusedAfter101('accept');
const subprotocol = refusedAfter101('subprotocol');

/** What is wrong with a 101, or that nothing is. */
function ofSwitch({ request, response }: Exchange): Judgement[] {
  const headers: Headers = response?.headers ?? new Map<string, string>();
  const found: Judgement[] = [];
  const upgrade = headers.get('upgrade');
  if (upgrade === undefined)
    found.push(
      accept(
        '101 without “Upgrade: websocket”',
        'Every client must refuse such an answer. The server sends that header, so something on the way takes it out.',
        ':status',
      ),
    );
  else if (!hasToken(upgrade, 'websocket'))
    found.push(
      accept(
        '101 with another Upgrade',
        `It names “${shown(upgrade)}” where “websocket” must stand.`,
        'upgrade',
      ),
    );
  if (!hasToken(headers.get('connection'), 'upgrade'))
    found.push(
      accept(
        '101 without “Connection: Upgrade”',
        'Every client must refuse such an answer. Something on the way changes this header.',
        headers.has('connection') ? 'connection' : ':status',
      ),
    );
  const key = request?.headers.get('sec-websocket-key');
  const answer = headers.get('sec-websocket-accept');
  if (answer === undefined)
    found.push(
      accept(
        '101 without Sec-WebSocket-Accept',
        'The client cannot see that its own request was answered, and must refuse.',
        ':status',
      ),
    );
  else if (answer === acceptAtOnce(''))
    found.push(
      accept(
        'Sec-WebSocket-Accept of an empty key',
        'This is what a server answers to an empty Sec-WebSocket-Key. So a proxy in front of it dropped the key.',
        'sec-websocket-accept',
      ),
    );
  else if (key !== undefined && 'key' in readKey(key) && answer !== acceptAtOnce(key))
    found.push(
      accept(
        'wrong Sec-WebSocket-Accept',
        `The key of the request must be answered with ${acceptAtOnce(key)}. So the key was changed on the way, the answer is a stored one, or the server computes it wrongly.`,
        'sec-websocket-accept',
      ),
    );
  const [offered, chosen] = [
    request?.headers.get('sec-websocket-protocol'),
    headers.get('sec-websocket-protocol'),
  ];
  if (chosen !== undefined && request && !hasToken(offered, chosen.trim().toLowerCase()))
    found.push(
      subprotocol(
        'a subprotocol that was not offered',
        `The server chose “${shown(chosen)}”, and the client had offered ${offered === undefined ? 'none' : `“${shown(offered)}”`}. A client must refuse that.`,
        'sec-websocket-protocol',
      ),
    );
  if (chosen === undefined && offered !== undefined)
    found.push(
      subprotocol(
        'no subprotocol was chosen',
        `The client offered “${shown(offered)}” and the server chose none. Chrome then closes the connection.`,
        ':status',
      ),
    );
  if (found.length > 0) return found;
  const isVerified = key !== undefined && answer !== undefined && 'key' in readKey(key);
  return [
    said(
      'answer to the handshake: 101',
      `The protocol was switched, and the headers are as they must be.${isVerified ? ' Sec-WebSocket-Accept fits the key.' : ''}`,
      factsOfStatus(101),
      ':status',
    ),
  ];
}

/**
 * Programs that run applications, as they name themselves in Server (RFC 9110 section 10.2.4). A proxy that names itself never says this, so the
 * application answered.
 */
const applicationServer =
  /^(?:uvicorn|hypercorn|daphne|gunicorn|waitress|werkzeug|tornadoserver|python|kestrel|jetty|puma|cowboy|undertow)\b/i;

/** Whether an answer has nothing but “Connection: close”, as Node's parser refuses what it cannot read (`HTTP/1.1 400 Bad Request`, node:_http_server). */
const isWithoutReason = ({ response }: Exchange): boolean =>
  response !== undefined &&
  response.headers.size === 1 &&
  response.headers.get('connection') === 'close' &&
  (response.body ?? '').trim() === '';

/**
 * Keep-Alive of an answer of Node's `http` to an ordinary request, by its default `server.keepAliveTimeout` of 5 s. With a listener for `upgrade`, a
 * handshake is no request for it, and what that listener writes by hand has no such header.
 */
const nodesKeepAlive = 'timeout=5';

/** What the headers of a refusal add to its status. */
function ofRefusal(exchange: Exchange, status: number): Judgement[] {
  const { response } = exchange;
  const headers: Headers = response?.headers ?? new Map<string, string>();
  const server = headers.get('server') ?? '';
  const type = headers.get('content-type') ?? '';
  const facts: Facts[] = [factsOfStatus(status)];
  const words = [statusMeans(status)];
  if (status === 403 && /^(?:istio-)?envoy$/.test(server))
    facts.push([fact('refuser-403', 'gateway', 'paste')]);
  if (applicationServer.test(server)) facts.push([fact('arrives', 'arrives', 'paste')]);
  if (!headers.has('server') && headers.get('keep-alive') === nodesKeepAlive) {
    facts.push([fact('config', 'no-endpoint', 'paste')]);
    words.push(
      'Its Keep-Alive is Node’s for an ordinary request: nothing on this server listens for upgrades.',
    );
  }
  if (headers.get('cf-mitigated') === 'challenge') {
    facts.push([
      fact('front', 'cdn', 'paste'),
      ...(status === 403 ? [fact('refuser-403', 'challenge', 'paste')] : []),
    ]);
    words.push('Cloudflare asked for a challenge, which only a page can solve.');
  }
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== undefined) {
    facts.push([fact('connect-error', 'redirect', 'paste')]);
    const way = /^https:/i.test(location)
      ? 'to TLS: use wss:// and that address'
      : 'to another address: use that one';
    words.push(`It leads ${way}.`);
  }
  if (status === 200) facts.push([fact('body-200', /html/.test(type) ? 'web-page' : 'app-answer', 'paste')]);
  if (status === 400 && isWithoutReason(exchange)) {
    facts.push([fact('body-400', 'unreadable', 'paste')]);
    words.push(
      'Without a Date and a body it is the answer of Node’s parser: what arrived began with something else than a request.',
    );
  } else if (status === 400 && headers.get('content-length') === '0')
    facts.push([fact('body-400', 'empty', 'paste')]);
  if (status === 400 && /^\s*bad request\s*$/i.test(exchange.response?.body ?? ''))
    facts.push([fact('body-400', 'bare', 'paste')]);
  if (status === 426 || status === 400) {
    const version = headers.get('sec-websocket-version');
    const asked = exchange.request?.headers.get('sec-websocket-version') ?? '13';
    if (version !== undefined && asked !== '13')
      words.push(`The server speaks version ${shown(version)} of the protocol.`);
    else if (version === '13') {
      facts.push([fact('words', 'upgrade', 'paste')]);
      words.push(
        'The server names the version that it was asked for, so another part of the handshake did not arrive.',
      );
    }
  }
  if (server !== '') words.push(`It was sent by “${shown(server)}”.`);
  return [
    {
      ...said(`answer to the handshake: ${status}`, words.join(' '), facts.flat(), ':status'),
    },
  ];
}

/** What the request itself lacks. */
function ofRequest({ request }: Exchange): Judgement[] {
  if (!request || /^[23]/.test(request.version) || /^wss?:/i.test(request.target)) return [];
  const { headers, method } = request;
  const isTrace = headers.has('sec-websocket-key') || headers.has('sec-websocket-version');
  if (!isTrace || method !== 'GET') return [];
  const lacks = [
    !/websocket/i.test(headers.get('upgrade') ?? '') && '“Upgrade: websocket”',
    !hasToken(headers.get('connection'), 'upgrade') && '“Connection: Upgrade”',
  ].filter(Boolean);
  if (lacks.length > 0)
    return [
      said(
        `a handshake without ${lacks.join(' and ')}`,
        'It has other headers of a handshake, so a proxy took these out: they count for one hop only, and each proxy must be told to pass them on.',
        [fact('words', 'upgrade', 'paste')],
        ':request',
      ),
    ];
  const key = headers.get('sec-websocket-key');
  const read = key === undefined ? { problem: 'There is no Sec-WebSocket-Key.' } : readKey(key);
  return 'problem' in read
    ? [
        said(
          'Sec-WebSocket-Key is not usable',
          read.problem,
          [],
          key === undefined ? ':request' : 'sec-websocket-key',
        ),
      ]
    : [];
}

/** All that an exchange says of the handshake. */
export function judge(exchange: Exchange): Judgement[] {
  const { request, response } = exchange;
  const asked = isHandshake(exchange);
  const fromRequest = ofRequest(exchange);
  if (!response) return fromRequest;
  const { status, version } = response;
  const isExtended = request?.method === 'CONNECT' || request?.headers.get(':protocol') === 'websocket';
  if (/^[23]/.test(version) && !isExtended && status !== 101) {
    const major = version.charAt(0);
    if (asked || !request)
      return [
        said(
          `a test over HTTP/${major} that proves nothing`,
          `Over HTTP/${major}, curl leaves “Connection” and “Upgrade” out. The server saw an ordinary GET, so its ${status} says nothing of the WebSocket. Run it again with --http1.1.`,
          [fact('reach', status >= 300 && status < 400 ? 'redirect' : 'answers', 'paste')],
          ':status',
        ),
      ];
    return [ordinary(exchange, status)];
  }
  if (request && !asked && status !== 101) return [ordinary(exchange, status)];
  if (status === 101) return [...fromRequest, ...ofSwitch(exchange)];
  return [...fromRequest, ...ofRefusal(exchange, status)];
}

/** An answer to a request that asked for no switch: only the polling of Socket.IO is a part of opening its socket. */
function ordinary({ request, response }: Exchange, status: number): Judgement {
  const target = request?.target ?? '';
  if (/[?&]transport=polling\b/.test(target))
    return said(
      `answer to Socket.IO’s polling: ${status}`,
      status < 300
        ? 'Socket.IO opens by polling, and this request passed.'
        : 'Socket.IO opens by polling, so its socket cannot come about after this.',
      [fact('server', 'socket-io', 'paste'), ...(status < 300 ? [] : factsOfStatus(status))],
      ':status',
    );
  const body = response?.body?.startsWith('{') ? ' Its body is JSON.' : '';
  return said(
    `answer to an ordinary request: ${status}`,
    `The request${target && ` for ${shown(pathOf(target))}`} does not ask for a WebSocket, so its status counts for nothing here.${body}`,
    [],
    ':status',
  );
}
