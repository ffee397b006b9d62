/** The steps of the ladder diagram, from what went over the wire. */
import type { LadderStep } from '../../src/knowledge/schemas.ts';
import { opcodes } from '../../src/wire/frames.ts';
import { acceptValue } from '../../src/wire/handshake.ts';
import { header, shortened, statusOf, type HttpHead } from '../../src/wire/http-head.ts';
import type { BrowserResult } from './observers/browser.ts';
import type { RawResult } from './observers/raw.ts';
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
  /** The alert with which the server refused the proxy's TLS; `null` if there was none. */
  alertBehind: string | null;
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

function step(from: Party, to: Party, text: string, isPassed: boolean, after?: number): LadderStep {
  return {
    from,
    to,
    text,
    outcome: isPassed ? 'passed' : 'failed',
    ...(after === undefined ? {} : { after }),
  };
}

function describeHeaders(head: HttpHead, names: readonly string[]): string[] {
  return names.map((name) => {
    const value = header(head, name);
    return value === undefined ? `no ${name}` : `${name}: ${shortened(value)}`;
  });
}

function describeRequest(request: HttpHead, names: readonly string[]): string {
  return [request.line, ...describeHeaders(request, ['Connection', 'Upgrade', ...names])].join(', ');
}

/** A request in front of the backend, with the PROXY protocol's header that came before it. */
function describeArrival(
  { proxyProtocol }: TappedConnection,
  request: HttpHead,
  names: readonly string[],
): string {
  const text = describeRequest(request, names);
  return proxyProtocol === null ? text : `PROXY protocol ${proxyProtocol} header, then ${text}`;
}

function reasonIn(answer: HttpHead, body: string): string[] {
  const text = body.trim();
  const isPlain = !/[<\n]/.test(text);
  return isPlain && text !== '' && text.length <= 60 && !answer.line.endsWith(text) ? [`body: ${text}`] : [];
}

/** What is wrong with the accept value of a 101 (RFC 6455 section 4.2.2); nothing if it is right. Keys are random, so they are not quoted. */
function faultOfAccept(answer: HttpHead, request: HttpHead): string[] {
  const accept = header(answer, 'Sec-WebSocket-Accept');
  if (accept === undefined) return ['no Sec-WebSocket-Accept'];
  const key = header(request, 'Sec-WebSocket-Key') ?? '';
  return accept === acceptValue(key) ? [] : ['Sec-WebSocket-Accept of another key'];
}

/** An answer to `request` in one line, with the header or the body that tells most about a refusal. */
function describeAnswer(answer: HttpHead, request: HttpHead, body: string, names: readonly string[]): string {
  const status = statusOf(answer) ?? 0;
  const own = names.filter((name) => /^Sec-WebSocket-/i.test(name));
  if (status === 101)
    return [answer.line.trim(), ...describeHeaders(answer, own), ...faultOfAccept(answer, request)].join(
      ', ',
    );
  if (status >= 300 && status < 400)
    return [answer.line, ...describeHeaders(answer, ['Location'])].join(', ');
  if (status === 200) return [answer.line, ...describeHeaders(answer, ['Content-Type'])].join(', ');
  return [answer.line.trim(), ...reasonIn(answer, body)].join(', ');
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

function httpVersion({ line }: HttpHead): string | undefined {
  return / HTTP\/(\d\.\d)$/.exec(line)?.[1];
}

/** Whether what a handshake needs arrived as it was sent; what the proxy adds is no harm. */
function arrivedUnchanged(sent: HttpHead, arrived: HttpHead, names: readonly string[]): boolean {
  return (
    httpVersion(arrived) === httpVersion(sent) &&
    header(arrived, 'Upgrade')?.toLowerCase() === header(sent, 'Upgrade')?.toLowerCase() &&
    hasToken(header(arrived, 'Connection'), 'upgrade') &&
    names.every((name) => [undefined, header(arrived, name)].includes(header(sent, name)))
  );
}

/** Alerts with which TLS is refused before a certificate is judged (RFC 8446 section 6, RFC 6066 section 3, RFC 7301 section 3.2). */
const alertNames: Readonly<Record<number, string>> = {
  40: 'handshake_failure',
  70: 'protocol_version',
  112: 'unrecognized_name',
  120: 'no_application_protocol',
};

/**
 * The TLS alert that a server's first bytes are, as in `alert 40 (handshake_failure)`; `null` if they are anything else.
 * @param opening the bytes as Latin-1
 */
export function alertIn(opening: string): string | null {
  // A record of type alert (21): its version (two bytes), its length (two), then whether it is fatal (2), then which.
  const [type, major, , , length, level, code] = Buffer.from(opening, 'latin1');
  if (type !== 21 || major !== 3 || length !== 2 || level !== 2 || code === undefined) return null;
  const name = alertNames[code];
  return name === undefined ? `alert ${code}` : `alert ${code} (${name})`;
}

/** nginx's log line about a backend whose certificate it refuses. */
const refusedUpstream = /upstream SSL certificate verify error: (\([^)]*\))/;

