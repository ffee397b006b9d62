/** What schemas of several kinds of entries have in common. */
import { z } from 'astro/zod';

/** An id that is written by hand and used as file name, URL segment, test name and report value. */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case words joined by hyphens, such as "proxy-idle-timeout"',
  );

/** A day, as it is written everywhere. */
export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in quotes, such as "2026-11-21"');

/** A text of at least one character. */
export const sentence = z.string().trim().min(1);

/** Where a program prints a text. */
export const whereSchema = z.enum([
  'console',
  'log',
  'exception',
  'response',
  'close event',
  'access log',
  'terminal',
]);

const sourceSchema = z.strictObject({
  /** Name by which a fix or a limit of the page refers to it; unique there. */
  id: slugSchema.optional(),
  /** What the source is: document and section, or file and version. */
  title: sentence,
  /** Where it is. */
  url: z.url({ protocol: /^https$/ }),
  /** The day on which the text was read; what a vendor states may have moved since. */
  read: daySchema,
});

/** At least one source: nothing on the site rests on "everybody says so". */
export const sourcesSchema = z
  .array(sourceSchema)
  .min(1, 'must name at least one source')
  .refine((sources) => {
    const ids = sources.flatMap(({ id }) => id ?? []);
    return new Set(ids).size === ids.length;
  }, 'has two sources with the same id; give each its own');

/**
 * What a text says: question → answer, several answers where the question allows them, or `<name>` for the number that
 * the placeholder of that name holds. `null` takes back what the message says. `src/diagnosis/check.ts` knows the ids.
 */
export const saysSchema = z.record(z.string(), z.union([sentence, z.array(sentence), z.null()]));

/** Question → answer, or several where the question allows them. */
export const answersSchema = z.record(z.string(), z.union([sentence, z.array(sentence)]));

/** Why something cannot be tried in the lab. */
export const notReproducible = [
  'a fault of a test command, which opens no socket',
  'a browser feature that the lab cannot set up',
  'cloud service',
  'needs a public host name',
  'needs a second machine',
  'needs a defect of an old version',
  'software that the lab does not have',
] as const;

export type Source = z.infer<typeof sourceSchema>;
/** What a text says; see the schema. */
export type Says = Readonly<z.infer<typeof saysSchema>>;
