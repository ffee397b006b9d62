import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { checkedContent } from './src/build/checked-content.ts';
import { doctor } from './src/build/doctor.ts';
import { finishedPages } from './src/build/finished-pages.ts';
import { licences } from './src/build/licences.ts';
import { lightPreload } from './src/build/light-preload.ts';
import { hashSource } from './src/build/policy.ts';
import { searchIndex } from './src/build/search-index.ts';
import { themeScript } from './src/browser/theme-script.ts';

export default defineConfig({
  site: process.env.NOT101_SITE ?? 'https://not101.example',
  base: process.env.NOT101_BASE ?? '/',
  outDir: process.env.NOT101_OUT ?? './dist',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  integrations: [checkedContent(), mdx(), doctor(), searchIndex(), licences(), finishedPages()],
  vite: {
    // So that light-dark(), which Safari has only since 17.5, and Chrome and Firefox since 123 and 120, is written in what older ones know.
    build: { cssTarget: ['chrome111', 'firefox114', 'safari16.4'] },
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
      scriptDirective: { resources: ["'self'"], hashes: [hashSource(themeScript)] },
      styleDirective: { resources: ["'self'"] },
    },
  },
});
