import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Code that reaches a reader's browser, and its licence, which asks for its notice beside the code. */
const shipped = {
  Not101: 'LICENSE',
  XState: 'node_modules/xstate/LICENSE',
  Pagefind: 'node_modules/pagefind/LICENSE/LICENSE',
  stemmer: 'node_modules/stemmer/license',
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Writes the licences of what is shipped, and the site's own, to `licences.txt` of the output. */
export function licences(): AstroIntegration {
  return {
    name: 'not101:licences',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const texts = Object.entries(shipped).map(
          ([name, file]) => `${name}\n\n${readFileSync(join(root, file), 'utf8').trim()}\n`,
        );
        writeFileSync(join(fileURLToPath(dir), 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
      },
    },
  };
}
