/** The steps of the ladder diagram, from what went over the wire. */
import type { LadderStep } from '../../src/knowledge/schemas.ts';
import { noAnswer, timedOut } from '../../src/wire/exchange.ts';
import { opcodes } from '../../src/wire/frames.ts';
import { acceptValue } from '../../src/wire/handshake.ts';
import { header, shortened, statusOf, type HttpHead } from '../../src/wire/http-head.ts';
import { requestLineOf, statusLineOf } from '../../src/wire/start-line.ts';
import type { BrowserResult } from './observers/browser.ts';
import { patience, type RawResult } from './observers/raw.ts';
import type { TappedConnection, TappedFrame } from './tap.ts';

/** Everything that was seen of one side of a case. */
export interface Seen {
  isProxied: boolean;
  isTls: boolean;
  /** Seconds of silence that were asked for. */
  silence: number;
  /** Seconds between the messages of the clients during the silence; `null` for none. */
  heartbeat: number | null;
  /** Ordinary requests that were made, and the connections to the backend that they took; `null` if none were made. */
  requests: { made: number; connections: number } | null;
  /** On how many of two nodes sockets opened; `null` where that was not counted. */
  nodesUsed: number | null;
  /** Messages of the raw client that reached the other client, at another node; `null` where there is none. */
  reachedPeer: number | null;
  /** Whether the server answered the proxy in TLS, so that the exchange between them was not seen. */
  isBehindTls: boolean;
  /** Code of the alert with which the server refused the proxy's TLS; `null` if there was none. */
  alertBehind: number | null;
  /** Headers that the steps name besides Upgrade and Connection. */
  headers: readonly string[];
  raw: RawResult;
  /** The raw client's handshake in front of the backend; `null` if it did not get there. */
  behind: TappedConnection | null;
  /** The polling request of Socket.IO in front of the backend. */
  pollingBehind: TappedConnection | null;
  /** The raw client's connection in front of the proxy (or of the backend, if there is no proxy). */
  front: TappedConnection | null;
  /** What Chromium saw; where engines differ, the ladder is Chromium's. */
  chromium: BrowserResult;
  /** Whether the page under test is the case's own file. */
  isOwnPage: boolean;
  /** Whether the socket is that of the script in the server's page. */
  isServersPage: boolean;
  proxyLog: readonly string[];
}

type Party = LadderStep['from'];

type ActIn<Step> = Step extends LadderStep ? Omit<Step, 'from' | 'to' | 'outcome'> : never;

/** What a party does in a step of a kind, or of any. */
type Act<Kind extends LadderStep['kind'] = LadderStep['kind']> = ActIn<Extract<LadderStep, { kind: Kind }>>;

function step(from: Party, to: Party, act: Act, isPassed: boolean): LadderStep {
  return { from, to, outcome: isPassed ? 'passed' : 'failed', ...act };
}

function shownHeaders(head: HttpHead, names: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    names.map((name) => {
      const value = header(head, name);
      return [name, value === undefined ? null : shortened(value)];
    }),
  );
}

/** A request with the headers that make it a handshake, and those of the case. */
function handshake(request: HttpHead, names: readonly string[]): Act<'request'> {
  const headers = shownHeaders(request, ['Connection', 'Upgrade', ...names]);
  return { kind: 'request', ...requestLineOf(request), headers };
}

/** A request that is not a handshake, as its first line. */
const plainRequest = (request: HttpHead): Act<'request'> => ({
  kind: 'request',
  ...requestLineOf(request),
  headers: {},
});

/** A handshake in front of the backend, with what the proxy put before it or changed. */
function arrival(
  { proxyProtocol }: TappedConnection,
  request: HttpHead,
  names: readonly string[],
  isKeyKept: boolean,
): Act<'request'> {
  return {
    ...handshake(request, names),
    ...(proxyProtocol !== null && { proxyProtocol }),
    ...(!isKeyKept && { isOtherKey: true }),
  };
}

function reasonIn(answer: HttpHead, body: string): Pick<Act<'answer'>, 'body'> {
  const text = body.trim();
  const isPlain = !/[<\n]/.test(text);
  return isPlain && text !== '' && text.length <= 60 && !answer.line.endsWith(text) ? { body: text } : {};
}

