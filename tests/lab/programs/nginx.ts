/** nginx with a config of its own, in a folder of its own. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../wait.ts';
import { distinct, findProgram, listenedPorts, readVersion, startDaemon, type Proxy } from './program.ts';

const run = promisify(execFile);

/**
 * Lines at level info that the observers cause and that say nothing about the config: they come to see whether nginx listens, they leave, with a reset too, also of
 * the server that they leave, Chromium objects to the throw-away certificate before it is told to accept it, and `curl` to a signature of TLS 1.1, which
 * the log may have or not yet have when it is read.
 */
const observersNoise =
  /closed keepalive connection|client closed connection while |client prematurely closed connection|alert certificate unknown|alert internal error:SSL alert number 80\) while SSL handshaking$|(?:recv|shutdown)\(\) failed .* while reading client request line|recv\(\) failed \(104: Connection reset by peer\) while proxying upgraded connection/;

/** The lines of an nginx error log that are about requests, as in `[error] connect() failed (111: Connection refused) while connecting to upstream`. */
export function readNginxLog(text: string): string[] {
  // Where nginx misses the PROXY protocol it logs all that came instead, line breaks included; the first line says what it was.
  const oneLined = text.replace(/(broken header: "[^\r\n]*)[^"]*"/g, '$1…"');
  const lines = oneLined.split('\n').flatMap((line) => {
    const match = /^\S+ \S+ (\[\w+\]) \d+#\d+: (?:\*\d+ )?(.*?)(?:, client: .*)?$/.exec(line);
    const [, level, message] = match ?? [];
    if (level === undefined || message === undefined || level === '[notice]' || observersNoise.test(message))
      return [];
    // How far above the rate a request came is a matter of milliseconds, and where the config lies one of the run.
    const settled = message
      .replace(/\bexcess: \d+\.\d+/, 'excess: <n>')
      .replace(/ in \/\S{1,500}\/(nginx\.conf:\d+)/, ' in $1');
    return [`${level} ${settled}`];
  });
  return distinct(lines);
}

/** A running nginx. */
export interface Nginx extends Proxy {
  /**
   * Puts another config in force without a restart, as `nginx -s reload` does, and waits until the old worker takes no more connections.
   * @throws {Error} with nginx's own words if it refuses the config; the old one then stays in force
   */
  reload: (configText: string) => Promise<void>;
}

/**
 * Starts nginx and waits until it accepts connections.
 * @param configText a whole config; every listener on 127.0.0.1; relative paths are inside `folder`
 * @param folder an empty folder for its config, logs and pid file
 * @throws {Error} if nginx is not installed or does not take the config
 */
export async function startNginx(configText: string, folder: string): Promise<Nginx> {
  const path = await findProgram('nginx', 'nginx');
  const version = await readVersion(path, ['-v'], /nginx\/(\S+)/);
  const config = join(folder, 'nginx.conf');
  const errorLog = join(folder, 'error.log');
  // Level info, because nginx writes at that level why it closed an idle tunnel.
  const global = `daemon off; pid ${join(folder, 'nginx.pid')}; error_log ${errorLog} info;`;
  const args = ['-p', folder, '-c', config, '-e', errorLog, '-g', global];
  await writeFile(config, configText);
  const daemon = await startDaemon(path, args, { folder, ports: listenedPorts(configText) });
  const readLog = (): Promise<string> => readFile(errorLog, 'utf8');

  return {
    versions: { nginx: version },
    log: async () => readNginxLog(await readLog()),
    stop: daemon.stop,
    reload: async (newText) => {
      listenedPorts(newText);
      const trial = join(folder, 'trial.conf');
      await writeFile(trial, newText);
      await run(path, ['-t', '-p', folder, '-c', trial, '-e', errorLog, '-g', global]).catch(
        (error: unknown) => {
          throw new Error(
            `nginx refuses the config: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`,
          );
        },
      );
      const countRetired = async (): Promise<number> =>
        (await readLog()).split('gracefully shutting down').length - 1;
      const before = await countRetired();
      await writeFile(config, newText);
      process.kill(daemon.pid, 'SIGHUP');
      await until(
        'the old nginx worker stops taking connections',
        async () => (await countRetired()) > before,
      );
    },
  };
}
