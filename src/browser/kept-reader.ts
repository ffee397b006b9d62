/** What a reader told once: their address, shell and stack. It is kept in this browser alone, and is in no request. */
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import type { Shell } from '../probe/shell.ts';
import { shells } from '../probe/shell.ts';

/** Where it is kept. `reader.ts` asks for it by the same name, without this module. */
const keptReaderKey = 'not101.reader';

/** What is known of a reader. */
export interface KeptReader {
  /** Scheme, host and path of their endpoint. */
  endpoint?: string;
  shell?: Shell;
  /** Slug of their stack. */
  stack?: string;
}

/** Reads what was kept; what cannot be used is left out. Never throws. */
export function readReader(text: string): KeptReader {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return {};
  }
  const textOf = (name: string): string => {
    const value = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>)[name] : '';
    return typeof value === 'string' ? value : '';
  };
  const endpoint = plainEndpoint(textOf('endpoint'))?.text;
  const shell = shells.find((each) => each === textOf('shell'));
  const stack = /^[a-z0-9-]{1,40}$/.exec(textOf('stack'))?.[0];
  return { ...(endpoint && { endpoint }), ...(shell && { shell }), ...(stack && { stack }) };
}

/** What was kept in this browser. */
export function keptReader(): KeptReader {
  try {
    return readReader(localStorage.getItem(keptReaderKey) ?? '');
  } catch {
    // A browser may forbid a page to keep anything.
    return {};
  }
}

/** Keeps what a reader told, instead of what they told before; nothing at all takes it away. */
export function keepReader(reader: KeptReader): void {
  try {
    if (Object.keys(reader).length === 0) localStorage.removeItem(keptReaderKey);
    else localStorage.setItem(keptReaderKey, JSON.stringify(reader));
  } catch {
    // It then holds for this page only.
  }
}
