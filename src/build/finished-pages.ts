import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { withStyles } from './page-styles.ts';
import { withOwnPolicy } from './policy.ts';

/** Steps of the wizard follow one another, so they share sheets that the browser keeps. */
const sharesSheets = (name: string) => /^diagnose[\\/]/.test(name);

/** Gives each built page its style and a policy of its own: Astro's allows the scripts and styles of all pages and files. */
export function finishedPages(): AstroIntegration {
  return {
    name: 'not101:finished-pages',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const folder = fileURLToPath(dir);
        const sheets = new Map<string, string>();
        const sheet = (address: string): string => {
          const name = basename(address);
          const text = sheets.get(name) ?? readFileSync(join(folder, '_astro', name), 'utf8').trim();
          sheets.set(name, text);
          return text;
        };
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!name.endsWith('.html')) continue;
          const file = join(folder, name);
          const html = readFileSync(file, 'utf8');
          writeFileSync(file, withOwnPolicy(sharesSheets(name) ? html : withStyles(html, sheet)));
        }
      },
    },
  };
}
