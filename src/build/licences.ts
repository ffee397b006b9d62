import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What reaches a reader's browser without being bundled, and where its licence is. */
const copied = { Not101: 'LICENSE', Pagefind: 'node_modules/pagefind/LICENSE/LICENSE' };

/** The package that a module is of, if it is not the site's own. */
const packageOf = (module: string): string | undefined =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];

/**
 * The licence file of a package.
 * @throws {Error} if it has none: what has no licence may not be shipped
 */
function licenceOf(name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
  if (file === undefined)
    throw new Error(
      `${name} is shipped to browsers, and node_modules/${name} has no licence file. Its notice must stand beside it: name its file in src/build/licences.ts, or use another package.`,
    );
  return join(folder, file);
}

/** Takes down the packages whose code gets into what browsers load. */
function noting(packages: Set<string>): Plugin {
  return {
    name: 'not101:licences',
    apply: 'build',
    generateBundle(_, bundle) {
      if (this.environment.name !== 'client') return;
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        for (const [module, { renderedLength }] of Object.entries(file.modules)) {
          const name = packageOf(module);
          if (name !== undefined && renderedLength > 0) packages.add(name);
        }
      }
    },
  };
}

/** Writes the licences of what is shipped, and the site's own, to `licences.txt` of the output: each asks for its notice beside the code. */
export function licences(): AstroIntegration {
  const packages = new Set<string>();
  return {
    name: 'not101:licences',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        const plugins = () => [noting(packages)];
        updateConfig({ vite: { plugins: plugins(), worker: { plugins } } });
      },
      'astro:build:done': ({ dir }) => {
        const files = [
          ...Object.entries(copied).map(([name, file]) => [name, join(root, file)] as const),
          ...[...packages].sort().map((name) => [name, licenceOf(name)] as const),
        ];
        const texts = files.map(([name, file]) => `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`);
        writeFileSync(join(fileURLToPath(dir), 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
      },
    },
  };
}
