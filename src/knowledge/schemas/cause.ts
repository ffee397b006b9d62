import { z } from 'astro/zod';
import { answersSchema, notReproducible, sentence, slugSchema, sourcesSchema, whereSchema } from './parts.ts';

/** A failure mode: the thing that a fix repairs. */
export const causeSchema = z.strictObject({
  slug: slugSchema,
  /** The cause as a short statement, in the reader's words. */
  title: sentence,
  /** What is wrong and what cures it, in one sentence; shown first. */
  answer: sentence,
  /** Slugs of the taxonomy that this page answers besides its own, because the fix is the same. */
  covers: z.array(slugSchema).default([]),
  /** Where in the path the fault sits. */
  layer: z.enum(['browser', 'client', 'tls', 'network', 'proxy', 'platform', 'server']),
  /** The exact texts that a reader meets, and who prints them. */
  seeing: z
    .array(
      z.strictObject({
        /** Who prints it: a stack's slug. */
        stack: slugSchema,
        /** Where it is printed. */
        where: whereSchema,
        /** The text, with `<placeholders>` for what varies. */
        text: sentence,
        /** The message page that explains this text, if there is one. */
        message: slugSchema.optional(),
      }),
    )
    .min(1, 'must list at least one exact message or sign'),
  /** The case that the ladder diagram is drawn from; must be a case of this cause. */
  ladder: slugSchema.optional(),
  /** Why no case reproduces this cause here; required without a case and allowed only then. */
  notReproduced: z.enum(notReproducible).optional(),
  /** Words that people type and that the page itself does not contain. */
  keywords: z.array(sentence).default([]),
  sources: sourcesSchema,
});

/**
 * How a cause is found: `content/causes/<slug>.yaml`, beside its page. Nothing of it is shown as prose, but for the
 * checks of `apart`.
 */
export const signsSchema = z.strictObject({
  /** How often it is behind what people report, next to the other causes. */
  frequency: z.enum(['often', 'sometimes', 'rarely']),
  /** Question → answers that are typical (every fifth person or more gives them), possible, or impossible with this cause. All others are unusual. */
  signs: z.record(
    z.string(),
    z.strictObject({
      typical: z.array(sentence).optional(),
      possible: z.array(sentence).optional(),
      impossible: z.array(sentence).optional(),
    }),
  ),
  /** How to tell it from causes that look alike; shown where a ranking has the two first. */
  apart: z
    .array(
      z.strictObject({
        /** The cause that looks alike. */
        cause: slugSchema,
        /** What to do, and which outcome points to which of the two. */
        check: sentence,
      }),
    )
    .default([]),
  /** What people who have it paste or type, in our own words. */
  wordings: z.array(sentence).min(1, 'must have at least one wording'),
  /** What whole reports of it look like, in our own words. */
  examples: z
    .array(
      z.strictObject({
        /** What a person tells or pastes. */
        report: sentence,
        /** What they ask. */
        asks: sentence,
        /** What they could truthfully answer. */
        answers: answersSchema,
      }),
    )
    .default([]),
});

export type CauseData = z.infer<typeof causeSchema>;
export type SignsData = z.infer<typeof signsSchema>;
