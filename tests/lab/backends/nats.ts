/** NATS Server with the smallest config that takes WebSockets without TLS. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { findProgram, readVersion, startDaemon } from '../programs/program.ts';
import type { StartBackend } from './backend.ts';

const find = (): Promise<string> => findProgram('nats-server', 'nats-server');

/** Version of NATS Server. */
export async function natsVersions(): Promise<Record<string, string>> {
  return { 'nats-server': await readVersion(await find(), ['--version'], /v(\d\S*)/) };
}

/** NATS Server, open to all, on any path; its port for other clients is one that the system picks. */
export const startNats: StartBackend = async ({ port }) => {
  const path = await find();
  const folder = await makeFolder(`nats-${port}`);
  const config = join(folder, 'nats-server.conf');
  const lines = ['listen: "127.0.0.1:-1"', `websocket { host: "127.0.0.1", port: ${port}, no_tls: true }`];
  await writeFile(config, `${lines.join('\n')}\n`);
  const { stop } = await startDaemon(path, ['-c', config], { folder, ports: [port] });
  return { stop };
};
