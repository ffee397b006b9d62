/** Squid with a config of its own, in a folder of its own. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, listenedPorts, readVersion, startDaemon, type Proxy } from './program.ts';

/**
 * Starts Squid and waits until it accepts connections.
 * @param configText a whole config; every `http_port` on 127.0.0.1
 * @param folder an empty folder for its config, logs and pid file
 * @throws {Error} if Squid is not installed or does not take the config
 */
export async function startSquid(configText: string, folder: string): Promise<Proxy> {
  const path = await findProgram('squid', 'squid');
  const version = await readVersion(path, ['-v'], /Version (\S+)/);
  const config = join(folder, 'squid.conf');
  const state = join(folder, 'state');
  // Started by root it becomes the user proxy, who writes here.
  await mkdir(state);
  await chmod(state, 0o777);
  const own = [
    `pid_filename ${join(state, 'squid.pid')}`,
    `cache_log ${join(state, 'cache.log')}`,
    `coredump_dir ${state}`,
    'access_log none',
    // The address of the socket for DNS, which would be open to all otherwise.
    'udp_incoming_address 127.0.0.1',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    'visible_hostname app.example',
  ];
  await writeFile(config, `${own.join('\n')}\n${configText}`);
  const daemon = await startDaemon(path, ['-N', '-f', config], { folder, ports: listenedPorts(configText) });
  return { versions: { squid: version }, log: () => Promise.resolve([]), stop: daemon.stop };
}
