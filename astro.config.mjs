import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { checkedContent } from './src/build/checked-content.ts';
import { doctor } from './src/build/doctor.ts';
import { licences } from './src/build/licences.ts';
import { lightPreload } from './src/build/light-preload.ts';
import { searchIndex } from './src/build/search-index.ts';

export default defineConfig({
  site: process.env.NOT101_SITE ?? 'https://not101.example',
  base: process.env.NOT101_BASE ?? '/',
  outDir: process.env.NOT101_OUT ?? './dist',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  integrations: [checkedContent(), mdx(), doctor(), searchIndex(), licences()],
  vite: {
    plugins: [lightPreload()],
    // Readers and parsers are loaded in parts, which a classic worker cannot.
    worker: { format: 'es' },
  },
  markdown: { syntaxHighlight: false },
  security: {
    csp: {
      directives: [
        "default-src 'none'",
        "img-src 'self' data:",
        "font-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
      ],
      scriptDirective: { resources: ["'self'"] },
      styleDirective: { resources: ["'self'"] },
    },
  },
});