function upstreamTlsSteps(proxyLog: readonly string[]): LadderStep[] {
  const reason = refusedUpstream.exec(proxyLog.join('\n'))?.[1];
  if (reason === undefined)
    return [step('proxy', 'server', 'TLS handshake, and the request inside it', true)];
  return [
    step('proxy', 'server', 'TLS ClientHello', true),
    step('server', 'proxy', 'its certificate', true),
    step('proxy', 'server', `refuses the certificate: ${reason}`, false),
  ];
}

/** The proxy's attempt at TLS with a server that refuses it, or does not speak it as the proxy logs. */
function tlsToServerSteps({ isProxied, behind, alertBehind, proxyLog }: Seen): LadderStep[] {
  if (isProxied && !behind && alertBehind !== null)
    return [
      step('proxy', 'server', 'TLS ClientHello', true),
      step('server', 'proxy', `TLS ${alertBehind}`, false),
    ];
  const isRefused = proxyLog.some((line) => /(?:SSL_do_handshake\(\) failed|SSL_connect:)/.test(line));
  return isProxied && !behind && isRefused
    ? [step('proxy', 'server', 'TLS ClientHello, answered by something other than TLS', false)]
    : [];
}

function handshakeSteps(seen: Seen): LadderStep[] {
  const { raw, behind, headers, chromium } = seen;
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const isSwitched = raw.status === 101;
  const steps: LadderStep[] = [];
  if (raw.tunnel) {
    const isGranted = statusOf(raw.tunnel.answer) === 200;
    steps.push(step('client', 'proxy', raw.tunnel.sent.line, true));
    steps.push(step('proxy', 'client', raw.tunnel.answer.line, isGranted));
    if (!isGranted) return steps;
    return [
      ...steps,
      step('client', 'server', describeRequest(raw.sent, headers), true),
      step('server', 'client', raw.answer ? raw.answer.line : 'no answer', isSwitched),
    ];
  }
  steps.push(step('client', first, describeRequest(raw.sent, headers), true));
  if (seen.isProxied && behind?.request) {
    const isKeyKept = header(behind.request, 'Sec-WebSocket-Key') === header(raw.sent, 'Sec-WebSocket-Key');
    const isIntact = isSwitched
      ? isKeyKept
      : behind.proxyProtocol === null && arrivedUnchanged(raw.sent, behind.request, headers);
    const text = describeArrival(behind, behind.request, headers);
    steps.push(step('proxy', 'server', isKeyKept ? text : `${text}, another Sec-WebSocket-Key`, isIntact));
    if (behind.answer) {
      const answer = describeAnswer(behind.answer, behind.request, raw.body, headers);
      steps.push(step('server', 'proxy', answer, isSwitched));
    } else if (raw.answer || behind.endedBy === 'server')
      steps.push(step('server', 'proxy', 'ends the TCP connection without an answer', false));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('(111: Connection refused)'))) {
    steps.push(step('proxy', 'server', 'TCP connect, refused (111: Connection refused)', false));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('http2: invalid Upgrade')))
    steps.push(step('proxy', 'server', 'nothing is sent: HTTP/2 has no Upgrade header', false));
  steps.push(...tlsToServerSteps(seen));
  if (seen.isProxied && !behind && seen.isBehindTls) steps.push(...upstreamTlsSteps(seen.proxyLog));
  if (raw.answer) {
    const isAccepted = isSwitched && chromium.fate !== 'never opens';
    steps.push(step(first, 'client', describeAnswer(raw.answer, raw.sent, raw.body, headers), isAccepted));
  } else {
    steps.push(step(first, 'client', `no answer: ${raw.failure ?? 'unknown'}`, false));
  }
  return steps;
}

