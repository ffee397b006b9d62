/** Mosquitto, with the smallest config that takes MQTT over WebSocket or with the file of a case. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { findProgram, readVersion, startDaemon } from '../programs/program.ts';
import type { CaseBackendOptions, RunningBackend, Runtime, StartBackend } from './backend.ts';

const find = (): Promise<string> => findProgram('mosquitto', 'mosquitto');

/** Version of Mosquitto. */
export async function mosquittoVersions(): Promise<Record<string, string>> {
  return { mosquitto: await readVersion(await find(), ['-h'], /version (\d\S*)/) };
}

async function startMosquittoWith({ file, folder, port }: CaseBackendOptions): Promise<RunningBackend> {
  const { stop } = await startDaemon(await find(), ['-c', file], { folder, ports: [port] });
  return { stop };
}

/** Mosquitto with a case's file as its config. */
export const mosquittoRuntime: Runtime = { start: startMosquittoWith, versions: mosquittoVersions };

/** Mosquitto, open to all, on any path; a socket on which anything but MQTT arrives it closes. */
export const startMosquitto: StartBackend = async ({ port }) => {
  const folder = await makeFolder(`mosquitto-${port}`);
  const file = join(folder, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, 'protocol websockets', 'allow_anonymous true'];
  // Version 2.0.11 does not start with listeners for WebSocket alone; and started by root, it becomes a user who cannot write here.
  const other = [`listener 0 ${join(folder, 'mqtt.sock')}`, 'user root'];
  await writeFile(file, `${[...lines, ...other].join('\n')}\n`);
  return startMosquittoWith({ file, folder, port });
};
