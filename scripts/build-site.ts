import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetKnowledge } from '../src/knowledge/kept.ts';
import { withLock } from './lock.ts';

const inputs = ['content', 'public', 'src', 'astro.config.mjs', 'package-lock.json'];

/** A build of the site. */
interface SiteBuild {
  /** Where to, from the root. */
  outDir: string;
  /** The base path, such as `/` or `/not101/`. */
  base: string;
}

/** The builds that the tests look at: as it is published, and below a base path. */
export const testedBuilds: readonly SiteBuild[] = [
  { outDir: 'dist', base: '/' },
  { outDir: '.tmp/dist-base', base: '/not101/' },
];

/**
 * Builds the site, unless nothing has changed since it was last built there.
 * @param root the project's root folder
 * @param builds one after the other, from one reading of the content
 */
export async function buildSite(
  root: string,
  builds: readonly SiteBuild[] = testedBuilds.slice(0, 1),
): Promise<void> {
  const state = fingerprint(root);
  const isStale = ({ outDir, base }: SiteBuild) => {
    const stamp = stampOf(root, outDir);
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== `${base} ${state}`;
  };
  if (!builds.some(isStale)) return;
  // Builds share caches: a second one beside this would take files away from it, and from whoever serves.
  await withLock(join(root, '.tmp/build.lock'), async () => {
    try {
      for (const each of builds.filter(isStale)) {
        await buildNow(root, each);
        writeFileSync(stampOf(root, each.outDir), `${each.base} ${state}`);
      }
    } finally {
      forgetKnowledge();
    }
  });
}

const stampOf = (root: string, outDir: string) => join(root, outDir, '.built-from');

async function buildNow(root: string, { outDir, base }: SiteBuild): Promise<void> {
  process.env['NOT101_BASE'] = base;
  process.env['NOT101_OUT'] = `./${outDir}`;
  // Loading Astro takes seconds, which nobody should wait for who finds the site built.
  const { build } = await import('astro');
  await build({ root, logLevel: 'error' });
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
