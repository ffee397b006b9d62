/** Running one side of a case: start what it needs, let the observers loose on it, stop it. */
import { readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engines, type Engine, type Observation } from '../../src/knowledge/schemas.ts';
import { freePort, freePorts, withConventionalPorts, withSubstitutes, type Ports } from './addresses.ts';
import { backends } from './backends/index.ts';
import { throwAwayAuthority } from './authority.ts';
import type { LabCase, Side } from './case.ts';
import { throwAwayCertificate } from './certificate.ts';
import { makeFolder } from './folders.ts';
import { header, type HttpHead } from './http-head.ts';
import { ladder } from './ladder.ts';
import type { BrowserObserver, BrowserResult } from './observers/browser.ts';
import { observeRaw, rawUserAgent, type RawResult } from './observers/raw.ts';
import { startApache } from './programs/apache.ts';
import { startCaddy } from './programs/caddy.ts';
import { startHaproxy } from './programs/haproxy.ts';
import { startHttpProxy } from './programs/http-proxy.ts';
import { startLighttpd } from './programs/lighttpd.ts';
import { startNginx } from './programs/nginx.ts';
import { startDaemon, type Proxy } from './programs/program.ts';
import { startSquid } from './programs/squid.ts';
import { startTrafficServer } from './programs/traffic-server.ts';
import { startVarnish } from './programs/varnish.ts';
import { startTap, type Tap, type TappedConnection } from './tap.ts';
import { until } from './wait.ts';

/** The browsers that all cases share. */
export type Browsers = Readonly<Record<Engine, BrowserObserver>>;

export interface SideResult {
  observation: Observation;
  versions: Record<string, string>;
}

const proxies: Readonly<
  Record<string, (configText: string, folder: string, port: number) => Promise<Proxy>>
> = {
  nginx: startNginx,
  'apache-httpd': startApache,
  haproxy: startHaproxy,
  caddy: startCaddy,
  lighttpd: startLighttpd,
  varnish: startVarnish,
  squid: startSquid,
  'http-proxy': startHttpProxy,
  'traffic-server': startTrafficServer,
};

const emptyPage = '<!doctype html><link rel="icon" href="data:,"><title>Lab</title>';

function packageVersion(name: string): string {
  const main = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(main, 'utf8')) as { version: string }).version;
}

/** What a side runs on. `front` is what clients talk to; `behind` is what the proxy, or without one the client, takes for the backend. */
interface Site {
  front: Ports;
  behind: Ports;
  taps: readonly Tap[];
  proxy: Proxy | null;
  versions: Record<string, string>;
  /** Reloads the proxy with the config that it has. */
  reload: () => Promise<void>;
  stop: () => Promise<void>;
}

async function startBackends(
  labCase: LabCase,
  side: Side,
  folder: string,
  { front, behind }: Pick<Site, 'front' | 'behind'>,
): Promise<{ stops: (() => Promise<void>)[]; versions: Record<string, string> }> {
  const text = labCase.texts[side];
  if (labCase.backend === 'case') {
    const file = join(folder, labCase.files[side]);
    await writeFile(file, withSubstitutes(text, { ports: behind, paths: {} }));
    const daemon = await startDaemon(process.execPath, [file], { folder, ports: [behind.backend] });
    return { stops: [daemon.stop], versions: { node: process.versions.node, ws: packageVersion('ws') } };
  }
  const backend = backends[labCase.backend];
  if (!backend)
    throw new Error(
      `Found the backend "${labCase.backend}" in case.yaml. Expected "case" or one of ${Object.keys(backends).join(', ')}.`,
    );
  const page = labCase.language === 'html' ? withSubstitutes(text, { ports: front, paths: {} }) : emptyPage;
  const ports = [behind.backend, behind.second].slice(0, labCase.nodes);
  const stops = await Promise.all(ports.map((port) => backend.start({ port, page })));
  const { npmPackage } = backend;
  const versions =
    npmPackage === undefined
      ? await backend.versions?.()
      : { node: process.versions.node, [npmPackage]: packageVersion(npmPackage) };
  return { stops, versions: versions ?? {} };
}

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

