import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import {
  causeSchema,
  claimSchema,
  guideSchema,
  messageSchema,
  referenceSchema,
  stackSchema,
} from './knowledge/schemas.ts';

const pages = (folder: string) => glob({ pattern: '*.mdx', base: `./content/${folder}` });

/** The schemas are in `src/knowledge/schemas.ts`, where code outside of Astro can use them too. */
export const collections = {
  causes: defineCollection({ loader: pages('causes'), schema: causeSchema }),
  messages: defineCollection({ loader: pages('messages'), schema: messageSchema }),
  stacks: defineCollection({ loader: pages('stacks'), schema: stackSchema }),
  claims: defineCollection({ loader: pages('claims'), schema: claimSchema }),
  guides: defineCollection({ loader: pages('guides'), schema: guideSchema }),
  reference: defineCollection({ loader: pages('reference'), schema: referenceSchema }),
};
