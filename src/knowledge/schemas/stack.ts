import { z } from 'astro/zod';
import { sentence, slugSchema, sourcesSchema } from './parts.ts';

/** A number at which something ends: a time, a size or a count. */
export const limitSchema = z.strictObject({
  /** The vendor's own name of the setting, or the limit in words where it has none. */
  name: sentence,
  /** `idle`: silence; `age`: lifetime whatever the traffic; `message`, `header`: sizes; `connections`: a count; `handshake`: time to the answer. */
  kind: z.enum(['idle', 'age', 'message', 'header', 'connections', 'handshake']),
  /** The default in `unit`; `null` where there is no limit by default. */
  value: z.number().positive().nullable(),
  unit: z.enum(['s', 'B', 'sockets']),
  /** From which to which value it can be set, or that it cannot. */
  range: sentence.optional(),
  /** What resets it or what it does when it is reached. */
  note: sentence.optional(),
  /** The id of the source of the number, one of `sources`. */
  source: slugSchema,
});

/** One piece of software or one platform in the path. */
export const stackSchema = z.strictObject({
  slug: slugSchema,
  /** The vendor's spelling. */
  name: sentence,
  /** How else people and programs write it, in lower case; only names that mean nothing else. */
  names: z.array(sentence).default([]),
  /** The answers of the wizard that this stack is: question → answer. */
  answers: z.record(z.string(), sentence).default({}),
  kind: z.enum(['proxy', 'cdn', 'balancer', 'platform', 'server', 'client', 'browser']),
  /** Whether it carries (or serves, or opens) WebSockets. */
  carries: z.enum(['yes', 'after a setting', 'partly', 'no']),
  /** The same in one sentence: from which version, and what must be switched on. */
  answer: sentence,
  /** Limits as data; the timeout and limit tables are made from these. */
  limits: z.array(limitSchema).default([]),
  /** How to see what it did: a log line, a status, a header. */
  see: sentence,
  /** What a reload, restart or deploy does to open sockets. */
  reload: sentence.optional(),
  /** The command that checks its config and puts it into effect, on the machine where it runs; with the paths of a Debian package. */
  apply: sentence.optional(),
  sources: sourcesSchema,
});

export type StackData = z.infer<typeof stackSchema>;
export type Limit = z.infer<typeof limitSchema>;
