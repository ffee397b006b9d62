import { z } from 'astro/zod';
import type { FieldType } from './event-fields.ts';
import { eventFields, planFields, token } from './event-fields.ts';
import { reportOrigins, reportVersion } from './run.ts';

const fieldSchemas: Record<Exclude<FieldType, 'plan' | readonly string[]>, z.ZodType> = {
  number: z.number().min(0),
  'number?': z.number().min(0).optional(),
  'number or null': z.number().min(0).nullable(),
  numbers: z.array(z.number().min(0)),
  text: z.string(),
  'text?': z.string().optional(),
  token: z.string().regex(token),
  endpoint: z.string().describe('scheme, host and path'),
  boolean: z.boolean(),
};

function objectOf(fields: Record<string, FieldType>): z.ZodType {
  return z.strictObject(shapeOf(fields));
}

function shapeOf(fields: Record<string, FieldType>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [
      name,
      type === 'plan' ? objectOf(planFields) : typeof type === 'string' ? fieldSchemas[type] : z.enum(type),
    ]),
  );
}

const [firstEvent, ...otherEvents] = Object.entries(eventFields).map(([id, fields]) =>
  z.strictObject({
    at: z.number().describe('milliseconds since the start'),
    id: z.literal(id),
    ...shapeOf(fields),
  }),
);
if (!firstEvent) throw new Error('src/probe/event-fields.ts names no event.');

/** The shape of a report, for the schema that is published and for tests; the page itself reads reports without it. */
export const reportSchema = z
  .strictObject({
    schema: z.literal(reportVersion),
    made: z.string().describe('ISO 8601, UTC'),
    from: z.enum(reportOrigins),
    origin: z.string().describe('what the server saw as Origin'),
    browser: z.string().describe('the browser; of a terminal, the version of Node and the system'),
    link: z.string().optional().describe('fills the form of the test page with the same settings'),
    runs: z
      .array(
        z.strictObject({
          endpoint: z.string().describe('scheme, host and path'),
          verdict: z.string().optional().describe('what the run says, where it failed; made for a person'),
          steps: z.array(z.strictObject({ name: z.string(), outcome: z.string(), text: z.string() })),
          facts: z.array(
            z.strictObject({
              question: z.string(),
              answer: z.string(),
              source: z.string(),
              value: z.number().optional().describe('seconds, bytes, a status or a close code'),
              detail: z.string().optional(),
            }),
          ),
          trace: z.array(z.union([firstEvent, ...otherEvents])),
        }),
      )
      .min(1)
      .max(2),
  })
  .describe(
    'A report of the live test, or of the doctor in a terminal. No query, fragment, credentials, cookies or message text is in it.',
  );
