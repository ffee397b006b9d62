/**
 * The shape of everything in `content/`, and where its fields are explained: one file in `schemas/` for each kind of entry.
 * `src/knowledge/read.ts` applies the schemas and joins the entries, so an error here stops the build.
 */
import type { z } from 'astro/zod';
import type { PageKind } from './kinds.ts';
import { causeSchema } from './schemas/cause.ts';
import { claimSchema } from './schemas/claim.ts';
import { guideSchema } from './schemas/guide.ts';
import { messageSchema } from './schemas/message.ts';
import { referenceSchema } from './schemas/reference.ts';
import { stackSchema } from './schemas/stack.ts';

/** Kind of page → the schema of its front matter. */
export const pageSchemas = {
  cause: causeSchema,
  message: messageSchema,
  stack: stackSchema,
  claim: claimSchema,
  guide: guideSchema,
  reference: referenceSchema,
} as const satisfies Record<PageKind, z.ZodType>;

/** The data of a page of a kind. */
export type PageData<K extends PageKind> = z.infer<(typeof pageSchemas)[K]>;

export * from './schemas/case.ts';
export * from './schemas/cause.ts';
export * from './schemas/claim.ts';
export * from './schemas/evidence.ts';
export * from './schemas/guide.ts';
export * from './schemas/message.ts';
export * from './schemas/reference.ts';
export * from './schemas/report.ts';
export * from './schemas/stack.ts';
export type { Arrival, LadderStep } from './schemas/step.ts';
export { slugSchema, type Says, type Source } from './schemas/parts.ts';
export { engines, type Engine } from './schemas/socket.ts';
