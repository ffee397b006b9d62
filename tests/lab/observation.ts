/** From what the observers saw to the observation that the evidence keeps: without addresses, keys and ids that a run makes up. */
import { opcodes } from '../../src/wire/frames.ts';
import { header, shortened } from '../../src/wire/http-head.ts';
import { requestLineOf } from '../../src/wire/start-line.ts';
import type { Arrival, Engine, Observation } from '../../src/knowledge/schemas.ts';
import { conventionalPort, withConventionalPorts } from './addresses.ts';
import type { LabCase } from './case.ts';
import { alertIn, ladder } from './ladder.ts';
import type { Looked } from './look.ts';
import type { BrowserResult } from './observers/browser.ts';
import { rawUserAgent, requestsUserAgent, type RawResult } from './observers/raw.ts';
import type { Site } from './site.ts';
import type { Tap, TappedConnection } from './tap.ts';

function backendSaw(connection: TappedConnection | null, names: readonly string[]): Arrival | null {
  if (!connection?.request) return null;
  const { proxyProtocol, request } = connection;
  const arrived = ['Upgrade', 'Connection', 'Host', 'Origin', ...names].flatMap((name) => {
    const value = header(request, name);
    return value === undefined ? [] : [[name, shortened(value)] as const];
  });
  return {
    ...(proxyProtocol !== null && { proxyProtocol }),
    ...requestLineOf(request),
    headers: Object.fromEntries(arrived),
  };
}

