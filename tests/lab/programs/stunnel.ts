/** stunnel with a config of its own, in a folder of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distinct, findProgram, listenedPorts, readVersion, startDaemon, type Proxy } from './program.ts';

/** What the observers cause and what says nothing about the config: they come to see whether stunnel listens, and Chromium objects to the certificate at first. */
const observersNoise = /^SSL_accept: .*(?:unexpected eof|alert certificate unknown)/;

/** The errors of stunnel's log that are about connections, without time, client and place in OpenSSL's sources. */
export function readStunnelLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const message = /^\S+ \S+ LOG3\[\d+\]: (.*)$/.exec(line)?.[1];
    return message === undefined || observersNoise.test(message)
      ? []
      : [message.replace(/: \S+\.c:\d+: /, ': ').replace(/: client [\d.]+:\d+$/, '')];
  });
  return distinct(lines);
}

/**
 * Starts stunnel and waits until it accepts connections.
 * @param configText its services; every `accept` on 127.0.0.1
 * @param folder an empty folder for its config
 * @throws {Error} if stunnel is not installed or does not take the config
 */
export async function startStunnel(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('stunnel4', 'stunnel4');
  const version = await readVersion(path, ['-version'], /stunnel (\S+)/);
  const config = join(folder, 'stunnel.conf');
  await writeFile(config, `foreground = yes\npid =\n${configText}`);
  const daemon = await startDaemon(path, [config], { folder, ports: listenedPorts(configText) });
  return {
    versions: { stunnel: version },
    log: () => Promise.resolve(readStunnelLog(daemon.printed())),
    stop: daemon.stop,
  };
}
