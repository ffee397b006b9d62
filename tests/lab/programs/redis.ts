/** Redis as the broker between two nodes, with nothing kept on disk. */
import type { RunningBackend } from '../backends/backend.ts';
import { findProgram, readVersion, startDaemon } from './program.ts';

/** A running broker. */
export interface Broker extends RunningBackend {
  /** Program → version. */
  versions: Record<string, string>;
}

/**
 * Starts Redis and waits until it accepts connections.
 * @param folder an empty folder to work in
 * @param port port of 127.0.0.1 to listen on
 * @throws {Error} if Redis is not installed
 */
export async function startRedis(folder: string, port: number): Promise<Broker> {
  const path = await findProgram('redis-server', 'redis-server');
  const version = await readVersion(path, ['--version'], /v=(\S+)/);
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
  const { stop } = await startDaemon(path, args, { folder, ports: [port] });
  return { versions: { 'redis-server': version }, stop };
}
