import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BuiltPage {
  /** Path below the site's root, such as `/causes/x/`. */
  path: string;
  html: string;
}

/** Builds that were read: no test changes one. */
const builds = new Map<string, readonly BuiltPage[]>();

/** Every page of a build, read from its folder. */
export function builtPages(outDir = 'dist'): readonly BuiltPage[] {
  const pages = builds.get(outDir) ?? readPages(outDir);
  builds.set(outDir, pages);
  return pages;
}

function readPages(outDir: string): BuiltPage[] {
  return readdirSync(join(root, outDir), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => ({
      path: `/${name.replaceAll('\\', '/')}`.replace(/index\.html$/, ''),
      html: readFileSync(join(root, outDir, name), 'utf8'),
    }));
}

/** A file of the build. */
export function builtFile(path: string, outDir = 'dist'): Buffer {
  return readFileSync(join(root, outDir, path));
}
