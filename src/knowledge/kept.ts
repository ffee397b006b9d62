/**
 * The knowledge of this build. What Astro's config imports and what pages import are two sets of modules in one process, so it is kept where
 * both see it, with what was reckoned from it, and read once.
 */
import type { Knowledge } from './graph.ts';

interface Kept {
  knowledge: Knowledge;
  reckoned: Map<string, unknown>;
}

const place = globalThis as { [key: symbol]: Kept | undefined };
const key = Symbol.for('not101.knowledge');

/** Keeps what was read and checked before the build. */
export function keepKnowledge(knowledge: Knowledge): void {
  place[key] = { knowledge, reckoned: new Map() };
}

/** Lets the next build read the content again. */
export function forgetKnowledge(): void {
  place[key] = undefined;
}

/** What was read and checked before the build; nothing outside of one. */
export const keptKnowledge = (): Knowledge | undefined => place[key]?.knowledge;

/** What was reckoned from the knowledge of this build, each by its name; nothing where the knowledge is another one. */
export const reckonedFrom = (knowledge: Knowledge): Map<string, unknown> | undefined =>
  place[key]?.knowledge === knowledge ? place[key].reckoned : undefined;
