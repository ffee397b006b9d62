/** Apache httpd with a config of its own, in a folder of its own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distinct, findProgram, listenedPorts, readVersion, startDaemon, type Proxy } from './program.ts';

/** Apache looks at its workers once a second. Whether it looks when few are left, before none is, is chance. */
const fewWorkersLeft = /\bAH10159:/;

/** The lines of an Apache error log that are about requests, as in `[proxy:error] AH00957: http: attempt to connect to … failed`. */
export function readApacheLog(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const match =
      /^\[[^\]]*\] (\[\w+:\w+\]) \[pid [^\]]*\] (?:\([^)]*\)[^:]*: )?(?:\[client [^\]]*\] )?(.*)$/.exec(line);
    const [, level, message] = match ?? [];
    return level === undefined ||
      message === undefined ||
      level.endsWith(':notice]') ||
      fewWorkersLeft.test(message)
      ? []
      : [`${level} ${message}`];
  });
  return distinct(lines);
}

/**
 * Starts Apache httpd and waits until it accepts connections.
 * @param configText a whole config with its `LoadModule` lines; every listener on 127.0.0.1
 * @param folder an empty folder for its config, log and pid file
 * @throws {Error} if Apache httpd is not installed or does not take the config
 */
export async function startApache(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('apache2', 'apache2');
  const version = await readVersion(path, ['-v'], /Apache\/(\S+)/);
  const config = join(folder, 'apache2.conf');
  const errorLog = join(folder, 'error.log');
  await writeFile(config, configText);
  const args = [
    ...['-f', config, '-D', 'FOREGROUND'],
    ...['-C', `DefaultRuntimeDir ${folder}`],
    // Used only where root starts it; without them it warns.
    ...['-C', 'User nobody', '-C', 'Group nogroup'],
    ...['-C', `PidFile ${join(folder, 'apache2.pid')}`],
    ...['-C', `ErrorLog ${errorLog}`],
  ];
  // Workers that a browser keeps waiting outlive their parent.
  const ports = listenedPorts(configText);
  const daemon = await startDaemon(path, args, { folder, ports, isGroup: true });
  return {
    versions: { 'apache-httpd': version },
    log: async () => readApacheLog(await readFile(errorLog, 'utf8')),
    stop: daemon.stop,
  };
}
