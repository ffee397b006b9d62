/** Logs on this computer: what they gain while an endpoint is examined. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { codedError } from '../wire/exchange.ts';

/** Of what a log has gained, so many bytes at its end are read. */
const longestGain = 65_536;

/** A log that is watched. */
export interface WatchedLog {
  file: string;
  /** What it has gained since it was opened; to be read once. */
  gained: () => string;
}

/**
 * Opens a log, to read later what it has gained.
 * @throws {Error} with a `code` if it is no file that can be read
 */
export function watchLog(file: string): WatchedLog {
  const descriptor = openSync(file, 'r');
  const before = fstatSync(descriptor);
  if (!before.isFile()) throw codedError('no regular file', 'A log is a file.');
  return {
    file,
    gained: () => {
      const { size } = fstatSync(descriptor);
      // A log that has become shorter was begun anew.
      const from = Math.max(size < before.size ? 0 : before.size, size - longestGain);
      const bytes = Buffer.alloc(size - from);
      readSync(descriptor, bytes, 0, bytes.length, from);
      closeSync(descriptor);
      return bytes.toString();
    },
  };
}
