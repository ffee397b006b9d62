import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'astro';
import { withLock } from './lock.ts';

const inputs = ['content', 'public', 'src', 'astro.config.mjs', 'package-lock.json'];

/**
 * Builds the site, unless nothing has changed since it was last built there.
 * @param root the project's root folder
 * @param outDir where to, from the root
 * @param base the base path, such as `/` or `/not101/`
 */
export async function buildSite(root: string, outDir = 'dist', base = '/'): Promise<void> {
  const stamp = join(root, outDir, '.built-from');
  const state = `${base} ${fingerprint(root)}`;
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (isBuilt()) return;
  // Builds share caches: a second one beside this would take files away from it, and from whoever serves.
  await withLock(join(root, '.tmp/build.lock'), async () => {
    if (!isBuilt()) await buildNow(root, outDir, base, stamp, state);
  });
}

async function buildNow(root: string, outDir: string, base: string, stamp: string, state: string) {
  process.env['NOT101_BASE'] = base;
  process.env['NOT101_OUT'] = `./${outDir}`;
  await build({ root, logLevel: 'error' });
  writeFileSync(stamp, state);
}

/** Names, sizes and times of everything that a build reads. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(root, input);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .sort()
          .map((name) => join(path, name))
      : [path];
    for (const file of files) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
