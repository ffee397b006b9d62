/** Xvfb: an X display that is in memory only, for programs that need a window. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ensureMayStart, track } from '../running.ts';
import { within } from '../wait.ts';
import { findProgram } from './program.ts';

/**
 * Starts Xvfb on a free display number, reachable from this machine only, and waits until it is ready.
 * @returns the value of DISPLAY for its clients
 * @throws {Error} if Xvfb is not installed, or with what it printed if it does not start
 */
export async function startXvfb(): Promise<string> {
  const path = await findProgram('Xvfb', 'xvfb');
  ensureMayStart();
  // It writes the number of the display to descriptor 3 once it takes clients.
  const child: ChildProcess = spawn(
    path,
    ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'],
    {
      // Out of the terminal's process group: ^C must not end it before its clients.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  track(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // At SIGTERM it removes its lock file and its socket in /tmp.
    child.kill('SIGTERM');
    await within(10, 'Xvfb ends after SIGTERM', ended).catch(async () => {
      child.kill('SIGKILL');
      await ended;
    });
  });
  const [, , errors, numbers] = child.stdio as unknown as [null, null, Readable, Readable];
  const printed = text(errors);
  const display = await within(
    30,
    'Xvfb is ready',
    Promise.race([
      once(numbers, 'data').then(([bytes]) => String(bytes).trim()),
      ended.then(async () => {
        throw new Error(`Xvfb ended instead of offering a display. It printed: ${await printed}`);
      }),
    ]),
  );
  return `:${display}`;
}
