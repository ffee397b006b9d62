import type { Plugin } from 'vite';

/**
 * Vite's helper for `import()` weighs 1 KiB, half of what a content page may load, because it also waits for style sheets;
 * here no part that is loaded later has one. This says the same in one line: a part's own imports are fetched beside it.
 */
export function lightPreload(): Plugin {
  let base = '/';
  return {
    name: 'light-preload',
    apply: 'build',
    enforce: 'pre',
    configResolved(config) {
      base = config.base;
    },
    load(id) {
      if (id !== '\0vite/preload-helper.js') return undefined;
      return `export const __vitePreload = (load, files = []) => {
        for (const file of files)
          document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: ${JSON.stringify(base)} + file }));
        return load();
      };`;
    },
  };
}
