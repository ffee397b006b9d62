/** lighttpd with a config of its own, in a folder of its own. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../wait.ts';
import { distinct, findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

const run = promisify(execFile);

/**
 * The port that a config listens on.
 * @throws {Error} if `server.bind` is not 127.0.0.1 or there is no `server.port`
 */
export function lighttpdPort(configText: string): number {
  const host = /^server\.bind = "([^"]*)"/m.exec(configText)?.[1];
  const port = /^server\.port = (\d+)/m.exec(configText)?.[1];
  if (host !== '127.0.0.1' || port === undefined || configText.includes('$SERVER["socket"]'))
    throw new Error(
      `Found the listener ${host ?? 'without server.bind'}:${port ?? 'without server.port'}. Expected server.bind = "127.0.0.1", a server.port and no other socket, because nothing of the lab may be reached from outside.`,
    );
  return Number(port);
}

/** The lines of lighttpd's error log that are about requests, without time and place in the source. */
export function readLighttpdLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const message = /^\d{4}-\d\d-\d\d \S+: \([\w.-]+\) (.*)$/.exec(line)?.[1];
    return message === undefined || /^(?:server (?:started|stopped)|graceful shutdown|\[note\])/.test(message)
      ? []
      : [message];
  });
  return distinct(lines);
}

/**
 * Starts lighttpd and waits until it accepts connections.
 * @param configText a whole config; bound to 127.0.0.1
 * @param folder an empty folder for its config
 * @throws {Error} if lighttpd is not installed or does not take the config
 */
export async function startLighttpd(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('lighttpd', 'lighttpd');
  const version = await readVersion(path, ['-v'], /lighttpd\/(\S+)/);
  const config = join(folder, 'lighttpd.conf');
  await writeFile(config, configText);
  const daemon = await startDaemon(path, ['-D', '-f', config], { folder, ports: [lighttpdPort(configText)] });
  return {
    versions: { lighttpd: version },
    log: () => Promise.resolve(readLighttpdLog(daemon.printed())),
    stop: daemon.stop,
    reload: async (newText) => {
      lighttpdPort(newText);
      const trial = join(folder, 'trial.conf');
      await writeFile(trial, newText);
      await run(path, ['-tt', '-f', trial]).catch((error: unknown) => {
        throw new Error(
          `lighttpd refuses the config: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`,
        );
      });
      const countBegun = (): number => daemon.printed().split('graceful').length - 1;
      const before = countBegun();
      await writeFile(config, newText);
      process.kill(daemon.pid, 'SIGUSR1');
      await until('lighttpd begins a graceful restart', () => countBegun() > before);
    },
  };
}
