import { z } from 'astro/zod';
import { answersSchema, sentence } from './parts.ts';

/** A report of a user with its confirmed cause, one a line in `content/reports/*.jsonl`. The ranking learns from them, and is measured on those that it has not seen. */
export const reportSchema = z.strictObject({
  /** Its own number. */
  id: sentence,
  /** The public thread that it is from. */
  source: sentence,
  /** What was pasted or told, with hosts and ids invented. */
  symptom: sentence,
  /** What was asked. */
  asks: sentence,
  /** Config, headers or log lines that were given besides. */
  evidence: sentence.optional(),
  /** The confirmed cause, as a slug of the taxonomy. */
  cause: sentence,
  /** What the report answers, given by readers who saw neither its cause nor its fix. */
  answers: answersSchema,
});

export type FieldReport = z.infer<typeof reportSchema>;
