import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How often it is looked whether the other has ended, in milliseconds. */
const every = 200;

/** Does something while no other process does it under the same file. A process that died leaves its file, which counts no more. */
export async function withLock(file: string, act: () => Promise<void>): Promise<void> {
  while (!take(file)) {
    if (!isAlive(file)) rmSync(file, { force: true });
    else await pause(every);
  }
  const leave = () => rmSync(file, { force: true });
  process.once('exit', leave);
  try {
    await act();
  } finally {
    process.off('exit', leave);
    leave();
  }
}

function take(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    // The lab removes the folder where it finds it empty, which it is until the file is written.
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function isAlive(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Empty for a moment, until the other has written its number.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
