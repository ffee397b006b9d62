/** What a run leaves behind that was killed outright and could not stop what it had started. Linux only: it reads /proc. */
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runsFolder } from './folders.ts';
import { until } from './wait.ts';

/** Environment variable that every program of a run inherits; its value is the id of the run's process. */
export const runVariable = 'NOT101_LAB_RUN';

async function readOrEmpty(reading: Promise<string>): Promise<string> {
  // A process that ends meanwhile, or belongs to somebody else, is none of ours.
  return reading.catch(() => '');
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Ids of the processes that a run started and that still exist: those that inherited its variable, or that were started in or with its folder,
 * because nginx writes its title over its environment.
 * @param runId id of the run's own process, which is not listed
 */
export async function processesOfRun(runId: number): Promise<number[]> {
  const folder = join(runsFolder, `lab-${runId}`);
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const belongs = await Promise.all(
    ids.map(async (id) => {
      const [workingFolder, command, environment] = await Promise.all([
        readOrEmpty(readlink(`/proc/${id}/cwd`)),
        readOrEmpty(readFile(`/proc/${id}/cmdline`, 'utf8')),
        readOrEmpty(readFile(`/proc/${id}/environ`, 'utf8')),
      ]);
      const isInFolder = [workingFolder, ...command.split('\0')].some(
        (text) => text === folder || text.includes(`${folder}/`),
      );
      return isInFolder || environment.split('\0').includes(`${runVariable}=${runId}`);
    }),
  );
  return ids.filter((id, index) => belongs[index] && id !== runId && id !== process.pid);
}

/** Kills what a run started and says whether nothing of it is left: what forked since the list was read is in the next one. */
async function killProcessesOfRun(runId: number): Promise<boolean> {
  const ids = await processesOfRun(runId);
  for (const id of ids)
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      // It may end with its parent before its turn comes.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  return ids.length === 0;
}

/**
 * Ends the processes and removes the folders of runs that exist no more.
 * @returns the ids of those runs
 */
export async function removeLeftovers(): Promise<number[]> {
  const folders = await readdir(runsFolder).catch(() => []);
  const runs = folders
    .flatMap((name) => /^lab-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((run) => !isAlive(run));
  for (const run of runs) {
    await until(`the processes of the killed run ${run} end`, () => killProcessesOfRun(run));
    await rm(join(runsFolder, `lab-${run}`), { recursive: true, force: true, maxRetries: 5 });
  }
  return runs;
}
