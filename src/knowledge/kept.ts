/**
 * The knowledge of this build. What Astro's config imports and what pages import are two sets of modules in one process, so it is kept where
 * both see it, and read once.
 */
import type { Knowledge } from './graph.ts';

const place = globalThis as { [key: symbol]: Knowledge | undefined };
const key = Symbol.for('not101.knowledge');

/** Keeps what was read and checked before the build. */
export function keepKnowledge(knowledge: Knowledge): void {
  place[key] = knowledge;
}

/** What was read and checked before the build; nothing outside of one. */
export const keptKnowledge = (): Knowledge | undefined => place[key];
