import { z } from 'astro/zod';
import { sentence, slugSchema, sourcesSchema } from './parts.ts';
import { limitSchema } from './stack.ts';

/** A table to look things up in. */
export const referenceSchema = z.strictObject({
  slug: slugSchema,
  title: sentence,
  /** What the table answers, in one sentence. */
  answer: sentence,
  /** Made from the limits of all stacks, of these kinds. */
  limits: z.array(limitSchema.shape.kind).optional(),
  /** Headings of the columns of `rows`; left out, they are for codes. */
  columns: z.tuple([sentence, sentence, sentence]).optional(),
  /** Or written here: codes, or the lines of a message, and their meaning. */
  rows: z
    .array(
      z.strictObject({
        /** Rows of one group stand together, under this heading; given in all rows of a page or in none. */
        group: sentence.optional(),
        /** The code, range or header line, as it is printed. */
        code: sentence,
        /** Its name in the standard. */
        name: sentence,
        /** Which program answers so, where that tells something. */
        sender: sentence.optional(),
        /** What it means for a WebSocket. */
        meaning: sentence,
        /** Causes that produce it. */
        causes: z.array(slugSchema).default([]),
      }),
    )
    .optional(),
  sources: sourcesSchema,
});

export type ReferenceData = z.infer<typeof referenceSchema>;
