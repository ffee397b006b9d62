import { z } from 'astro/zod';
import { saysSchema, sentence, slugSchema, sourcesSchema, whereSchema } from './parts.ts';

/** One family of texts that some program prints. */
export const messageSchema = z.strictObject({
  slug: slugSchema,
  /** The text in its general form. */
  title: sentence,
  /** What the text says, and what it does not, in one sentence. */
  answer: sentence,
  /** Every known wording. */
  texts: z
    .array(
      z.strictObject({
        /** The stack that prints it. */
        stack: slugSchema,
        /** Where it is printed. */
        where: whereSchema,
        /** The text; `<name>` stands for what varies and matches anything. */
        text: sentence,
        /** Given where capital and small letters mean different things, as in HAProxy's log. */
        exact: z.literal(true).optional(),
        /** What this wording says besides, or otherwise than, the message. */
        says: saysSchema.optional(),
      }),
    )
    .min(1),
  /** What it can mean, likeliest first. */
  causes: z
    .array(
      z.strictObject({
        /** The cause. */
        cause: slugSchema,
        /** The sign that points to this one among the others. */
        when: sentence,
      }),
    )
    .min(1),
  /** What every wording of it says, so that no reader is asked for it. */
  says: saysSchema,
  /** The one question that splits its causes best; where there are few, what stands beside each tells them apart. */
  asks: z
    .strictObject({
      /** The id of the question. */
      question: slugSchema,
      /** The question in words that fit the message; left out, it is asked as everywhere. */
      ask: sentence.optional(),
      /** The answers that are offered, in this order: those that one of the causes makes usual. */
      answers: z.array(sentence).min(2),
    })
    .optional(),
  sources: sourcesSchema,
});

export type MessageData = z.infer<typeof messageSchema>;