/** Addresses in what a browser or a proxy prints become `<url>`; everything else stays. */
export function withoutUrls(text: string): string {
  return text.replace(/\b(?:wss?|https?):\/\/[^\s'"<>)]*[^\s'"<>),.;:]/g, '<url>');
}

/** A log line without addresses, and without the values that the lab itself makes up to be long. */
function readableLine(line: string): string {
  return withoutUrls(line).replace(/(.)\1{99,}/g, '<value>');
}

/** A Sec-WebSocket-Key: 16 bytes in Base64 (RFC 6455 §4.1). */
const anyKey = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==/g;

function normalise<T>(value: T, ofText: (text: string) => string, ofPort: (port: number) => number): T {
  return JSON.parse(JSON.stringify(value), (field, part: unknown) => {
    if (typeof part === 'string') return ofText(part);
    return field === 'port' && typeof part === 'number' ? ofPort(part) : part;
  }) as T;
}

/** What two observers say otherwise of one socket, as a sentence; `null` where they agree. */
export function contradiction(raw: RawResult, engine: Engine, browser: BrowserResult): string | null {
  const bothOpen = raw.status === 101 && browser.fate !== 'never opens';
  if (
    !bothOpen ||
    raw.polling ||
    (raw.fate === browser.fate && raw.closeCode === (browser.fate === 'closed' ? browser.closeCode : null))
  )
    return null;
  return `The raw client saw the socket ${raw.fate} (${raw.closeCode ?? 'no Close frame'}), ${engine} saw it ${browser.fate} (${browser.closeCode ?? 'no code'}). Expected the same of both; run the case alone.`;
}

/** What is in the User-Agent of each engine and of no other. */
const userAgents: Readonly<Record<Engine, RegExp>> = {
  chromium: /Chrome\//,
  firefox: /Firefox\//,
  webkit: /AppleWebKit\/(?!.*Chrome\/)/,
};

const frameKinds = new Map<number, NonNullable<Observation['chromium']['sent']>[number]>([
  [opcodes.text, 'text'],
  [opcodes.binary, 'binary'],
  [opcodes.ping, 'ping'],
  [opcodes.pong, 'pong'],
]);

/** The last socket that a client opened at a backend; `undefined` if none was seen to open. */
function lastSocket(taps: readonly Tap[], userAgent: RegExp): TappedConnection | undefined {
  return taps
    .flatMap((tap) => tap.connections)
    .findLast(
      ({ request, openedAt }) =>
        request && openedAt !== null && userAgent.test(header(request, 'User-Agent') ?? ''),
    );
}

/** The kinds of frames that an engine sent on its socket; `undefined` if none of its sockets was seen to open. */
function sentBy(engine: Engine, taps: readonly Tap[]): Observation['chromium']['sent'] {
  const connection = lastSocket(taps, userAgents[engine]);
  if (!connection) return undefined;
  const kinds = connection.frames
    .filter(({ from }) => from === 'client')
    .flatMap(({ opcode }) => frameKinds.get(opcode) ?? []);
  return [...new Set(kinds)];
}

/** What a browser reported, as the evidence has it. */
function asEvidence(seen: BrowserResult, sent: Observation['chromium']['sent']): Observation['chromium'] {
  const { fate, closeCode, wasClean, seconds, echoed, isBinary, console } = seen;
  // In this order whatever the driver made of it, so that a new recording changes nothing by chance.
  return {
    socket: fate,
    closeCode,
    wasClean,
    seconds,
    echoed,
    ...(isBinary && { isBinary }),
    console: console && [...new Set(console.map(withoutUrls))],
    ...(sent && { sent }),
  };
}

/** What `curl` reported, as the evidence has it: an end after a Ping is timed from that Ping, whenever it came. */
export function curlAsEvidence(
  { status, exitCode, seconds, error, head, body }: Observation['curl'],
  connection: TappedConnection | undefined,
): Observation['curl'] {
  const ping = connection?.frames.find(({ from, opcode }) => from === 'server' && opcode === opcodes.ping);
  const end = connection?.endedAfter ?? null;
  return {
    status,
    exitCode,
    ...(seconds !== null && ping && end !== null
      ? { seconds: null, sincePing: Math.round(end - ping.at) }
      : { seconds }),
    error,
    ...(head && {
      head: Object.fromEntries(Object.entries(head).map(([name, value]) => [name, withoutUrls(value)])),
    }),
    body: body && withoutUrls(body),
  };
}

/** What one side of a case showed. */
export interface Shown {
  labCase: LabCase;
  site: Site;
  seen: Looked;
  /** Connections to the backends, as they were when the last observer had looked. */
  arrived: readonly TappedConnection[];
  proxyLog: readonly string[];
}

/** The observation of one side of a case, as its evidence keeps it. */
export function observationOf({ labCase, site, seen, arrived, proxyLog }: Shown): Observation {
  const { requests } = labCase.observe;
  const serverLog = site.backends.flatMap(({ log }) => log?.() ?? []);
  const ofRaw = arrived.filter(({ request }) => request && header(request, 'User-Agent') === rawUserAgent);
  // A proxy that drops the headers drops the name of the raw client too; it is alone where there is no silence.
  if (ofRaw.length === 0 && labCase.observe.silence === 0)
    ofRaw.push(...seen.meanwhile.filter(({ request }) => request !== null));
  const isPolling = ({ request }: TappedConnection): boolean =>
    /[?&]transport=polling\b/.test(request?.line ?? '');
  const behind = ofRaw.find((connection) => !isPolling(connection)) ?? null;
  const connections = site.taps.flatMap((tap) => tap.connections);
  const requestConnections = connections.filter(
    ({ request }) => request && header(request, 'User-Agent') === requestsUserAgent,
  ).length;
  const nodesUsed =
    labCase.nodes > 1 && labCase.proxy !== undefined && labCase.observe.client === 'websocket'
      ? site.taps.filter((tap) => tap.connections.some(({ openedAt }) => openedAt !== null)).length
      : undefined;
  const evidenceOf = (engine: Engine): Observation['chromium'] | null => {
    const browser = seen[engine];
    // Whether a page that reconnects has begun another socket by the end is chance.
    const isSentKnown = labCase.observe.silence > 0 && labCase.observe.reconnects === 0;
    const sent = isSentKnown ? sentBy(engine, site.taps) : undefined;
    if (!browser) return null;
    return {
      ...asEvidence(browser, sent),
      ...(labCase.observe.console === 'chance' && { console: null }),
      ...(labCase.observe.wasClean === 'chance' && { wasClean: null }),
    };
  };
  const pollingBehind = ofRaw.find(isPolling) ?? null;
  const steps = ladder({
    ...seen,
    heartbeat: labCase.observe.heartbeat ?? null,
    requests: requests > 0 ? { made: requests, connections: requestConnections } : null,
    nodesUsed: nodesUsed ?? null,
    isBehindTls: connections.some(({ opening }) => opening.startsWith('\x16\x03')),
    alertBehind: connections.map(({ opening }) => alertIn(opening)).find((alert) => alert !== null) ?? null,
    isProxied: site.proxy !== null,
    isTls: labCase.scheme === 'wss',
    // How long after SIGTERM a socket ends says only how busy the machine was.
    silence: labCase.observe.terminate ? 0 : labCase.observe.silence,
    headers: labCase.observe.headers,
    behind,
    pollingBehind,
    isOwnPage: labCase.language === 'html',
    isServersPage: labCase.observe.client === 'page',
    proxyLog,
  });
  const observation: Observation = {
    status: seen.raw.status,
    backendSaw: backendSaw(behind ?? pollingBehind, labCase.observe.headers),
    chromium: evidenceOf('chromium') ?? asEvidence(seen.chromium, undefined),
    firefox: evidenceOf('firefox'),
    webkit: evidenceOf('webkit'),
    curl: curlAsEvidence(seen.curl, lastSocket(site.taps, /^curl\//)),
    ...(requests > 0 && { requestConnections }),
    ...(nodesUsed !== undefined && { nodesUsed }),
    proxyLog: proxyLog.map(readableLine),
    ...(serverLog.length > 0 && { serverLog: serverLog.map(readableLine) }),
    steps,
  };
  const sessionId = seen.raw.polling?.sessionId;
  const ofText = (text: string): string => {
    // A key is a new one with each handshake.
    const settled = withConventionalPorts(text, site.front, site.behind).replace(anyKey, '<key>');
    return typeof sessionId !== 'string' ? settled : settled.replaceAll(sessionId, '<sid>');
  };
  return normalise(observation, ofText, (port) => conventionalPort(port, site.front, site.behind));
}
