import { z } from 'astro/zod';
import { sentence, slugSchema, sourcesSchema } from './parts.ts';

/** How to do something that keeps sockets working: a task, where a cause is a fault. */
export const guideSchema = z.strictObject({
  slug: slugSchema,
  /** The task, in the words in which it is searched for. */
  title: sentence,
  /** How it is done, in one sentence; shown first. */
  answer: sentence,
  /** Causes whose readers this helps; their pages link to it. */
  causes: z.array(slugSchema).default([]),
  /** The state of the tree to go to if the task is done and it still fails. */
  diagnose: slugSchema.default('start'),
  sources: sourcesSchema,
});

export type GuideData = z.infer<typeof guideSchema>;
