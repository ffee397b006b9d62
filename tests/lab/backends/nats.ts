/** NATS Server, with the smallest config that takes WebSockets without TLS or with the file of a case. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { findProgram, readVersion, startDaemon } from '../programs/program.ts';
import type { CaseBackendOptions, RunningBackend, Runtime, StartBackend } from './backend.ts';

const find = (): Promise<string> => findProgram('nats-server', 'nats-server');

/** Version of NATS Server. */
export async function natsVersions(): Promise<Record<string, string>> {
  return { 'nats-server': await readVersion(await find(), ['--version'], /v(\d\S*)/) };
}

async function startNatsWith({ file, folder, port }: CaseBackendOptions): Promise<RunningBackend> {
  const { stop } = await startDaemon(await find(), ['-c', file], { folder, ports: [port] });
  return { stop };
}

/** NATS Server with a case's file as its config. */
export const natsRuntime: Runtime = { start: startNatsWith, versions: natsVersions };

/** NATS Server, open to all, on any path; its port for other clients is one that the system picks. */
export const startNats: StartBackend = async ({ port }) => {
  const folder = await makeFolder(`nats-${port}`);
  const file = join(folder, 'nats-server.conf');
  const lines = ['listen: "127.0.0.1:-1"', `websocket { host: "127.0.0.1", port: ${port}, no_tls: true }`];
  await writeFile(file, `${lines.join('\n')}\n`);
  return startNatsWith({ file, folder, port });
};