/** What is wrong with the accept value of a 101 (RFC 6455 section 4.2.2); nothing if it is right. Keys are random, so they are not quoted. */
function faultOfAccept(answer: HttpHead, request: HttpHead): Pick<Act<'answer'>, 'accept'> {
  const accept = header(answer, 'Sec-WebSocket-Accept');
  if (accept === undefined) return { accept: 'missing' };
  const key = header(request, 'Sec-WebSocket-Key') ?? '';
  return accept === acceptValue(key) ? {} : { accept: 'of another key' };
}

/** Headers of a handshake that an answer to it can have too. */
const isOfAnswers = (name: string): boolean => /^Sec-WebSocket-(?!Key$)/i.test(name);

/** An answer as its first line says it. */
const bareAnswer = (answer: HttpHead): Act<'answer'> => ({
  kind: 'answer',
  ...statusLineOf(answer),
  headers: {},
});

/** An answer to `request`, with the header or the body that tells most about a refusal. */
function answerTo(
  request: HttpHead,
  answer: HttpHead,
  body: string,
  names: readonly string[],
): Act<'answer'> {
  const line = { kind: 'answer', ...statusLineOf(answer) } as const;
  const { status } = line;
  if (status === 101)
    return {
      ...line,
      headers: shownHeaders(answer, names.filter(isOfAnswers)),
      ...faultOfAccept(answer, request),
    };
  if (status >= 300 && status < 400) return { ...line, headers: shownHeaders(answer, ['Location']) };
  if (status === 200) return { ...line, headers: shownHeaders(answer, ['Content-Type']) };
  return { ...line, headers: {}, ...reasonIn(answer, body) };
}

/** What the raw client got in the place of an answer. */
function unanswered({ failure }: RawResult): Act {
  if (failure === noAnswer.ended) return { kind: 'end', without: 'answer' };
  if (failure === timedOut) return { kind: 'silence', seconds: patience };
  return { kind: 'no-answer', error: failure ?? 'unknown' };
}

/** A packet of Socket.IO without the ids that the server makes up. */
function withoutIds(packet: string): string {
  return packet.replace(/"sid":"[^"]+"/g, '"sid":"<sid>"');
}

function hasToken(value: string | undefined, token: string): boolean {
  return (value ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
    .includes(token);
}

/** Whether what a handshake needs arrived as it was sent; what the proxy adds is no harm. */
function arrivedUnchanged(sent: HttpHead, arrived: HttpHead, names: readonly string[]): boolean {
  return (
    requestLineOf(arrived).version === requestLineOf(sent).version &&
    header(arrived, 'Upgrade')?.toLowerCase() === header(sent, 'Upgrade')?.toLowerCase() &&
    hasToken(header(arrived, 'Connection'), 'upgrade') &&
    names.every((name) => [undefined, header(arrived, name)].includes(header(sent, name)))
  );
}

/**
 * The code of the TLS alert that a server's first bytes are; `null` if they are anything else.
 * @param opening the bytes as Latin-1
 */
export function alertIn(opening: string): number | null {
  // A record of type alert (21): its version (two bytes), its length (two), then whether it is fatal (2), then which.
  const [type, major, , , length, level, code] = Buffer.from(opening, 'latin1');
  return type === 21 && major === 3 && length === 2 && level === 2 ? (code ?? null) : null;
}

/** nginx's log line about a backend whose certificate it refuses. */
const refusedUpstream = /upstream SSL certificate verify error: (\([^)]*\))/;

function upstreamTlsSteps(proxyLog: readonly string[]): LadderStep[] {
  const reason = refusedUpstream.exec(proxyLog.join('\n'))?.[1];
  if (reason === undefined)
    return [step('proxy', 'server', { kind: 'tls-handshake', isRequestInside: true }, true)];
  return [
    step('proxy', 'server', { kind: 'tls-hello' }, true),
    step('server', 'proxy', { kind: 'certificate' }, true),
    step('proxy', 'server', { kind: 'certificate-refused', error: reason }, false),
  ];
}

/** The proxy's attempt at TLS with a server that refuses it, or does not speak it as the proxy logs. */
function tlsToServerSteps({ isProxied, behind, alertBehind, proxyLog }: Seen): LadderStep[] {
  if (isProxied && !behind && alertBehind !== null)
    return [
      step('proxy', 'server', { kind: 'tls-hello' }, true),
      step('server', 'proxy', { kind: 'tls-alert', code: alertBehind }, false),
    ];
  const isRefused = proxyLog.some((line) => /(?:SSL_do_handshake\(\) failed|SSL_connect:)/.test(line));
  return isProxied && !behind && isRefused
    ? [step('proxy', 'server', { kind: 'tls-hello', isAnsweredOtherwise: true }, false)]
    : [];
}

