/** The addresses that case files use, and the free ports that stand in for them during a run. */
import { createServer } from 'node:net';

/** Ports in case files: what a reader sees. All are on 127.0.0.1; 8443 is also that of the host app.example. */
export const conventionalPorts = {
  /** The proxy's plain listener. */
  proxy: 8080,
  /** The proxy's TLS listener. */
  tls: 8443,
  /** The backend, or its first node. */
  backend: 3000,
  /** The backend's second node. */
  second: 3001,
  /** The broker between the nodes. */
  broker: 6379,
  /** A port on which nothing listens. */
  nobody: 3999,
  /** The lab's server of an empty page: another origin than that of the socket. */
  page: 4000,
} as const;

/** The port that stands in for each conventional one. */
export type Ports = Record<keyof typeof conventionalPorts, number>;

/** What a run puts in the place of what a case file says. */
export interface Substitutes {
  ports: Ports;
  /** Absolute path in case files → path in this run. */
  paths: Readonly<Record<string, string>>;
}

// Below the ports that systems give to outgoing connections, above those that browsers refuse: https://fetch.spec.whatwg.org/#port-blocking
const firstPort = 20_000;
const blockSize = 100;
const blockCount = 120;

/** Listens on a port of 127.0.0.1 and returns how to end that; `null` if the port is taken. */
function hold(port: number): Promise<(() => Promise<void>) | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen(port, '127.0.0.1', () => {
      server.unref();
      resolve(
        () =>
          new Promise((done) => {
            server.close(() => {
              done();
            });
          }),
      );
    });
  });
}

/** Ports of the blocks that this process has reserved and not given out yet. */
const reserved: number[] = [];
let reservation: Promise<void> | undefined;

/** Takes a block of ports for this process alone: whoever holds its first port, until the process ends, owns the block. */
async function reserveBlock(): Promise<void> {
  for (let tries = 0; tries < blockCount; tries++) {
    const first = firstPort + ((process.pid + tries) % blockCount) * blockSize;
    if (await hold(first)) {
      for (let port = first + 1; port < first + blockSize; port++) reserved.push(port);
      return;
    }
  }
  throw new Error(
    `Found no block of ${blockSize} TCP ports on 127.0.0.1 from ${firstPort} on that no other run of the lab holds. End those runs.`,
  );
}

/**
 * A TCP port of 127.0.0.1 on which nothing listens; never the same one twice, also not in another run of the lab at the same time.
 * @throws {Error} if other runs hold all of them
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = reserved.shift();
    if (port === undefined) {
      reservation ??= reserveBlock().finally(() => (reservation = undefined));
      await reservation;
      continue;
    }
    const release = await hold(port);
    if (release) {
      await release();
      return port;
    }
  }
}

/**
 * A free port for each conventional one.
 * @param page the port of the page's server, where one runs
 */
export async function freePorts(page?: number): Promise<Ports> {
  return {
    proxy: await freePort(),
    tls: await freePort(),
    backend: await freePort(),
    second: await freePort(),
    broker: await freePort(),
    nobody: await freePort(),
    page: page ?? (await freePort()),
  };
}

const portNames = Object.keys(conventionalPorts) as (keyof Ports)[];

/**
 * A case file's text as it runs: ports and paths replaced. A conventional port is replaced only where it is an address: after
 * `127.0.0.1:`, `[127.0.0.1]:`, `0.0.0.0:` or `app.example:`, as the first argument of `listen(` or `setPort(`, after Python's `"127.0.0.1", `, as the
 * value of a `port` as in `"port" => 3000`, `.port = "3000"`, `port=3000`, `port: 3000` or `port 3000`, after Mosquitto's `listener`, or after a Squid peer's `127.0.0.1 parent`. `ws://app.example/` gets
 * the port of the plain listener.
 */
export function withSubstitutes(text: string, { ports, paths }: Substitutes): string {
  let result = text.replaceAll('ws://app.example/', `ws://app.example:${conventionalPorts.proxy}/`);
  const standIns = new Map(portNames.map((name) => [String(conventionalPorts[name]), String(ports[name])]));
  result = result.replace(
    /(\b127\.0\.0\.1(?:\]?:| parent |", )|\b0\.0\.0\.0:|\bapp\.example:|\b(?:listen|setPort)\(|\blistener |\bport=|\bport"?(?: =>?|:)? "?)(\d+)\b/g,
    (_, before: string, port: string) => before + (standIns.get(port) ?? port),
  );
  for (const [from, to] of Object.entries(paths)) result = result.replaceAll(from, to);
  return result;
}

/** The conventional port for which a port stands in; any other port stays. */
export function conventionalPort(port: number, ...runs: readonly Ports[]): number {
  for (const ports of runs) {
    const name = portNames.find((each) => ports[each] === port);
    if (name !== undefined) return conventionalPorts[name];
  }
  return port;
}

/** The reverse for what a run observed: `:` and a stand-in becomes `:` and the conventional port. Paths stay. */
export function withConventionalPorts(text: string, ...runs: readonly Ports[]): string {
  return text.replace(/:(\d+)\b/g, (whole, port: string) => {
    const conventional = conventionalPort(Number(port), ...runs);
    return conventional === Number(port) ? whole : `:${conventional}`;
  });
}
