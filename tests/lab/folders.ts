/** The private temporary folder of this run. */
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureMayStart, track } from './running.ts';

/** Root folder of the project. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/** Where each run has a folder of its own, `lab-<process id>`. */
export const runsFolder = join(projectRoot, '.tmp');

const runFolder = join(runsFolder, `lab-${process.pid}`);
let removal: (() => Promise<void>) | undefined;

/**
 * Makes an empty folder inside the run's own folder `<project>/.tmp/lab-<pid>`, which is removed by `stopAll`. Everybody may read it, because
 * proxies that are started by root serve files as another user.
 * @param name one path segment, unique in this run
 */
export async function makeFolder(name: string): Promise<string> {
  ensureMayStart();
  removal ??= track(async () => {
    await rm(runFolder, { recursive: true, force: true });
    // The folder above goes with the last run in it; while another one is running it is not empty.
    await rmdir(runsFolder).catch(() => undefined);
  });
  const folder = join(runFolder, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return folder;
}