function handshakeSteps(seen: Seen): LadderStep[] {
  const { raw, behind, headers, chromium } = seen;
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const isSwitched = raw.status === 101;
  const steps: LadderStep[] = [];
  if (raw.tunnel) {
    const isGranted = statusOf(raw.tunnel.answer) === 200;
    steps.push(step('client', 'proxy', plainRequest(raw.tunnel.sent), true));
    steps.push(step('proxy', 'client', bareAnswer(raw.tunnel.answer), isGranted));
    if (!isGranted) return steps;
    return [
      ...steps,
      step('client', 'server', handshake(raw.sent, headers), true),
      step('server', 'client', raw.answer ? bareAnswer(raw.answer) : unanswered(raw), isSwitched),
    ];
  }
  steps.push(step('client', first, handshake(raw.sent, headers), true));
  if (seen.isProxied && behind?.request) {
    const isKeyKept = header(behind.request, 'Sec-WebSocket-Key') === header(raw.sent, 'Sec-WebSocket-Key');
    const isIntact = isSwitched
      ? isKeyKept
      : behind.proxyProtocol === null && arrivedUnchanged(raw.sent, behind.request, headers);
    steps.push(step('proxy', 'server', arrival(behind, behind.request, headers, isKeyKept), isIntact));
    if (behind.answer) {
      const answer = answerTo(behind.request, behind.answer, raw.body, headers);
      steps.push(step('server', 'proxy', answer, isSwitched));
    } else if (raw.answer || behind.endedBy === 'server')
      steps.push(step('server', 'proxy', { kind: 'end', without: 'answer' }, false));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('(111: Connection refused)'))) {
    steps.push(step('proxy', 'server', { kind: 'connect-refused' }, false));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('http2: invalid Upgrade')))
    steps.push(step('proxy', 'server', { kind: 'http2-without-upgrade' }, false));
  steps.push(...tlsToServerSteps(seen));
  if (seen.isProxied && !behind && seen.isBehindTls) steps.push(...upstreamTlsSteps(seen.proxyLog));
  if (raw.answer) {
    const isAccepted = isSwitched && chromium.fate !== 'never opens';
    steps.push(step(first, 'client', answerTo(raw.sent, raw.answer, raw.body, headers), isAccepted));
  } else {
    steps.push(step(first, 'client', unanswered(raw), false));
  }
  return steps;
}

function tlsSteps(seen: Seen): LadderStep[] {
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  if (seen.raw.answer) return [step('client', first, { kind: 'tls-handshake' }, true)];
  const hello = step('client', first, { kind: 'tls-hello' }, true);
  const failure = seen.raw.failure ?? 'unknown';
  if (/CERT|SIGNATURE/.test(failure))
    return [
      hello,
      step(first, 'client', { kind: 'certificate' }, true),
      step('client', first, { kind: 'certificate-refused', error: failure }, false),
    ];
  const opening = seen.front?.opening ?? '';
  const alert = alertIn(opening);
  const plain = /^HTTP\/1\.\d \d{3} [^\r\n]*/.exec(opening)?.[0];
  if (alert !== null) return [hello, step(first, 'client', { kind: 'tls-alert', code: alert }, false)];
  const refusal: Act =
    plain === undefined
      ? { kind: 'no-tls', error: failure }
      : { ...bareAnswer({ line: plain, headers: [] }), isInsteadOfTls: true };
  return [hello, ...tlsToServerSteps(seen), step(first, 'client', refusal, false)];
}

function pingSteps(frames: readonly TappedFrame[]): LadderStep[] {
  const [ping, nextPing] = frames.filter((frame) => frame.from === 'server' && frame.opcode === opcodes.ping);
  if (!ping) return [];
  const isAnswered = frames.some((frame) => frame.from === 'client' && frame.opcode === opcodes.pong);
  // The first Ping comes when the server's timer is due, whenever the socket was opened; the second shows the interval.
  const seconds = Math.round(nextPing ? nextPing.at - ping.at : ping.at);
  return [step('server', 'client', { kind: 'ping', after: seconds, isAnswered }, isAnswered)];
}

