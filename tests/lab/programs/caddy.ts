/** Caddy with a config of its own, in a folder of its own. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../addresses.ts';
import { distinct, findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

const run = promisify(execFile);

/** What the lab reads of Caddy's own form of a config. */
interface CaddyConfig {
  apps?: { http?: { servers?: Record<string, { listen?: string[] }> } };
}

/**
 * The ports that a config listens on.
 * @param config as `caddy adapt` prints it
 * @throws {Error} if a listener is not bound to 127.0.0.1, or if there is none
 */
export function caddyPorts(config: CaddyConfig): number[] {
  const addresses = Object.values(config.apps?.http?.servers ?? {}).flatMap(({ listen }) => listen ?? []);
  if (addresses.length === 0) throw new Error('Found no listener in the Caddyfile. Expected a site.');
  return addresses.map((address) => {
    const port = /^(?:tcp\/)?127\.0\.0\.1:(\d+)$/.exec(address)?.[1];
    if (port === undefined)
      throw new Error(
        `Found the listener "${address}" in the Caddyfile. Expected 127.0.0.1 and a port, because nothing of the lab may be reached from outside; write "bind 127.0.0.1" in the site.`,
      );
    return Number(port);
  });
}

/** The warnings and errors of Caddy's log that are about requests, as in `[error] http.log.error: dial tcp 127.0.0.1:3999: connect: connection refused`. */
export function readCaddyLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { level, logger, msg } = JSON.parse(line) as { level: string; logger?: string; msg: string };
    const isAboutRequests = logger?.startsWith('http.') === true && logger !== 'http.auto_https';
    return isAboutRequests && level !== 'info' ? [`[${level}] ${logger}: ${msg}`] : [];
  });
  return distinct(lines);
}

/**
 * Starts Caddy and waits until it accepts connections.
 * @param configText a whole Caddyfile; every site bound to 127.0.0.1
 * @param folder an empty folder for its config and data
 * @throws {Error} if Caddy is not installed or does not take the config
 */
export async function startCaddy(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('caddy', 'caddy');
  const version = await readVersion(path, ['version'], /^v?(\S+)/);
  const caddyfile = join(folder, 'Caddyfile');
  const config = join(folder, 'caddy.json');
  const admin = `127.0.0.1:${await freePort()}`;
  const adapt = async (text: string): Promise<{ ports: number[]; json: string }> => {
    await writeFile(caddyfile, text);
    const { stdout } = await run(path, ['adapt', '--adapter', 'caddyfile', '--config', caddyfile]).catch(
      (error: unknown) => {
        throw new Error(`Caddy refuses the config: ${(error as { stderr: string }).stderr.trim()}`);
      },
    );
    const adapted = JSON.parse(stdout) as CaddyConfig;
    // Its admin endpoint would have a fixed port, and what it saves goes to the user's home.
    const own = {
      admin: { listen: admin, config: { persist: false } },
      storage: { module: 'file_system', root: folder },
    };
    return { ports: caddyPorts(adapted), json: JSON.stringify({ ...adapted, ...own }) };
  };
  const { ports, json } = await adapt(configText);
  await writeFile(config, json);
  const daemon = await startDaemon(path, ['run', '--config', config], { folder, ports });
  return {
    versions: { caddy: version },
    log: () => Promise.resolve(readCaddyLog(daemon.printed())),
    stop: daemon.stop,
    reload: async (newText) => {
      // What `caddy reload --force` sends: without that header a config that has not changed is not loaded.
      const answer = await fetch(`http://${admin}/load`, {
        method: 'POST',
        // From 2.11 on it refuses a request without the Origin that `caddy reload` sends.
        headers: {
          'Content-Type': 'application/json',
          'Cache-Control': 'must-revalidate',
          Origin: `http://${admin}`,
        },
        body: (await adapt(newText)).json,
      });
      if (!answer.ok)
        throw new Error(`Caddy refuses the config with ${answer.status}: ${(await answer.text()).trim()}`);
    },
  };
}
