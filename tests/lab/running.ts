/** What the lab has started and not yet stopped, so that an interrupted run leaves nothing behind. */

type Stop = () => Promise<void>;

const running = new Set<Stop>();
let isEnding = false;

/**
 * To be called before something is started.
 * @throws {Error} once `endRun` has been called
 */
export function ensureMayStart(): void {
  if (isEnding) throw new Error('The run is ending, so nothing more is started.');
}

/**
 * Remembers how to stop something that was started.
 * @param stop stops it; called once at most
 * @returns a function that stops it on its first call and waits for the same end on later ones
 */
export function track(stop: Stop): Stop {
  let ended: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => {
    ended ??= stop().finally(() => running.delete(stopOnce));
    return ended;
  };
  running.add(stopOnce);
  return stopOnce;
}

/** Stops everything that still runs, the latest start first, and waits for what is stopping already. Goes on where a stop fails. */
export async function stopAll(): Promise<void> {
  for (let [last] = [...running].reverse(); last; [last] = [...running].reverse())
    await last().catch(() => undefined);
}

/** Stops everything and lets nothing start any more. */
export async function endRun(): Promise<void> {
  isEnding = true;
  await stopAll();
}