/** The message to a client at another node, and its answer. */
function peerSteps({ raw, reachedPeer }: Seen): LadderStep[] {
  const isReached = reachedPeer !== null && reachedPeer > 0;
  return [
    step('client', 'server', { kind: 'peer-message' }, true),
    isReached
      ? step('server', 'client', { kind: 'peer-answer', bytes: raw.echoed ?? 0 }, raw.echoed !== null)
      : step('server', 'client', { kind: 'peer-unreached' }, false),
  ];
}

function messageSteps(seen: Seen, frames: readonly TappedFrame[]): LadderStep[] {
  const { raw, heartbeat, reachedPeer } = seen;
  if (reachedPeer !== null) return peerSteps(seen);
  if (raw.echoed !== null) {
    const isText = !frames.some(({ from, opcode }) => from === 'server' && opcode === opcodes.binary);
    const echo: Act = { kind: 'echo', bytes: raw.echoed, ...(!isText && { isBinary: true }) };
    return [step('server', 'client', echo, isText)];
  }
  const message = frames.find((frame) => frame.from === 'client' && frame.opcode === opcodes.text);
  if (message && heartbeat !== null) {
    const isAnswered = frames.some((frame) => frame.from === 'server' && frame.opcode === opcodes.text);
    return [step('client', 'server', { kind: 'heartbeat', after: heartbeat, isAnswered }, true)];
  }
  return message ? [step('client', 'server', { kind: 'message', bytes: message.length }, true)] : [];
}

/** Whose Close frame ended a socket: the proxy's own if the server sent none. */
function closer({ isProxied, behind }: Seen): Party {
  const isServers = behind?.frames.some(({ from, opcode }) => from === 'server' && opcode === opcodes.close);
  return isProxied && isServers === false ? 'proxy' : 'server';
}

/** A Close frame; without a code it means 1005 (RFC 6455 section 7.1.5). */
const closeOf = (closeCode: number | null): Act<'close'> => ({ kind: 'close', code: closeCode ?? 1005 });

const dropped: Act<'end'> = { kind: 'end', without: 'Close frame' };

/** So much of what came instead of a frame stands in a step. */
const longestNoFrame = 40;

function endSteps(seen: Seen, isQuiet: boolean): LadderStep[] {
  const { raw, behind, isProxied, silence } = seen;
  // Without a silence the seconds say only how busy the machine was.
  const life = raw.seconds === null || raw.seconds === 0 || silence === 0 ? {} : { after: raw.seconds };
  if (raw.noFrame !== null) {
    const { noFrame } = raw;
    const shown = noFrame.length > longestNoFrame ? `${noFrame.slice(0, longestNoFrame)}…` : noFrame;
    return [step('server', 'client', { kind: 'no-frame', text: shown }, false)];
  }
  if (raw.fate === 'closed')
    return [step(closer(seen), 'client', { ...closeOf(raw.closeCode), ...life }, false)];
  if (raw.fate === 'dropped') {
    const dropper: Party = isProxied && behind?.endedBy === 'client' ? 'proxy' : 'server';
    return [step(dropper, 'client', { ...dropped, ...life }, false)];
  }
  if (silence === 0) return [];
  return [step('server', 'client', { kind: 'open', after: silence, isSilent: isQuiet }, true)];
}

function besideSteps({ requests, nodesUsed }: Seen): LadderStep[] {
  const steps: LadderStep[] = [];
  if (nodesUsed !== null) steps.push(step('proxy', 'server', { kind: 'nodes', opened: nodesUsed }, true));
  if (requests)
    steps.push(step('proxy', 'server', { kind: 'requests', ...requests }, requests.connections === 1));
  return steps;
}

function tunnelSteps(seen: Seen): LadderStep[] {
  const frames = (seen.behind ?? seen.front)?.frames ?? [];
  const pings = pingSteps(frames);
  // Whether the client's own message is out before bytes come that are no frame is a matter of milliseconds.
  if (seen.raw.noFrame !== null) return endSteps(seen, true);
  const isSilent = seen.raw.echoed !== null || frames.every(({ opcode }) => opcode !== opcodes.text);
  const isQuiet = isSilent && pings.length === 0;
  return [...messageSteps(seen, frames), ...pings, ...endSteps(seen, isQuiet), ...besideSteps(seen)];
}

