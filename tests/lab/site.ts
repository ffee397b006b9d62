/** What a side of a case runs on: its programs on free ports, started and stopped together, and sockets that are held there. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { opcodes } from '../../src/wire/frames.ts';
import { freePorts, withSubstitutes, type Ports } from './addresses.ts';
import { throwAwayAuthority } from './authority.ts';
import type { RunningBackend } from './backends/backend.ts';
import { backends } from './backends/index.ts';
import { runtimes } from './backends/runtimes.ts';
import type { LabCase, Side } from './case.ts';
import { throwAwayCertificate } from './certificate.ts';
import { makeFolder } from './folders.ts';
import { npmVersion } from './npm-version.ts';
import { emptyPageAddress } from './observers/browser.ts';
import { holdSocket, plainHandshake } from './observers/raw.ts';
import { proxies } from './programs/index.ts';
import type { Proxy } from './programs/program.ts';
import { startRedis, type Broker } from './programs/redis.ts';
import { startTap, type Tap, type TappedConnection } from './tap.ts';
import { until } from './wait.ts';

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
