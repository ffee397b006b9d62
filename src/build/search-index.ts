import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { close, createIndex } from 'pagefind';

/** Files of Pagefind's own interfaces. */
const unused = ['ui', 'modular-ui', 'component-ui', 'highlight', 'worker'].flatMap((name) =>
  ['js', 'css'].map((type) => `pagefind-${name}.${type}`),
);

/** Makes the search index from the built pages, below `pagefind/` of the output. */
export function searchIndex(): AstroIntegration {
  return {
    name: 'not101:search-index',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const { index, errors } = await createIndex({ keepIndexUrl: false });
        if (!index) throw new Error(`Pagefind made no index: ${errors.join('; ')}`);
        const folder = fileURLToPath(dir);
        const added = await index.addDirectory({ path: folder });
        if (added.errors.length > 0)
          throw new Error(`Pagefind could not read the pages: ${added.errors.join('; ')}`);
        const written = await index.writeFiles({ outputPath: `${folder}pagefind` });
        if (written.errors.length > 0)
          throw new Error(`Pagefind could not write the index: ${written.errors.join('; ')}`);
        // The search page has an interface of its own, and uses no worker.
        for (const name of unused) rmSync(`${folder}pagefind/${name}`, { force: true });
        await close();
        logger.info(`${added.page_count} pages indexed`);
      },
    },
  };
}
