import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The headers that `public/_headers` gives every page: hosts that know such files send them, and so does `npm start`. */
export function siteHeaders(root: string): Record<string, string> {
  const lines = readFileSync(join(root, 'public/_headers'), 'utf8').matchAll(/^ +([\w-]+): (.+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
