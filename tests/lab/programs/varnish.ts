/** Varnish with a VCL of its own, in a folder of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, readVersion, startDaemon, type Proxy } from './program.ts';

/**
 * Starts Varnish and waits until it accepts connections.
 * @param configText a VCL, or commands of its management interface (`vcl.inline`, `param.set`) where it does not begin with `vcl`
 * @param folder an empty folder for its config and working files
 * @param port port of 127.0.0.1 to listen on; no config of Varnish names it
 * @throws {Error} if Varnish is not installed or does not take the config
 */
export async function startVarnish(configText: string, folder: string, port: number): Promise<Proxy> {
  const path = await findProgram('varnishd', 'varnish');
  const version = await readVersion(path, ['-V'], /varnish-(\S+)/);
  const isVcl = configText.startsWith('vcl ');
  const config = join(folder, isVcl ? 'default.vcl' : 'start.cli');
  // The management interface has no comments, so the markers of a case file go.
  await writeFile(config, isVcl ? configText : configText.replace(/^#.*\n/gm, ''));
  const args = [
    ...['-F', '-n', join(folder, 'work'), '-a', `127.0.0.1:${port}`, '-T', 'none', '-j', 'none'],
    ...['-s', 'malloc,16m', '-p', 'thread_pools=1', '-p', 'thread_pool_min=10'],
    ...(isVcl ? ['-f', config] : ['-f', '', '-I', config]),
  ];
  const daemon = await startDaemon(path, args, { folder, ports: [port] });
  return { versions: { varnish: version }, log: () => Promise.resolve([]), stop: daemon.stop };
}
