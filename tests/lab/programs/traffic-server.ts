/** Apache Traffic Server with a remap.config of its own, in a folder of its own. */
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

/**
 * Starts Traffic Server and waits until it accepts connections.
 * @param configText a remap.config
 * @param folder an empty folder for its config and working files
 * @param port port of 127.0.0.1 to listen on; remap.config does not name listeners
 * @throws {Error} if Traffic Server is not installed or does not take the config
 */
export async function startTrafficServer(configText: string, folder: string, port: number): Promise<Proxy> {
  const path = await findProgram('traffic_server', 'trafficserver');
  const version = await readVersion(path, ['-V'], /Traffic Server (\S+)/);
  const folders = ['etc', 'run', 'log', 'cache'].map((name) => join(folder, name));
  const [etc = '', runtime, log, cache] = folders;
  for (const each of folders) {
    await mkdir(each);
    // Started by root it becomes the user trafficserver, who writes here.
    await chmod(each, 0o777);
  }
  const records = [
    `proxy.config.http.server_ports STRING ${port}:ipv4:ip-in=127.0.0.1`,
    'proxy.config.http.cache.http INT 0',
    'proxy.config.exec_thread.autoconfig INT 0',
    'proxy.config.exec_thread.limit INT 1',
    'proxy.config.log.logging_enabled INT 0',
    'proxy.config.crash_log_helper STRING NULL',
    'proxy.config.body_factory.template_sets_dir STRING /etc/trafficserver/body_factory',
    ...(process.getuid?.() === 0 ? ['proxy.config.admin.user_id STRING trafficserver'] : []),
  ];
  const layout = {
    ...{ prefix: folder, exec_prefix: folder, bindir: '/usr/bin', sbindir: '/usr/sbin' },
    ...{ libexecdir: '/usr/lib/trafficserver/modules', sysconfdir: etc, datadir: folder },
    ...{ localstatedir: folder, runtimedir: runtime, logdir: log, cachedir: cache },
  };
  const files = {
    [join(folder, 'runroot.yaml')]: Object.entries(layout).map(([name, value]) => `${name}: ${value}`),
    [join(etc, 'records.config')]: records.map((record) => `CONFIG ${record}`),
    [join(etc, 'remap.config')]: [configText],
    // A sparse file; with less it ends at the start.
    [join(etc, 'storage.config')]: [`${cache} 256M`],
    [join(etc, 'hosting.config')]: [],
    [join(etc, 'volume.config')]: [],
  };
  for (const [file, lines] of Object.entries(files)) await writeFile(file, `${lines.join('\n')}\n`);
  await copyFile('/etc/trafficserver/ip_allow.yaml', join(etc, 'ip_allow.yaml'));
  const args = [`--run-root=${join(folder, 'runroot.yaml')}`];
  const daemon = await startDaemon(path, args, { folder, ports: [port] });
  return { versions: { 'traffic-server': version }, log: () => Promise.resolve([]), stop: daemon.stop };
}
