/** Running one side of a case: start what it needs, let the observers loose on it, stop it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engines, type Engine, type Observation } from '../../src/knowledge/schemas.ts';
import { freePort, freePorts, withConventionalPorts, withSubstitutes, type Ports } from './addresses.ts';
import type { RunningBackend } from './backends/backend.ts';
import { backends } from './backends/index.ts';
import { runtimes } from './backends/runtimes.ts';
import { throwAwayAuthority } from './authority.ts';
import type { LabCase, Side } from './case.ts';
import { throwAwayCertificate } from './certificate.ts';
import { makeFolder } from './folders.ts';
import { opcodes } from '../../src/wire/frames.ts';
import { header, shortened } from '../../src/wire/http-head.ts';
import { alertIn, ladder } from './ladder.ts';
import { emptyPageAddress, type BrowserObserver, type BrowserResult } from './observers/browser.ts';
import { cookiesOf } from './observers/cookies.ts';
import { curlVersion, observeCurl } from './observers/curl.ts';
import {
  holdSocket,
  makeRequests,
  observeRaw,
  plainHandshake,
  rawUserAgent,
  requestsUserAgent,
  type RawResult,
} from './observers/raw.ts';
import { npmVersion } from './npm-version.ts';
import { joinAsPeer } from './observers/peer.ts';
import { socketIoClients } from './observers/socket-io-client.ts';
import { proxies } from './programs/index.ts';
import type { Proxy } from './programs/program.ts';
import { startRedis, type Broker } from './programs/redis.ts';
import { startTap, type Tap, type TappedConnection } from './tap.ts';
import { until } from './wait.ts';

/** The browsers that all cases share. Chromium always looks; the others where they are given. */
export type Browsers = Readonly<Partial<Record<Engine, BrowserObserver>>> & {
  readonly chromium: BrowserObserver;
};

export interface SideResult {
  observation: Observation;
  versions: Record<string, string>;
}

const emptyPage = '<!doctype html><link rel="icon" href="data:,"><title>Lab</title>';

/** What a side runs on. `front` is what clients talk to; `behind` is what the proxy, or without one the client, takes for the backend. */
export interface Site {
  front: Ports;
  behind: Ports;
  taps: readonly Tap[];
  proxy: Proxy | null;
  backends: readonly RunningBackend[];
  versions: Record<string, string>;
  /** The logs of the proxy and of the case's own backend, as files. */
  logs: () => Promise<string[]>;
  /** Reloads the proxy with the config that it has. */
  reload: () => Promise<void>;
  /** Ends the case's own backend with SIGTERM, and starts it again when it has ended. */
  restartBackend: () => Promise<void>;
  stop: () => Promise<void>;
}

/** What a case's backends are, once they run. */
interface StartedBackends {
  running: RunningBackend[];
  versions: Record<string, string>;
  restart: () => Promise<void>;
}

const cannotRestart = (): Promise<void> =>
  Promise.reject(new Error('The lab ends and starts again only a backend that is the case’s own file.'));

/** Paths of the files that configs name, as Debian and its guides place them. */
async function substitutePaths(text: string, folder: string): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  if (text.includes('/srv/app')) {
    paths['/srv/app'] = folder;
    await writeFile(join(folder, 'index.html'), emptyPage);
  }
  if (text.includes('/etc/ssl/')) {
    const { certificate, key } = await throwAwayCertificate();
    paths['/etc/ssl/certs/app.example.pem'] = certificate;
    paths['/etc/ssl/private/app.example.key'] = key;
  }
  // The machine's own authorities, none of which has signed a certificate of the lab; here it is one that no test depends on the machine for.
  if (text.includes('/etc/ssl/certs/ca-certificates.crt'))
    paths['/etc/ssl/certs/ca-certificates.crt'] = (await throwAwayAuthority()).root;
  if (text.includes('/etc/hitch/')) {
    const { certificate, key } = await throwAwayCertificate();
    const both = join(folder, 'app.example.pem');
    await writeFile(both, (await readFile(key, 'utf8')) + (await readFile(certificate, 'utf8')));
    paths['/etc/hitch/app.example.pem'] = both;
  }
  if (text.includes('/etc/letsencrypt/')) {
    const { leaf, chain, expired, otherName, key } = await throwAwayAuthority();
    const live = '/etc/letsencrypt/live';
    paths[`${live}/app.example/cert.pem`] = leaf;
    paths[`${live}/app.example/fullchain.pem`] = chain;
    paths[`${live}/app.example/privkey.pem`] = key;
    paths[`${live}/www.app.example/fullchain.pem`] = otherName;
    paths[`${live}/www.app.example/privkey.pem`] = key;
    paths['/etc/letsencrypt/archive/app.example/fullchain1.pem'] = expired;
    paths['/etc/letsencrypt/archive/app.example/privkey1.pem'] = key;
  }
  return paths;
}

