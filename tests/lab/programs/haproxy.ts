/** HAProxy with a config of its own, in a folder of its own. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../wait.ts';
import { distinct, findProgram, listenedPorts, readVersion, startDaemon, type Proxy } from './program.ts';

const run = promisify(execFile);

/**
 * The lines of HAProxy's HTTP log (`option httplog`), without addresses, times and counters, as in `web app/app1 101 sD-- "GET /ws HTTP/1.1"`:
 * frontend, backend and server, status, how the session ended, request line.
 */
export function readHaproxyLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const match = /\] (\S+) (\S+\/\S+) [-+\d/]+ (-?\d+) \+?\d+ \S+ \S+ (\S{4}) .*("[^"]*")$/.exec(line);
    return match ? [match.slice(1).join(' ')] : [];
  });
  return distinct(lines);
}

/**
 * Starts HAProxy as a master with a worker, as Debian's service does, and waits until it accepts connections.
 * @param configText a whole config; every listener on 127.0.0.1; `log stdout format raw local0` makes its log readable
 * @param folder an empty folder for its config
 * @throws {Error} if HAProxy is not installed or does not take the config
 */
export async function startHaproxy(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('haproxy', 'haproxy');
  const version = await readVersion(path, ['-v'], /version (\S+)/);
  const config = join(folder, 'haproxy.cfg');
  await writeFile(config, configText);
  const args = ['-W', '-db', '-f', config];
  const daemon = await startDaemon(path, args, { folder, ports: listenedPorts(configText) });
  return {
    versions: { haproxy: version },
    log: () => Promise.resolve(readHaproxyLog(daemon.printed())),
    stop: daemon.stop,
    reload: async (newText) => {
      listenedPorts(newText);
      const trial = join(folder, 'trial.cfg');
      await writeFile(trial, newText);
      await run(path, ['-c', '-f', trial]).catch((error: unknown) => {
        throw new Error(
          `HAProxy refuses the config: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`,
        );
      });
      const countLoaded = (): number => daemon.printed().split('Loading success.').length - 1;
      const before = countLoaded();
      await writeFile(config, newText);
      process.kill(daemon.pid, 'SIGUSR2');
      await until('a new HAProxy worker has loaded the config', () => countLoaded() > before);
    },
  };
}
