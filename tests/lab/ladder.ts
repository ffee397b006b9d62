/** The steps of the ladder diagram, from what went over the wire. */
import type { LadderStep } from '../../src/knowledge/schemas.ts';
import { opcodes } from './frames.ts';
import { header, statusOf, type HttpHead } from './http-head.ts';
import type { BrowserResult } from './observers/browser.ts';
import type { RawResult } from './observers/raw.ts';
import type { TappedConnection, TappedFrame } from './tap.ts';

/** Everything that was seen of one side of a case. */
export interface Seen {
  isProxied: boolean;
  isTls: boolean;
  /** Seconds of silence that were asked for. */
  silence: number;
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
    return value === undefined ? `no ${name}` : `${name}: ${value}`;
  });
}

function describeRequest(request: HttpHead, names: readonly string[]): string {
  return [request.line, ...describeHeaders(request, ['Connection', 'Upgrade', ...names])].join(', ');
}

function reasonIn(answer: HttpHead, body: string): string[] {
  const text = body.trim();
  const isPlain = !/[<\n]/.test(text);
  return isPlain && text !== '' && text.length <= 60 && !answer.line.endsWith(text) ? [`body: ${text}`] : [];
}

/** An answer in one line, with the header or the body that tells most about a refusal. */
function describeAnswer(answer: HttpHead, body: string, names: readonly string[]): string {
  const status = statusOf(answer) ?? 0;
  const own = names.filter((name) => /^Sec-WebSocket-/i.test(name));
  if (status === 101) return [answer.line, ...describeHeaders(answer, own)].join(', ');
  if (status >= 300 && status < 400)
    return [answer.line, ...describeHeaders(answer, ['Location'])].join(', ');
  if (status === 200) return [answer.line, ...describeHeaders(answer, ['Content-Type'])].join(', ');
  return [answer.line, ...reasonIn(answer, body)].join(', ');
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

/** Whether what a handshake needs arrived as it was sent. */
function arrivedUnchanged(sent: HttpHead, arrived: HttpHead, names: readonly string[]): boolean {
  return (
    httpVersion(arrived) === httpVersion(sent) &&
    header(arrived, 'Upgrade')?.toLowerCase() === header(sent, 'Upgrade')?.toLowerCase() &&
    hasToken(header(arrived, 'Connection'), 'upgrade') &&
    names.every((name) => header(arrived, name) === header(sent, name))
  );
}

function handshakeSteps(seen: Seen): LadderStep[] {
  const { raw, behind, headers, chromium } = seen;
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const isSwitched = raw.status === 101;
  const steps = [step('client', first, describeRequest(raw.sent, headers), true)];
  if (seen.isProxied && behind?.request) {
    const isIntact = isSwitched || arrivedUnchanged(raw.sent, behind.request, headers);
    steps.push(step('proxy', 'server', describeRequest(behind.request, headers), isIntact));
    if (behind.answer)
      steps.push(step('server', 'proxy', describeAnswer(behind.answer, raw.body, headers), isSwitched));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('(111: Connection refused)'))) {
    steps.push(step('proxy', 'server', 'TCP connect, refused (111: Connection refused)', false));
  }
  if (seen.isProxied && !behind && seen.proxyLog.some((line) => line.includes('SSL_do_handshake() failed'))) {
    steps.push(step('proxy', 'server', 'TLS ClientHello, answered by something other than TLS', false));
  }
  if (raw.answer) {
    const isAccepted = isSwitched && chromium.fate !== 'never opens';
    steps.push(step(first, 'client', describeAnswer(raw.answer, raw.body, headers), isAccepted));
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
  const plain = /^HTTP\/1\.\d \d{3} [^\r\n]*/.exec(seen.front?.opening ?? '')?.[0];
  return [
    step('client', first, 'TLS ClientHello', true),
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

function messageSteps({ raw }: Seen, frames: readonly TappedFrame[]): LadderStep[] {
  if (raw.echoed !== null)
    return [step('server', 'client', `the client's message of ${raw.echoed} bytes comes back`, true)];
  const message = frames.find((frame) => frame.from === 'client' && frame.opcode === opcodes.text);
  return message ? [step('client', 'server', `text message of ${message.length} bytes`, true)] : [];
}

function endSteps({ raw, behind, isProxied, silence }: Seen, isQuiet: boolean): LadderStep[] {
  // Without a silence the seconds say only how busy the machine was.
  const after = raw.seconds === null || raw.seconds === 0 || silence === 0 ? undefined : raw.seconds;
  if (raw.fate === 'closed') return [step('server', 'client', `Close ${raw.closeCode}`, false, after)];
  if (raw.fate === 'dropped') {
    const dropper: Party = isProxied && behind?.endedBy === 'client' ? 'proxy' : 'server';
    return [step(dropper, 'client', 'ends the TCP connection without a Close frame', false, after)];
  }
  if (silence === 0) return [];
  return [step('server', 'client', isQuiet ? 'still open after silence' : 'still open', true, silence)];
}

function tunnelSteps(seen: Seen): LadderStep[] {
  const frames = (seen.behind ?? seen.front)?.frames ?? [];
  const pings = pingSteps(frames);
  return [...messageSteps(seen, frames), ...pings, ...endSteps(seen, pings.length === 0)];
}

function socketIoSteps({ raw, behind, pollingBehind }: Seen): LadderStep[] {
  if (!raw.polling || !raw.answer)
    throw new Error(
      'A Socket.IO case was observed without a polling session or without an answer to the handshake.',
    );
  const isSwitched = raw.status === 101;
  const node = (connection: TappedConnection | null): string =>
    connection ? `to the node on port :${connection.port}` : 'to no node';
  const lostHeaders =
    behind?.request && !arrivedUnchanged(raw.sent, behind.request, []) ? behind.request : null;
  return [
    step('client', 'proxy', raw.polling.sent.line, true),
    step('proxy', 'server', node(pollingBehind), true),
    step('server', 'client', `${raw.polling.answer.line}, session id <sid>`, true),
    step('client', 'proxy', `${raw.sent.line}, Upgrade: websocket`, true),
    lostHeaders
      ? step('proxy', 'server', describeRequest(lostHeaders, []), false)
      : step('proxy', 'server', node(behind), isSwitched || behind?.port === pollingBehind?.port),
    step('server', 'client', describeAnswer(raw.answer, raw.body, []), isSwitched),
  ];
}

function ownPageSteps(seen: Seen): LadderStep[] {
  const first: Party = seen.isProxied ? 'proxy' : 'server';
  const page = step(first, 'client', 'the page, over https', true);
  if (seen.chromium.fate === 'never opens') {
    const exception =
      /Uncaught (\w+Error): /.exec((seen.chromium.console ?? []).join('\n'))?.[1] ?? 'no socket';
    return [page, step('client', first, `nothing is sent: ${exception} in the browser`, false)];
  }
  return [page, ...handshakeSteps(seen)];
}

/** The exchange as it was observed, in 2 to 6 steps: the raw client's, or for a page under test what Chromium did. Addresses are as they are. */
export function ladder(seen: Seen): LadderStep[] {
  if (seen.raw.polling) return socketIoSteps(seen);
  if (seen.isOwnPage) return ownPageSteps(seen);
  const tls = seen.isTls ? tlsSteps(seen) : [];
  if (seen.isTls && !seen.raw.answer) return tls;
  const isOpen = seen.raw.status === 101 && seen.chromium.fate !== 'never opens';
  const rest = [...handshakeSteps(seen), ...(isOpen ? tunnelSteps(seen) : [])];
  return [...tls, ...rest];
}
