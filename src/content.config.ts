import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import { pageFolders, type PageFolder, type PageKind } from './knowledge/kinds.ts';
import { pageSchemas } from './knowledge/schemas.ts';

const pages = (kind: PageKind) =>
  defineCollection({
    loader: glob({ pattern: '*.mdx', base: `./content/${pageFolders[kind]}` }),
    schema: pageSchemas[kind],
  });

/** Each kind by its folder, for Astro compiles their bodies. What it reads of them besides comes from `src/knowledge/`. */
export const collections = {
  causes: pages('cause'),
  messages: pages('message'),
  stacks: pages('stack'),
  claims: pages('claim'),
  guides: pages('guide'),
  reference: pages('reference'),
} satisfies Record<PageFolder, unknown>;