function tlsSteps(seen: Seen): LadderStep[] {
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  if (seen.raw.answer) return [step('client', first, 'TLS handshake', true)];
  if (/CERT|SIGNATURE/.test(seen.raw.failure ?? ''))
    return [
      step('client', first, 'TLS ClientHello', true),
      step(first, 'client', 'its certificate', true),
      step('client', first, `refuses the certificate: ${seen.raw.failure}`, false),
    ];
  const opening = seen.front?.opening ?? '';
  const alert = alertIn(opening);
  const plain = /^HTTP\/1\.\d \d{3} [^\r\n]*/.exec(opening)?.[0];
  if (alert !== null)
    return [step('client', first, 'TLS ClientHello', true), step(first, 'client', `TLS ${alert}`, false)];
  return [
    step('client', first, 'TLS ClientHello', true),
    ...tlsToServerSteps(seen),
    step(
      first,
      'client',
      plain === undefined
        ? `no TLS: ${seen.raw.failure ?? 'unknown'}`
        : `${plain}, in plain text instead of TLS`,
      false,
    ),
  ];
}

function pingSteps(frames: readonly TappedFrame[]): LadderStep[] {
  const [ping, nextPing] = frames.filter((frame) => frame.from === 'server' && frame.opcode === opcodes.ping);
  if (!ping) return [];
  const isAnswered = frames.some((frame) => frame.from === 'client' && frame.opcode === opcodes.pong);
  // The first Ping comes when the server's timer is due, whenever the socket was opened; the second shows the interval.
  const seconds = Math.round(nextPing ? nextPing.at - ping.at : ping.at);
  const text = isAnswered ? 'Ping, answered by Pong' : 'Ping, not answered';
  return [step('server', 'client', text, isAnswered, seconds)];
}

/** The message to a client at another node, and its answer. */
function peerSteps({ raw, reachedPeer }: Seen): LadderStep[] {
  const isReached = reachedPeer !== null && reachedPeer > 0;
  return [
    step('client', 'server', 'text message for the client at the other node', true),
    isReached
      ? step('server', 'client', `that client's answer of ${raw.echoed ?? 0} bytes`, raw.echoed !== null)
      : step('server', 'client', 'no answer: that client never got the message', false),
  ];
}

function messageSteps(seen: Seen, frames: readonly TappedFrame[]): LadderStep[] {
  const { raw, heartbeat, reachedPeer } = seen;
  if (reachedPeer !== null) return peerSteps(seen);
  if (raw.echoed !== null) {
    const isText = !frames.some(({ from, opcode }) => from === 'server' && opcode === opcodes.binary);
    const kind = isText ? '' : ' as a binary message';
    return [
      step('server', 'client', `the client's message of ${raw.echoed} bytes comes back${kind}`, isText),
    ];
  }
  const message = frames.find((frame) => frame.from === 'client' && frame.opcode === opcodes.text);
  if (message && heartbeat !== null) {
    const isAnswered = frames.some((frame) => frame.from === 'server' && frame.opcode === opcodes.text);
    const text = `text message every ${heartbeat} s, ${isAnswered ? 'answered' : 'nothing comes back'}`;
    return [step('client', 'server', text, true, heartbeat)];
  }
  return message ? [step('client', 'server', `text message of ${message.length} bytes`, true)] : [];
}

/** Whose Close frame ended a socket: the proxy's own if the server sent none. */
function closer({ isProxied, behind }: Seen): Party {
  const isServers = behind?.frames.some(({ from, opcode }) => from === 'server' && opcode === opcodes.close);
  return isProxied && isServers === false ? 'proxy' : 'server';
}

/** So much of what came instead of a frame stands in a step. */
const longestNoFrame = 40;

