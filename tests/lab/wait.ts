/** Waiting for real events, with bounds, and for each other. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { codedError, timedOut } from '../../src/wire/exchange.ts';

const pollEvery = 25;

/** Whether something on 127.0.0.1 accepts a TCP connection on `port` now. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/**
 * Asks again and again until the answer is yes.
 * @param what the event that is waited for, as it stands in the error
 * @param isReady asked every 25 ms; an error that it throws ends the wait
 * @param seconds bound of the whole wait
 * @throws {Error} if the bound passes first
 */
export async function until(
  what: string,
  isReady: () => boolean | Promise<boolean>,
  seconds = 10,
): Promise<void> {
  for (let tries = (seconds * 1000) / pollEvery; tries > 0; tries--) {
    if (await isReady()) return;
    await pause(pollEvery);
  }
  throw new Error(
    `Waited ${seconds} s for this and it did not happen: ${what}. Run the case alone to see whether the machine was too busy.`,
  );
}

/**
 * The same promise with a bound.
 * @param what what the promise stands for, as it stands in the error
 * @throws {Error} with the code `timedOut` if `seconds` pass first; whatever the promise throws otherwise
 */
export async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(codedError(timedOut, `Waited ${seconds} s for this and it did not happen: ${what}.`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([promise, bound]);
  } finally {
    clearTimeout(timer);
  }
}

/** A queue: what it is given runs one after the other, in that order, also after a failure. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
