import { statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Knowledge } from './graph.ts';
import { Problems } from './content-error.ts';
import { keptKnowledge } from './kept.ts';
import { readContent, readKnowledge, readLeniently } from './read.ts';

let built: { knowledge: Knowledge; changed: number } | undefined;

/** When something in `content/` was last changed; 0 in a build, which reads it once. */
function lastChange(): number {
  if (!import.meta.env.DEV) return 0;
  const folder = join(process.cwd(), 'content');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs));
}

/** What can be read while somebody writes; the rest is said, and shown as soon as it can be read. */
function readDraft(): Knowledge {
  const problems = new Problems();
  const found = readLeniently(readContent(process.cwd()), problems);
  if (problems.found.length > 0) console.warn(problems.found.join('\n'));
  return found;
}

/** The knowledge, as pages use it: read once in a build, and while developing once after each change. */
export function knowledge(): Knowledge {
  const changed = lastChange();
  if (built?.changed !== changed)
    built = {
      knowledge: import.meta.env.DEV ? readDraft() : (keptKnowledge() ?? readKnowledge(process.cwd())),
      changed,
    };
  return built.knowledge;
}