/** Which conventional port the first backend has: that of TLS where clients reach it so and without a proxy. */
export function firstPortName({ scheme, proxy }: LabCase): 'tls' | 'backend' {
  return scheme === 'wss' && proxy === undefined ? 'tls' : 'backend';
}

async function startBackends(
  labCase: LabCase,
  side: Side,
  folder: string,
  { front, behind }: Pick<Site, 'front' | 'behind'>,
): Promise<StartedBackends> {
  const text = labCase.texts[side];
  if (labCase.backend === 'case') {
    const { start, versions } = runtimes[labCase.runtime];
    const portName = firstPortName(labCase);
    const paths = await substitutePaths(text, folder);
    const startNode = async (nodeFolder: string, port: number): Promise<RunningBackend> => {
      const file = join(nodeFolder, labCase.files[side]);
      await writeFile(file, withSubstitutes(text, { ports: { ...behind, [portName]: port }, paths }));
      return start({ file, folder: nodeFolder, port });
    };
    const startFirst = (): Promise<RunningBackend> => startNode(folder, behind[portName]);
    let own = await startFirst();
    const restart = async (): Promise<void> => {
      await own.stop();
      own = await startFirst();
    };
    const first = { stop: () => own.stop(), log: () => own.log?.() ?? [] };
    const others: RunningBackend[] = [];
    if (labCase.nodes === 2)
      others.push(await startNode(await makeFolder(`${labCase.slug}-${side}-second`), behind.second));
    return { running: [first, ...others], versions: await versions(text), restart };
  }
  const backend = backends[labCase.backend];
  if (!backend)
    throw new Error(
      `Found the backend "${labCase.backend}" in case.yaml. Expected "case" or one of ${Object.keys(backends).join(', ')}.`,
    );
  const page = labCase.language === 'html' ? withSubstitutes(text, { ports: front, paths: {} }) : emptyPage;
  const ports = [behind.backend, behind.second].slice(0, labCase.nodes);
  const running = await Promise.all(ports.map((port) => backend.start({ port, page })));
  const { npmPackage } = backend;
  const versions =
    npmPackage === undefined
      ? await backend.versions?.()
      : { node: process.versions.node, [npmPackage]: npmVersion(npmPackage) };
  return { running, versions: versions ?? {}, restart: cannotRestart };
}

/**
 * Starts what one side of a case needs, on free ports.
 * @throws {Error} if a program is missing or does not start
 */
