/** In which order, and how many at once, the sides of cases are run. Pure. */
import type { Observation } from '../../src/knowledge/schemas.ts';
import type { LabCase } from './case.ts';

/** Seconds after which the observers give up a handshake that gets no answer. */
const givesUp = { client: 10, browser: 15 };

/** The exit code of `curl` when its time is up. */
const timedOut = 28;

/**
 * Seconds that observing a side takes by waiting alone: its silence, or, as far as an earlier run was recorded, what never comes.
 * @param recorded what was observed before, if anything was
 */
export function waitOf({ observe }: Pick<LabCase, 'observe'>, recorded: Observation | undefined): number {
  const { silence, echo, reload, terminate } = observe;
  // Under a reload or a restart the observers look one after the other; otherwise their silences pass side by side.
  if (silence > 0) return reload || terminate ? silence * 5 : silence;
  if (!recorded) return 0;
  const { status, chromium, firefox, webkit, curl } = recorded;
  const browsers = [chromium, firefox, webkit].filter((browser) => browser !== null);
  const isUnanswered = browsers.filter(
    ({ socket, closeCode }) => socket === 'never opens' && closeCode === null,
  );
  const hasNoEcho = browsers.filter(({ socket, echoed }) => socket === 'held' && echoed === null);
  const hasTimedOut = curl.exitCode === timedOut;
  // `curl` waits for the whole body of an answer too; the bare client waits only for an answer that never comes.
  const clients = [hasTimedOut, hasTimedOut && status === null].filter(Boolean);
  return (
    clients.length * givesUp.client +
    isUnanswered.length * givesUp.browser +
    (echo === undefined ? 0 : hasNoEcho.length * givesUp.client)
  );
}

/** Below so many seconds of waiting, a side keeps a processor busy. */
const leastWait = 3;

/** Parts jobs into those that mostly wait and those that mostly work. Those that wait longest come first: the others pass meanwhile. */
export function parted<Job extends { wait: number }>(
  jobs: readonly Job[],
): { waiting: Job[]; working: Job[] } {
  return {
    waiting: jobs.filter(({ wait }) => wait >= leastWait).toSorted((a, b) => b.wait - a.wait),
    working: jobs.filter(({ wait }) => wait < leastWait),
  };
}
