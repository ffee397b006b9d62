import { z } from 'astro/zod';
import { notReproducible, sentence, slugSchema, sourcesSchema } from './parts.ts';

/** A sentence that people repeat, and what a run says of it. */
export const claimSchema = z.strictObject({
  slug: slugSchema,
  /** The claim as it is repeated. */
  title: sentence,
  verdict: z.enum(['wrong', 'out of date', 'partly right', 'right']),
  /** What is true instead, in one sentence. */
  answer: sentence,
  /** The causes that people have when they follow this. */
  instead: z.array(slugSchema).min(1),
  /** The cases that decide it, the most telling first. */
  cases: z.array(slugSchema).default([]),
  /** Why no case decides it; required without a case and allowed only then. */
  notRun: z.enum([...notReproducible, 'a matter of the standard']).optional(),
  sources: sourcesSchema,
});

export type ClaimData = z.infer<typeof claimSchema>;