function socketIoSteps({ raw, behind, pollingBehind, isProxied }: Seen): LadderStep[] {
  const { polling, answer } = raw;
  if (!polling || !answer)
    throw new Error(
      'A Socket.IO case was observed without a polling request or without an answer to the handshake.',
    );
  const first: Party = isProxied ? 'proxy' : 'server';
  const isSwitched = raw.status === 101;
  const passedOn = (connection: TappedConnection | null, isPassed: boolean): LadderStep[] => {
    const port = connection?.port ?? null;
    return isProxied ? [step('proxy', 'server', { kind: 'node', port }, isPassed)] : [];
  };
  const asked = [step('client', first, plainRequest(polling.sent), true), ...passedOn(pollingBehind, true)];
  if (polling.sessionId === null)
    return [...asked, step(first, 'client', answerTo(polling.sent, polling.answer, polling.body, []), false)];
  asked.push(step('server', 'client', { ...bareAnswer(polling.answer), isSession: true }, true));
  if (polling.namespace) {
    const { sent, received } = polling.namespace;
    const isAccepted = received.startsWith(sent);
    asked.push(step('client', first, { kind: 'packet', text: sent }, true));
    asked.push(step('server', 'client', { kind: 'packet', text: withoutIds(received) }, isAccepted));
    if (!isAccepted) return asked;
  }
  const lostHeaders =
    behind?.request && !arrivedUnchanged(raw.sent, behind.request, []) ? behind.request : null;
  return [
    ...asked,
    step('client', first, { ...plainRequest(raw.sent), headers: shownHeaders(raw.sent, ['Upgrade']) }, true),
    ...(lostHeaders
      ? [step('proxy', 'server', handshake(lostHeaders, []), false)]
      : passedOn(behind, isSwitched || behind?.port === pollingBehind?.port)),
    step('server', 'client', answerTo(raw.sent, answer, raw.body, []), isSwitched),
  ];
}

function ownPageSteps(seen: Seen): LadderStep[] {
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const { url, console } = seen.chromium;
  const lines = (console ?? []).join('\n');
  const refusal = /status of (\d+)/.exec(lines)?.[1];
  const page = refusal
    ? step(first, 'client', { kind: 'page-refused', status: Number(refusal) }, false)
    : step(first, 'client', { kind: 'page', scheme: seen.isTls ? 'https' : 'http' }, true);
  if (seen.isServersPage && seen.chromium.fate === 'never opens' && url !== null) {
    const error = /net::\w+|response code: \d+/.exec(lines)?.[0] ?? 'no answer';
    return [page, step('client', 'server', { kind: 'page-dials', url, error }, false)];
  }
  if (lines.includes('closed before the connection is established') && seen.chromium.fate === 'never opens')
    return [
      page,
      step('client', first, handshake(seen.raw.sent, seen.headers), true),
      step('client', first, { kind: 'page-closes' }, false),
    ];
  if (!seen.isServersPage && seen.chromium.fate === 'never opens') {
    const error =
      /Uncaught (\w+Error): /.exec(lines)?.[1] ??
      /Content Security Policy|ERR_\w+/.exec(lines)?.[0] ??
      'no socket';
    return [page, step('client', first, { kind: 'not-sent', error }, false)];
  }
  const isOpen = seen.raw.status === 101 && seen.isServersPage;
  const ending = seen.isServersPage ? (isOpen ? tunnelSteps(seen) : []) : pageEndSteps(seen);
  return [page, ...handshakeSteps(seen), ...ending];
}

/** How it went on where the page under test lost a socket; nothing where its first was held. */
function pageEndSteps(seen: Seen): LadderStep[] {
  const { fate, closeCode, socketNumber = 1 } = seen.chromium;
  if (fate === 'held')
    return socketNumber === 1
      ? []
      : [step('client', 'server', { kind: 'page-reconnects', socket: socketNumber }, true)];
  return fate === 'closed'
    ? [step(closer(seen), 'client', closeOf(closeCode), false)]
    : [step('server', 'client', dropped, false)];
}

/** The exchange as it was observed, in 2 to 6 steps: the raw client's, or for a page under test what Chromium did. Addresses are as they are. */
export function ladder(seen: Seen): LadderStep[] {
  if (seen.raw.polling) return socketIoSteps(seen);
  if (seen.isOwnPage || seen.isServersPage) return ownPageSteps(seen);
  const tls = seen.isTls ? tlsSteps(seen) : [];
  if (seen.isTls && !seen.raw.answer) return tls;
  const isOpen = seen.raw.status === 101 && seen.chromium.fate !== 'never opens';
  const rest = [...handshakeSteps(seen), ...(isOpen ? tunnelSteps(seen) : [])];
  return [...tls, ...rest];
}
