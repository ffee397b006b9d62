/** A Node proxy made with http-proxy-3: the case's file is the program. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from 'http-proxy-3/package.json' with { type: 'json' };
import { distinct, startDaemon, type Proxy } from './program.ts';

/**
 * Starts the program with this Node and waits until it accepts connections.
 * @param configText the program; it listens on 127.0.0.1
 * @param folder an empty folder below the project's, so that it finds the project's packages
 * @param port port on which it listens
 * @throws {Error} with what it printed, if it ends before that
 */
export async function startHttpProxy(configText: string, folder: string, port: number): Promise<Proxy> {
  const file = join(folder, 'proxy.mjs');
  await writeFile(file, configText);
  const daemon = await startDaemon(process.execPath, [file], { folder, ports: [port] });
  return {
    versions: { 'http-proxy-3': manifest.version },
    log: () => Promise.resolve(distinct(daemon.printed().split('\n').filter(Boolean))),
    stop: daemon.stop,
  };
}
