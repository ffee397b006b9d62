import type { Knowledge } from './graph.ts';
import { readKnowledge } from './read.ts';

let built: Knowledge | undefined;

/** The knowledge, as pages use it: read once in a build, anew for each page while developing. */
export function knowledge(): Knowledge {
  if (import.meta.env.DEV) return readKnowledge(process.cwd());
  return (built ??= readKnowledge(process.cwd()));
}