export async function startSite(labCase: LabCase, side: Side): Promise<Site> {
  const folder = await makeFolder(`${labCase.slug}-${side}`);
  const page = Number(new URL(await emptyPageAddress()).port);
  const [front, behind] = [await freePorts(page), await freePorts(page)];
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  const folders = [folder];
  const logs = async (): Promise<string[]> => {
    const files = await Promise.all(
      folders.map(async (each) => (await readdir(each)).map((file) => join(each, file))),
    );
    return files.flat().filter((file) => file.endsWith('.log'));
  };
  try {
    let broker: Broker | undefined;
    if (labCase.broker !== undefined) {
      broker = await startRedis(await makeFolder(`${labCase.slug}-${side}-broker`), behind.broker);
      stops.push(broker.stop);
    }
    const started = await startBackends(labCase, side, folder, { front, behind });
    const { running, restart: restartBackend } = started;
    const versions = { ...started.versions, ...broker?.versions };
    stops.push(...running.map((backend) => backend.stop));
    const taps: Tap[] = [];
    for (const name of ([firstPortName(labCase), 'second'] as const).slice(0, labCase.nodes)) {
      const tap = await startTap(front[name], behind[name]);
      taps.push(tap);
      stops.push(tap.stop);
    }
    const site = { front, behind, taps, backends: running, versions, logs, restartBackend, stop };
    if (labCase.proxy === undefined)
      return {
        ...site,
        proxy: null,
        reload: () => Promise.reject(new Error('There is no proxy to reload.')),
      };

    const start = proxies[labCase.proxy];
    if (!start)
      throw new Error(
        `Found the proxy "${labCase.proxy}" in case.yaml. Expected one of ${Object.keys(proxies).join(', ')}.`,
      );
    const text = labCase.proxyText ?? labCase.texts[side];
    const proxyFolder = await makeFolder(`${labCase.slug}-${side}-proxy`);
    folders.push(proxyFolder);
    const paths = await substitutePaths(text, proxyFolder);
    const configText = withSubstitutes(text, { ports: front, paths });
    const proxy = await start(configText, proxyFolder, front.proxy);
    stops.push(proxy.stop);
    const reload = async (): Promise<void> => {
      if (!proxy.reload)
        throw new Error(`Found observe.reload in case.yaml, but the lab cannot reload ${labCase.proxy}.`);
      await proxy.reload(configText);
    };
    return { ...site, proxy, versions: { ...proxy.versions, ...versions }, reload };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Address of the handshake of a case. */
export function addressOf(labCase: LabCase, front: Ports): URL {
  const isTls = labCase.scheme === 'wss';
  const isBackends = labCase.proxy === undefined || labCase.observe.forwardProxy;
  const port = isTls ? front.tls : isBackends ? front.backend : front.proxy;
  return new URL(`${labCase.scheme}://${isTls ? 'app.example' : labCase.host}:${port}${labCase.path}`);
}

/**
 * Waits for one more socket through the site's taps than there were, and then does something to the site.
 * @param isEchoed whether to wait for a message to the client too: it may not have read the 101 when that passes
 */
export async function onceOpen(
  { taps }: Site,
  isEchoed: boolean,
  disturb: () => Promise<void>,
): Promise<void> {
  const isReady = ({ openedAt, frames }: TappedConnection): boolean =>
    isEchoed
      ? frames.some(({ from, opcode }) => from === 'server' && opcode === opcodes.text)
      : openedAt !== null;
  const countReady = (): number => taps.flatMap((tap) => tap.connections).filter(isReady).length;
  const before = countReady();
  await until('a socket opens, to be disturbed', () => countReady() > before, 30);
  await disturb();
}

/** What the raw client, `curl` and each browser saw; `null` where a browser cannot take part. */
interface Seen {
  raw: RawResult;
  /** Messages of the raw client that reached the other client; `null` if there was none. */
  reachedPeer: number | null;
  front: TappedConnection | null;
  /** Connections that reached the backend while the raw client was observed, of whomever. */
  meanwhile: readonly TappedConnection[];
  chromium: BrowserResult;
  firefox: BrowserResult | null;
  webkit: BrowserResult | null;
  curl: Observation['curl'];
}

async function observe(labCase: LabCase, site: Site, url: URL, browsers: Browsers): Promise<Seen> {
  const { client, subprotocols, silence, page, reload, terminate, reconnects } = labCase.observe;
  const { earlierHandshakes, certificate, addressSpace, origin } = labCase.observe;
  const cookies = cookiesOf(labCase.observe.cookieBytes ?? 0);
  const { namespace = '/', clientVersion = 4 } = labCase.observe.socketIo ?? {};
  const socketIo = client === 'socket.io' ? { namespace, clientVersion } : null;
  const echo = labCase.observe.echo ?? null;
  const heartbeat = labCase.observe.heartbeat ?? null;
  const isOwnPage = labCase.language === 'html' || client === 'page';
  const isCertificateChecked = certificate === 'checked';
  const forwardProxy = labCase.observe.forwardProxy ? site.front.proxy : null;
  const authorityFile = isCertificateChecked ? (await throwAwayAuthority()).root : undefined;
  const authority = authorityFile === undefined ? undefined : await readFile(authorityFile, 'utf8');
  const handshakeBefore = async (): Promise<void> => {
    for (let count = 0; count < earlierHandshakes; count++)
      await observeRaw({
        ...{ ...plainHandshake, url, port: Number(url.port), echo: 1 },
        userAgent: 'not101-lab-earlier',
      });
  };
  const runRaw = async (): Promise<Pick<Seen, 'raw' | 'front' | 'meanwhile'>> => {
    const connections = (): TappedConnection[] => site.taps.flatMap((tap) => tap.connections);
    const earlier = new Set(connections());
    const tapPort = await freePort();
    const tap = await startTap(tapPort, forwardProxy ?? Number(url.port));
    try {
      const raw = await observeRaw({
        url,
        port: tapPort,
        subprotocols,
        silence,
        echo,
        heartbeat,
        socketIo,
        cookies,
        ...(page === '127.0.0.1:4000' && { origin: `http://127.0.0.1:${site.front.page}` }),
        ...(origin === 'none' && { origin: null }),
        isForwardProxy: forwardProxy !== null,
        ...(authority !== undefined && { authority }),
      });
      const meanwhile = connections().filter((connection) => !earlier.has(connection));
      return { raw, front: tap.connections.at(-1) ?? null, meanwhile };
    } finally {
      await tap.stop();
    }
  };
  const runCurl = (): Promise<Observation['curl']> =>
    observeCurl({
      ...{ url, port: Number(url.port), subprotocols, silence, socketIo, cookies, forwardProxy },
      ...(authorityFile !== undefined && { authorityFile }),
    });
  const pageAddress = (): string | null => {
    if (page === 'redirected') return `http://${url.hostname}:${site.front.proxy}/`;
    if (!isOwnPage && page !== 'same origin') return null;
    return `${labCase.scheme === 'wss' ? 'https' : 'http'}://${url.host}/`;
  };
  const isDisturbed = reload || terminate;
  let reachedPeer: number | null = null;
  /** Lets one observer look, with what the case wants done before or meanwhile. `curl` sends no message that could come back. */
  const look = async <T>(run: () => Promise<T>, isEchoed = echo !== null): Promise<T> => {
    if (isDisturbed) {
      const disturb = reload ? site.reload : site.restartBackend;
      return (await Promise.all([run(), onceOpen(site, isEchoed, disturb)]))[0];
    }
    await handshakeBefore();
    if (!labCase.observe.peer) return run();
    const peer = await joinAsPeer(new URL(url.pathname, `ws://127.0.0.1:${site.front.second}`));
    try {
      return await run();
    } finally {
      reachedPeer ??= peer.received();
      await peer.leave();
    }
  };
  const lookWith = (browser: BrowserObserver): Promise<BrowserResult> => {
    const run = (): Promise<BrowserResult> =>
      browser.observe({
        url,
        page: pageAddress(),
        opener: isOwnPage ? 'page' : client,
        subprotocols,
        silence,
        echo,
        heartbeat,
        isCertificateChecked,
        isPagePublic: addressSpace === 'public',
        forwardProxy,
        cookies,
        socketIo,
        reconnects,
      });
    return browser.isStandIn ? run() : look(run);
  };
  // Only Chromium can be given an authority of this run, another address space or a proxy for one case.
  const isForChromiumOnly = isCertificateChecked || addressSpace === 'public' || forwardProxy !== null;
  const lookWithOther = async (browser: BrowserObserver | undefined): Promise<BrowserResult | null> =>
    browser === undefined || isForChromiumOnly ? null : lookWith(browser);
  if (silence > 0 && !isDisturbed) {
    const [seenRaw, chromium, firefox, webkit, curl] = await Promise.all([
      look(runRaw),
      lookWith(browsers.chromium),
      lookWithOther(browsers.firefox),
      lookWithOther(browsers.webkit),
      look(runCurl, false),
    ]);
    return { ...seenRaw, reachedPeer, chromium, firefox, webkit, curl };
  }
  // One after the other, so that a balancer's order of nodes is the same in every run; only long silences pass side by side.
  const seenRaw = await look(runRaw);
  const chromium = await lookWith(browsers.chromium);
  const firefox = await lookWithOther(browsers.firefox);
  const webkit = await lookWithOther(browsers.webkit);
  return { ...seenRaw, reachedPeer, chromium, firefox, webkit, curl: await look(runCurl, false) };
}

function backendSaw(
  connection: TappedConnection | null,
  names: readonly string[],
): Record<string, string> | null {
  const request = connection?.request;
  if (!request) return null;
  const named = ['Upgrade', 'Connection', 'Host', 'Origin', ...names].map((name) => {
    const value = header(request, name);
    return [name, value && shortened(value)] as const;
  });
  return Object.fromEntries(
    [
      ['PROXY protocol', connection.proxyProtocol ?? undefined] as const,
      ['request', request.line] as const,
      ...named,
    ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
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

function normalise<T>(value: T, replace: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? replace(part) : part,
  ) as T;
}

function contradiction(raw: RawResult, engine: Engine, browser: BrowserResult): string | null {
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

/** The kinds of frames that an engine sent on its socket; `undefined` if none of its sockets was seen to open. */
function sentBy(engine: Engine, taps: readonly Tap[]): Observation['chromium']['sent'] {
  const connection = taps
    .flatMap((tap) => tap.connections)
    .findLast(
      ({ request, openedAt }) =>
        request && openedAt !== null && userAgents[engine].test(header(request, 'User-Agent') ?? ''),
    );
  if (!connection) return undefined;
  const kinds = connection.frames
    .filter(({ from }) => from === 'client')
    .flatMap(({ opcode }) => frameKinds.get(opcode) ?? []);
  return [...new Set(kinds)];
}

/**
 * Opens the sockets that a case wants held beside the observed ones.
 * @returns how to end them
 * @throws {Error} if one of them does not open
 */
export async function holdSockets(url: URL, count: number): Promise<() => void> {
  const ends: (() => void)[] = [];
  const endAll = (): void => {
    for (const end of ends) end();
  };
  try {
    for (let left = count; left > 0; left--)
      ends.push(
        await holdSocket({
          ...{ ...plainHandshake, url, port: Number(url.port) },
          userAgent: 'not101-lab-held',
        }),
      );
    return endAll;
  } catch (error) {
    endAll();
    throw error;
  }
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

/**
 * Runs one side of a case on free ports and stops everything that it started, also after a failure.
 * @throws {Error} if a program is missing, does not start, or the observers contradict each other
 */
export async function observeSide(labCase: LabCase, side: Side, browsers: Browsers): Promise<SideResult> {
  const site = await startSite(labCase, side);
  try {
    const url = addressOf(labCase, site.front);
    const endHeld = await holdSockets(url, labCase.observe.heldSockets);
    let arrived: TappedConnection[] = [];
    const seen = await observe(labCase, site, url, browsers).finally(() => {
      // What a proxy let wait arrives as soon as the held sockets end, and nobody saw that.
      arrived = site.taps.flatMap((tap) => tap.connections);
      endHeld();
    });
    const { requests } = labCase.observe;
    if (requests > 0) await makeRequests(new URL(url.href.replace(/^ws/, 'http')), requests);
    for (const engine of engines) {
      const browser = seen[engine];
      // Where the page may reconnect, the raw client, which does not, may see another end.
      const problem = browser && labCase.observe.reconnects === 0 && contradiction(seen.raw, engine, browser);
      if (problem) throw new Error(problem);
    }

    const proxyLog = (await site.proxy?.log()) ?? [];
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
      curl: { ...seen.curl, body: seen.curl.body && withoutUrls(seen.curl.body) },
      ...(requests > 0 && { requestConnections }),
      ...(nodesUsed !== undefined && { nodesUsed }),
      proxyLog: proxyLog.map(readableLine),
      ...(serverLog.length > 0 && { serverLog: serverLog.map(readableLine) }),
      steps,
    };
    const sessionId = seen.raw.polling?.sessionId;
    const replace = (text: string): string => {
      // A key is a new one with each handshake.
      const settled = withConventionalPorts(text, site.front, site.behind).replace(anyKey, '<key>');
      return typeof sessionId !== 'string' ? settled : settled.replaceAll(sessionId, '<sid>');
    };
    return {
      observation: normalise(observation, replace),
      versions: {
        ...site.versions,
        ...(labCase.observe.client === 'socket.io' &&
          socketIoClients[labCase.observe.socketIo?.clientVersion ?? 4].versions()),
        ...browsers.chromium.versions,
        ...(seen.firefox && browsers.firefox?.versions),
        ...(seen.webkit && browsers.webkit?.versions),
        ...(await curlVersion()),
      },
    };
  } finally {
    await site.stop();
  }
}
