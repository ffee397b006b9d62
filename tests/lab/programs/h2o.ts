/** H2O with a config of its own, in a folder of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distinct, findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

/**
 * The ports that a config listens on.
 * @param configText YAML in which every `listen` is a mapping with `host` and then `port`
 * @throws {Error} if a listener is not bound to 127.0.0.1, or if there is none
 */
export function h2oPorts(configText: string): number[] {
  const count = [...configText.matchAll(/^\s*(?:- )?listen:/gm)].length;
  const ports = [...configText.matchAll(/^\s*(?:- )?listen:\n\s+host: 127\.0\.0\.1\n\s+port: (\d+)$/gm)].map(
    (match) => Number(match[1]),
  );
  if (count === 0 || ports.length !== count)
    throw new Error(
      `Found ${count} "listen" and ${ports.length} of them with "host: 127.0.0.1" and a "port" below it. Expected at least one and all of them so, because nothing of the lab may be reached from outside.`,
    );
  return ports;
}

/** The lines of H2O's error log that are about requests, as in `[lib/core/proxy.c] in request:/ws:connection failed`. */
export function readH2oLog(text: string): string[] {
  return distinct(text.split('\n').filter((line) => line.startsWith('[lib/')));
}

/**
 * Starts H2O and waits until it accepts connections.
 * @param configText a whole config; every listener on 127.0.0.1
 * @param folder an empty folder for its config
 * @throws {Error} if H2O is not installed or does not take the config
 */
export async function startH2o(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('h2o', 'h2o');
  const version = await readVersion(path, ['-v'], /h2o version (\S+)/);
  const config = join(folder, 'h2o.conf');
  await writeFile(config, configText);
  const daemon = await startDaemon(path, ['-c', config], { folder, ports: h2oPorts(configText) });
  return {
    versions: { h2o: version },
    log: () => Promise.resolve(readH2oLog(daemon.printed())),
    stop: daemon.stop,
  };
}
