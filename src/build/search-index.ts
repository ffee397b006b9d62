import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { close, createIndex } from 'pagefind';

/** Files of Pagefind's own interfaces. */
const unused = ['ui', 'modular-ui', 'component-ui', 'highlight', 'worker'].flatMap((name) =>
  ['js', 'css'].map((type) => `pagefind-${name}.${type}`),
);

/**
 * Indexes the built pages of a folder, and writes the index into it.
 * @returns how many pages there are
 * @throws {Error} with what Pagefind says
 */
async function indexPages(folder: string): Promise<number> {
  const { index, errors } = await createIndex({ keepIndexUrl: false });
  if (!index) throw new Error(`Pagefind made no index: ${errors.join('; ')}`);
  const added = await index.addDirectory({ path: folder });
  if (added.errors.length > 0)
    throw new Error(`Pagefind could not read the pages: ${added.errors.join('; ')}`);
  const written = await index.writeFiles({ outputPath: `${folder}pagefind` });
  if (written.errors.length > 0)
    throw new Error(`Pagefind could not write the index: ${written.errors.join('; ')}`);
  return added.page_count;
}

/** Makes the search index from the built pages, below `pagefind/` of the output. */
export function searchIndex(): AstroIntegration {
  return {
    name: 'not101:search-index',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        // Its service would outlive a build that fails.
        const pages = await indexPages(folder).finally(close);
        // The search page has an interface of its own, and uses no worker.
        for (const name of unused) rmSync(`${folder}pagefind/${name}`, { force: true });
        logger.info(`${pages} pages indexed`);
      },
    },
  };
}
