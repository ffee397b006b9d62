/** Hitch, which ends TLS and passes on what was inside, with a config of its own in a folder of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distinct, findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

/**
 * The ports that a config listens on.
 * @throws {Error} if a `frontend` is not bound to 127.0.0.1, or if there is none
 */
export function hitchPorts(configText: string): number[] {
  const frontends = [...configText.matchAll(/^frontend = "([^"]*)"/gm)].map((match) => match[1] ?? '');
  const ports = frontends.map((frontend) => /^\[127\.0\.0\.1\]:(\d+)$/.exec(frontend)?.[1]);
  if (ports.length === 0 || ports.includes(undefined))
    throw new Error(
      `Found the frontends ${frontends.map((each) => `"${each}"`).join(', ') || 'of no line'} in the config. Expected "[127.0.0.1]:" and a port, because nothing of the lab may be reached from outside.`,
    );
  return ports.map(Number);
}

/** What the observers cause and what says nothing about the config: they come to see whether Hitch listens, and Chromium objects to the certificate at first. */
const observersNoise = /(?:Handshake failure|SSL_read error): .*(?:unexpected eof|alert certificate unknown)/;

/** The lines of Hitch's log that are about connections, without time, process and address; at its usual level only errors are there. */
export function readHitchLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const message = /^\d{8}T[\d.]+ \[ *\d+\] (?:[\d.]+:\d+ :\d+ \d+:\d+ )?(.*)$/.exec(line)?.[1];
    return message === undefined || message.startsWith('{core}') || observersNoise.test(message)
      ? []
      : [message];
  });
  return distinct(lines);
}

/**
 * Starts Hitch and waits until it accepts connections.
 * @param configText a whole config; every frontend on 127.0.0.1
 * @param folder an empty folder for its config
 * @throws {Error} if Hitch is not installed or does not take the config
 */
export async function startHitch(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('hitch', 'hitch');
  const version = await readVersion(path, ['-V'], /hitch (\S+)/);
  const config = join(folder, 'hitch.conf');
  await writeFile(config, configText);
  const args = [
    ...[`--config=${config}`, '--daemon=off'],
    // It refuses to run as root.
    ...(process.getuid?.() === 0 ? ['--user=nobody'] : []),
  ];
  const daemon = await startDaemon(path, args, { folder, ports: hitchPorts(configText) });
  return {
    versions: { hitch: version },
    log: () => Promise.resolve(readHitchLog(daemon.printed())),
    stop: daemon.stop,
  };
}
