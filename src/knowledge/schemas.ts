/**
 * The shape of everything in `content/`, and where its fields are explained: one file in `schemas/` for each kind of entry.
 * `src/knowledge/read.ts` applies the schemas and joins the entries, so an error here stops the build.
 */
export * from './schemas/case.ts';
export * from './schemas/cause.ts';
export * from './schemas/claim.ts';
export * from './schemas/evidence.ts';
export * from './schemas/guide.ts';
export * from './schemas/message.ts';
export * from './schemas/reference.ts';
export * from './schemas/report.ts';
export * from './schemas/stack.ts';
export { slugSchema, type Says, type Source } from './schemas/parts.ts';
export { engines, type Engine } from './schemas/socket.ts';
