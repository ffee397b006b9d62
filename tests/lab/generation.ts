/**
 * Which generation of Debian the lab takes its programs from. `stable` is what the machine has; `current` is Debian's
 * unstable suite in a folder of its own, for what readers run this year. Linux only, and as root: it mounts and changes
 * the root folder for one program at a time, in a namespace that ends with it.
 */
import { chmod, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CaseData } from '../../src/knowledge/schemas.ts';
import { makeFolder, projectRoot } from './folders.ts';

/** The generations that the lab can run, as the evidence names them. */
export const generations = ['stable', 'current'] as const;
export type Generation = (typeof generations)[number];

/** The project's folder in the user's cache, for what is almost a gigabyte and serves all checkouts. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'not101');

/** Where the unstable suite is unpacked. */
export const currentRoot = join(cacheFolder, 'debian-unstable');

/** Programs that the current generation has of its own: where each stands in it, and the package that brings it. What is not here is stable's in both. */
const currentPrograms: Readonly<Record<string, { path: string; debianPackage: string }>> = {
  nginx: { path: '/usr/sbin/nginx', debianPackage: 'nginx' },
  haproxy: { path: '/usr/sbin/haproxy', debianPackage: 'haproxy' },
  caddy: { path: '/usr/bin/caddy', debianPackage: 'caddy' },
  apache2: { path: '/usr/sbin/apache2', debianPackage: 'apache2' },
  lighttpd: { path: '/usr/sbin/lighttpd', debianPackage: 'lighttpd' },
  squid: { path: '/usr/sbin/squid', debianPackage: 'squid' },
  hitch: { path: '/usr/sbin/hitch', debianPackage: 'hitch' },
  stunnel4: { path: '/usr/bin/stunnel4', debianPackage: 'stunnel4' },
  'redis-server': { path: '/usr/bin/redis-server', debianPackage: 'redis-server' },
  mosquitto: { path: '/usr/sbin/mosquitto', debianPackage: 'mosquitto' },
  'nats-server': { path: '/usr/sbin/nats-server', debianPackage: 'nats-server' },
  python3: { path: '/usr/bin/python3', debianPackage: 'python3' },
};

/** The Debian packages of the current generation. */
export const currentPackages: readonly string[] = [
  ...Object.values(currentPrograms).map(({ debianPackage }) => debianPackage),
  ...['python3-daphne', 'python3-starlette', 'python3-uvicorn', 'python3-websockets'],
];

/** Names in `case.yaml` of proxies, backends and runtimes that these programs are. */
const inCurrent: ReadonlySet<string> = new Set([
  ...[
    'nginx',
    'haproxy',
    'caddy',
    'apache-httpd',
    'lighttpd',
    'squid',
    'hitch',
    'stunnel',
    'mosquitto',
    'nats',
  ],
  ...['python-websockets', 'uvicorn', 'daphne', 'websockify', 'python', 'python-requirements', 'asgi'],
]);

/** Whether something that a case runs is another program in the current generation. */
export const isInCurrent = ({ proxy = '', backend, runtime }: CaseData): boolean =>
  [proxy, backend, runtime].some((each) => inCurrent.has(each));

let chosen: Generation = 'stable';
const wrappers = new Map<string, Promise<string>>();
let folder: Promise<string> | undefined;

/**
 * Takes programs from a generation from now on.
 * @throws {Error} if the generation is not installed
 */
export async function chooseGeneration(generation: Generation): Promise<void> {
  const isThere =
    generation === 'stable' || (await stat(join(currentRoot, 'etc/debian_version')).catch(() => null));
  if (!isThere)
    throw new Error(
      `Did not find Debian's unstable suite in ${currentRoot}. Expected what "npm run setup:current" puts there; it takes a few minutes, as root.`,
    );
  chosen = generation;
}

/** Enters the other root with the project, the devices and the processes of this one. The process keeps its id. */
const enter = `#!/bin/sh
root="$1" project="$2" folder="$3"
shift 3
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mkdir -p "$root$project" &&
  mount --rbind "$project" "$root$project" && exec chroot "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
`;

async function writeWrapper(name: string, path: string): Promise<string> {
  const own = await (folder ??= makeFolder('current'));
  const script = join(own, `enter-${name}`);
  const wrapper = join(own, name);
  await writeFile(script, enter);
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec unshare --mount --propagation private /bin/sh '${script}' '${currentRoot}' '${projectRoot}' "$PWD" '${path}' "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  return wrapper;
}

/**
 * What to start for a program of the chosen generation; nothing where it is stable's.
 * @param name its file name
 */
export async function ofGeneration(name: string): Promise<string | undefined> {
  const path = currentPrograms[name]?.path;
  if (chosen === 'stable' || path === undefined) return undefined;
  const wrapper = wrappers.get(name) ?? writeWrapper(name, path);
  wrappers.set(name, wrapper);
  return wrapper;
}
