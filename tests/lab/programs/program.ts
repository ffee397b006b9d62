/** Starting and stopping programs of the system. */
import { execFile, spawn } from 'node:child_process';
import { appendFileSync, constants, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ofGeneration } from '../generation.ts';
import { ensureMayStart, track } from '../running.ts';
import { accepts, until, within } from '../wait.ts';

const run = promisify(execFile);

/** The file in a program's folder that has all that it prints, as that of a service manager has. */
const printedLog = 'printed.log';

/** Where Debian keeps daemons; not on every user's PATH. */
const daemonFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/**
 * The path of a program.
 * @param name its file name
 * @param debianPackage named in the error
 * @throws {Error} if it is not installed
 */
export async function findProgram(name: string, debianPackage: string): Promise<string> {
  const current = await ofGeneration(name);
  if (current !== undefined) return current;
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...daemonFolders,
  ];
  for (const folder of folders) {
    const path = join(folder, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(
    `Did not find the program ${name} on the PATH or in ${daemonFolders.join(', ')}. Debian has it in the package ${debianPackage}: apt-get install --no-install-recommends ${debianPackage}`,
  );
}

/**
 * The first match of `pattern`'s group in what the program prints about its version.
 * @throws {Error} if it prints something else
 */
export async function readVersion(path: string, args: readonly string[], pattern: RegExp): Promise<string> {
  // Some programs, such as Mosquitto, end with a failure after they have printed it.
  const { stdout, stderr } = await run(path, args).catch((error: unknown) => ({
    stdout: '',
    stderr: String(error),
    ...(error as object),
  }));
  const version = pattern.exec(stdout + stderr)?.[1];
  if (version === undefined)
    throw new Error(`Found no version in what ${path} ${args.join(' ')} prints: ${stdout}${stderr}`);
  return version;
}

/**
 * The version of an installed Debian package, for what states none itself.
 * @param pattern whose group is the upstream version in Debian's
 * @throws {Error} if it is not installed
 */
export async function packageVersion(debianPackage: string, pattern: RegExp): Promise<string> {
  const query = await findProgram('dpkg-query', 'dpkg');
  return readVersion(query, ['-W', '-f', '${Version}', debianPackage], pattern);
}

/**
 * The ports that a proxy's config listens on.
 * @param configText config of nginx, Apache httpd, HAProxy, Squid or stunnel
 * @throws {Error} if a listener is not bound to 127.0.0.1, or if there is none
 */
export function listenedPorts(configText: string): number[] {
  const addresses = [
    ...configText.matchAll(/^[ \t]*(?:listen|bind|http_port|accept =)[ \t]+([^\s;]+)/gim),
  ].map((match) => match[1] ?? '');
  const ports = addresses.map((address) => {
    const port = /^127\.0\.0\.1:(\d+)$/.exec(address)?.[1];
    if (port === undefined) {
      throw new Error(
        `Found the listener "${address}". Expected 127.0.0.1 and a port, because nothing of the lab may be reached from outside; write it so in the config.`,
      );
    }
    return Number(port);
  });
  if (ports.length === 0)
    throw new Error('Found no listener in the config. Expected "listen 127.0.0.1:8080;" or the like.');
  return ports;
}

/** A child process that listens. */
export interface Daemon {
  pid: number;
  /** What it has printed so far, both streams. */
  printed: () => string;
  /** Ends it with SIGTERM, with SIGKILL if that takes 5 s, and waits for its end. */
  stop: () => Promise<void>;
}

/**
 * Starts a program in the foreground and waits until it accepts connections.
 * @param path the program
 * @param args its arguments
 * @param options folder to run in, the ports on 127.0.0.1 that it must open, within how many seconds if that takes more than 10, its environment
 * if that is not the lab's own, and whether its own children are ended with it
 * @throws {Error} with what it printed, if it ends before that or is late
 */
export async function startDaemon(
  path: string,
  args: readonly string[],
  {
    folder,
    ports,
    seconds = 10,
    env,
    isGroup = false,
  }: {
    folder: string;
    ports: readonly number[];
    seconds?: number;
    env?: NodeJS.ProcessEnv;
    isGroup?: boolean;
  },
): Promise<Daemon> {
  ensureMayStart();
  const child = spawn(path, args, {
    cwd: folder,
    env: env ?? process.env,
    detached: isGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (!isGroup || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  };
  let output = '';
  const printed = join(folder, printedLog);
  writeFileSync(printed, '');
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      appendFileSync(printed, text);
    });
  }
  const ended = once(child, 'close');
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = track(async () => {
    if (isOver()) return;
    kill('SIGTERM');
    await within(5, `${path} ends after SIGTERM`, ended).catch(async () => {
      kill('SIGKILL');
      await ended;
    });
  });
  try {
    await Promise.race([once(child, 'spawn'), ended]);
    const isListening = async (): Promise<boolean> => {
      if (isOver())
        throw new Error(`${path} ended at once instead of listening on 127.0.0.1:${ports.join(', ')}.`);
      return (await Promise.all(ports.map(accepts))).every(Boolean);
    };
    await until(`${path} accepts connections on ${ports.join(', ')}`, isListening, seconds);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message} It printed: ${output.trim() || 'nothing'}`, {
      cause: error,
    });
  }
  return { pid: child.pid ?? 0, printed: () => output, stop };
}

/** A proxy that runs a config. */
export interface Proxy {
  /** Program → version. */
  versions: Record<string, string>;
  /** Lines of its log about exchanges, with level, without time, process, connection and address; a line that repeats stands once. */
  log: () => Promise<string[]>;
  /** Puts another config in force without a restart, and resolves when it is; absent where the lab does not know how. */
  reload?: (configText: string) => Promise<void>;
  stop: () => Promise<void>;
}

/** Different lines in the order of their first appearance. */
export function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