function endSteps(seen: Seen, isQuiet: boolean): LadderStep[] {
  const { raw, behind, isProxied, silence } = seen;
  // Without a silence the seconds say only how busy the machine was.
  const after = raw.seconds === null || raw.seconds === 0 || silence === 0 ? undefined : raw.seconds;
  if (raw.noFrame !== null) {
    const { noFrame } = raw;
    const shown = noFrame.length > longestNoFrame ? `${noFrame.slice(0, longestNoFrame)}…` : noFrame;
    return [step('server', 'client', `${shown} in the place of a frame`, false)];
  }
  if (raw.fate === 'closed') return [step(closer(seen), 'client', `Close ${raw.closeCode}`, false, after)];
  if (raw.fate === 'dropped') {
    const dropper: Party = isProxied && behind?.endedBy === 'client' ? 'proxy' : 'server';
    return [step(dropper, 'client', 'ends the TCP connection without a Close frame', false, after)];
  }
  if (silence === 0) return [];
  return [step('server', 'client', isQuiet ? 'still open after silence' : 'still open', true, silence)];
}

function besideSteps({ requests, nodesUsed }: Seen): LadderStep[] {
  const steps: LadderStep[] = [];
  if (nodesUsed !== null)
    steps.push(
      step('proxy', 'server', `sockets opened on ${['no node', 'one node', 'both nodes'][nodesUsed]}`, true),
    );
  if (requests) {
    const { made, connections } = requests;
    const text = `${made} ordinary requests over ${connections} connection${connections === 1 ? '' : 's'}`;
    steps.push(step('proxy', 'server', text, connections === 1));
  }
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
    const node = connection ? `to the node on port :${connection.port}` : 'to no node';
    return isProxied ? [step('proxy', 'server', node, isPassed)] : [];
  };
  const asked = [step('client', first, polling.sent.line, true), ...passedOn(pollingBehind, true)];
  if (polling.sessionId === null)
    return [
      ...asked,
      step(first, 'client', describeAnswer(polling.answer, polling.sent, polling.body, []), false),
    ];
  asked.push(step('server', 'client', `${polling.answer.line}, session id <sid>`, true));
  if (polling.namespace) {
    const { sent, received } = polling.namespace;
    const isAccepted = received.startsWith(sent);
    asked.push(step('client', first, `packet ${sent}`, true));
    asked.push(step('server', 'client', `packet ${withoutIds(received)}`, isAccepted));
    if (!isAccepted) return asked;
  }
  const lostHeaders =
    behind?.request && !arrivedUnchanged(raw.sent, behind.request, []) ? behind.request : null;
  return [
    ...asked,
    step('client', first, `${raw.sent.line}, Upgrade: websocket`, true),
    ...(lostHeaders
      ? [step('proxy', 'server', describeRequest(lostHeaders, []), false)]
      : passedOn(behind, isSwitched || behind?.port === pollingBehind?.port)),
    step('server', 'client', describeAnswer(answer, raw.sent, raw.body, []), isSwitched),
  ];
}

function ownPageSteps(seen: Seen): LadderStep[] {
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const { url, console } = seen.chromium;
  const lines = (console ?? []).join('\n');
  const refusal = /status of (\d+)/.exec(lines)?.[1];
  const page = refusal
    ? step(first, 'client', `status ${refusal} instead of the page`, false)
    : step(first, 'client', `the page, over ${seen.isTls ? 'https' : 'http'}`, true);
  if (seen.isServersPage && seen.chromium.fate === 'never opens' && url !== null) {
    const reason = /net::\w+|response code: \d+/.exec(lines)?.[0] ?? 'no answer';
    return [page, step('client', 'server', `its script dials ${url}: ${reason}`, false)];
  }
  if (lines.includes('closed before the connection is established') && seen.chromium.fate === 'never opens')
    return [
      page,
      step('client', first, describeRequest(seen.raw.sent, seen.headers), true),
      step('client', first, 'the page closes its own socket before the answer', false),
    ];
  if (!seen.isServersPage && seen.chromium.fate === 'never opens') {
    const reason =
      /Uncaught (\w+Error): /.exec(lines)?.[1] ??
      /Content Security Policy|ERR_\w+/.exec(lines)?.[0] ??
      'no socket';
    return [page, step('client', first, `nothing is sent: ${reason} in the browser`, false)];
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
      : [step('client', 'server', `the page connects again; its socket ${socketNumber} stays`, true)];
  return fate === 'closed'
    ? [step(closer(seen), 'client', `Close ${closeCode}`, false)]
    : [step('server', 'client', 'ends the TCP connection without a Close frame', false)];
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