async function startSite(labCase: LabCase, side: Side): Promise<Site> {
  const folder = await makeFolder(`${labCase.slug}-${side}`);
  const [front, behind] = [await freePorts(), await freePorts()];
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const { stops: backendStops, versions } = await startBackends(labCase, side, folder, { front, behind });
    stops.push(...backendStops);
    const taps: Tap[] = [];
    for (const name of (['backend', 'second'] as const).slice(0, labCase.nodes)) {
      const tap = await startTap(front[name], behind[name]);
      taps.push(tap);
      stops.push(tap.stop);
    }
    const site = { front, behind, taps, versions, stop };
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

function addressOf(labCase: LabCase, front: Ports): URL {
  const isTls = labCase.scheme === 'wss';
  const port = isTls ? front.tls : labCase.proxy === undefined ? front.backend : front.proxy;
  return new URL(`${labCase.scheme}://${isTls ? 'app.example' : '127.0.0.1'}:${port}${labCase.path}`);
}

/** Waits for one more socket through the site's taps than there were, and then reloads the proxy. */
async function reloadOnceOpen({ taps, reload }: Site): Promise<void> {
  const countOpened = (): number =>
    taps.flatMap((tap) => tap.connections).filter(({ openedAt }) => openedAt !== null).length;
  const before = countOpened();
  await until('a socket opens, after which the proxy is reloaded', () => countOpened() > before, 30);
  await reload();
}

/** What the raw client and each browser saw; `null` where a browser cannot take part. */
interface Seen {
  raw: RawResult;
  front: TappedConnection | null;
  chromium: BrowserResult;
  firefox: BrowserResult | null;
  webkit: BrowserResult | null;
}

async function observe(labCase: LabCase, site: Site, url: URL, browsers: Browsers): Promise<Seen> {
  const { client, subprotocols, silence, page, reload, earlierHandshakes, certificate } = labCase.observe;
  const echo = labCase.observe.echo ?? null;
  const isOwnPage = labCase.language === 'html';
  const isCertificateChecked = certificate === 'checked';
  const authority = isCertificateChecked
    ? await readFile((await throwAwayAuthority()).root, 'utf8')
    : undefined;
  const handshakeBefore = async (): Promise<void> => {
    for (let count = 0; count < earlierHandshakes; count++)
      await observeRaw({
        ...{ url, port: Number(url.port), subprotocols: [], silence: 0, echo: 1, isSocketIo: false },
        userAgent: 'not101-lab-earlier',
      });
  };
  const runRaw = async (): Promise<{ raw: RawResult; front: TappedConnection | null }> => {
    const tapPort = await freePort();
    const tap = await startTap(tapPort, Number(url.port));
    try {
      const raw = await observeRaw({
        url,
        port: tapPort,
        subprotocols,
        silence,
        echo,
        isSocketIo: client === 'socket.io',
        ...(authority !== undefined && { authority }),
      });
      return { raw, front: tap.connections.at(-1) ?? null };
    } finally {
      await tap.stop();
    }
  };
  const runBrowser = (engine: Engine): Promise<BrowserResult> =>
    browsers[engine].observe({
      url,
      page:
        isOwnPage || page === 'same origin'
          ? `${labCase.scheme === 'wss' ? 'https' : 'http'}://${url.host}/`
          : null,
      opener: isOwnPage ? 'page' : client,
      subprotocols,
      silence,
      echo,
      isCertificateChecked,
    });
  if (reload) {
    const reloaded = async (engine: Engine): Promise<BrowserResult> =>
      (await Promise.all([runBrowser(engine), reloadOnceOpen(site)]))[0];
    const [seenRaw] = await Promise.all([runRaw(), reloadOnceOpen(site)]);
    const chromium = await reloaded('chromium');
    const firefox = await reloaded('firefox');
    return { ...seenRaw, chromium, firefox, webkit: await reloaded('webkit') };
  }
  // Only Chromium can be given an authority of this run without changing the machine.
  if (isCertificateChecked)
    return { ...(await runRaw()), chromium: await runBrowser('chromium'), firefox: null, webkit: null };
  const alone = async (engine: Engine): Promise<BrowserResult> => {
    await handshakeBefore();
    return runBrowser(engine);
  };
  // One after the other, so that a balancer's order of nodes is the same in every run; long silences pass side by side.
  if (silence > 0) {
    const [seenRaw, chromium, firefox, webkit] = await Promise.all([
      runRaw(),
      runBrowser('chromium'),
      runBrowser('firefox'),
      runBrowser('webkit'),
    ]);
    return { ...seenRaw, chromium, firefox, webkit };
  }
  await handshakeBefore();
  const seenRaw = await runRaw();
  const chromium = await alone('chromium');
  return { ...seenRaw, chromium, firefox: await alone('firefox'), webkit: await alone('webkit') };
}

function backendSaw(request: HttpHead | null, names: readonly string[]): Record<string, string> | null {
  if (!request) return null;
  const named = ['Upgrade', 'Connection', 'Host', 'Origin', ...names].map(
    (name) => [name, header(request, name)] as const,
  );
  return Object.fromEntries(
    [['request', request.line] as const, ...named].flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Addresses in what a browser or a proxy prints become `<url>`; everything else stays. */
export function withoutUrls(text: string): string {
  return text.replace(/\b(?:wss?|https?):\/\/[^\s'"<>)]*[^\s'"<>),.;:]/g, '<url>');
}

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

/** What a browser reported, as the evidence has it. */
function asEvidence(seen: BrowserResult): Observation['chromium'] {
  const { fate, closeCode, wasClean, seconds, echoed, console } = seen;
  // In this order whatever the driver made of it, so that a new recording changes nothing by chance.
  return {
    socket: fate,
    closeCode,
    wasClean,
    seconds,
    echoed,
    console: console && [...new Set(console.map(withoutUrls))],
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
    const seen = await observe(labCase, site, url, browsers);
    for (const engine of engines) {
      const browser = seen[engine];
      const problem = browser && contradiction(seen.raw, engine, browser);
      if (problem) throw new Error(problem);
    }

    const proxyLog = (await site.proxy?.log()) ?? [];
    const ofRaw = site.taps
      .flatMap((tap) => tap.connections)
      .filter(({ request }) => request && header(request, 'User-Agent') === rawUserAgent);
    const isPolling = ({ request }: TappedConnection): boolean =>
      seen.raw.polling?.sent.line.split(' ')[1] === request?.line.split(' ')[1];
    const behind = ofRaw.find((connection) => !isPolling(connection)) ?? null;
    const steps = ladder({
      ...seen,
      isProxied: site.proxy !== null,
      isTls: labCase.scheme === 'wss',
      silence: labCase.observe.silence,
      headers: labCase.observe.headers,
      behind,
      pollingBehind: ofRaw.find(isPolling) ?? null,
      isOwnPage: labCase.language === 'html',
      proxyLog,
    });
    const observation: Observation = {
      status: seen.raw.status,
      backendSaw: backendSaw(behind?.request ?? null, labCase.observe.headers),
      chromium: asEvidence(seen.chromium),
      firefox: seen.firefox && asEvidence(seen.firefox),
      webkit: seen.webkit && asEvidence(seen.webkit),
      proxyLog: proxyLog.map(withoutUrls),
      steps,
    };
    const sessionId = seen.raw.polling?.sessionId;
    const replace = (text: string): string => {
      const withPorts = withConventionalPorts(text, site.front, site.behind);
      return sessionId === undefined ? withPorts : withPorts.replaceAll(sessionId, '<sid>');
    };
    return {
      observation: normalise(observation, replace),
      versions: {
        ...site.versions,
        ...browsers.chromium.versions,
        ...(seen.firefox && browsers.firefox.versions),
        ...(seen.webkit && browsers.webkit.versions),
      },
    };
  } finally {
    await site.stop();
  }
}
