/** Mosquitto with the smallest config that takes MQTT over WebSocket. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { findProgram, packageVersion, startDaemon } from '../programs/program.ts';
import type { StartBackend } from './backend.ts';

/** Version of Mosquitto, as Debian's package has it: no option of the program prints it and ends well. */
export async function mosquittoVersions(): Promise<Record<string, string>> {
  return { mosquitto: await packageVersion('mosquitto', /^([^-]+)/) };
}

/** Mosquitto, open to all, on any path; a socket on which anything but MQTT arrives it closes. */
export const startMosquitto: StartBackend = async ({ port }) => {
  const path = await findProgram('mosquitto', 'mosquitto');
  const folder = await makeFolder(`mosquitto-${port}`);
  const config = join(folder, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, 'protocol websockets', 'allow_anonymous true'];
  // Version 2.0.11 does not start with listeners for WebSocket alone; and started by root, it becomes a user who cannot write here.
  const other = [`listener 0 ${join(folder, 'mqtt.sock')}`, 'user root'];
  await writeFile(config, `${[...lines, ...other].join('\n')}\n`);
  const { stop } = await startDaemon(path, ['-c', config], { folder, ports: [port] });
  return { stop };
};
