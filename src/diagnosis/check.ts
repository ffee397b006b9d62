import { ContentError, oneOf } from '../knowledge/content-error.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { separatingChecks } from './separating-checks.ts';
import { isStateId, stateIds, stateMeta } from './tree.ts';

/**
 * Checks that the tree and the content know each other: results name causes that exist, every cause is named by a
 * result, every result with several causes says how to tell them apart, and every message and every guide leads to a state that exists.
 * @throws {ContentError} with the first thing that does not hold
 */
export function checkTree(knowledge: Knowledge): void {
  const reached = new Set<string>();
  for (const id of Object.keys(separatingChecks)) checkState('src/diagnosis/separating-checks.ts', id);
  for (const id of stateIds) {
    const meta = stateMeta(id);
    const isSeveral = meta.kind === 'result' && meta.causes.length > 1;
    if (isSeveral !== (separatingChecks[id] !== undefined))
      throw new ContentError(
        'src/diagnosis/separating-checks.ts',
        isSeveral
          ? `the state "${id}" names several causes and has no text; say how to tell them apart.`
          : `the state "${id}" has a text and does not name several causes; take the text out.`,
      );
    if (meta.kind === 'question') continue;
    for (const cause of meta.causes) {
      reached.add(cause);
      if (!knowledge.causes.has(cause))
        throw new ContentError(
          'src/diagnosis/tree/results.ts',
          `the state "${id}" names the cause "${cause}", which has no page; allowed are ${oneOf(knowledge.causes.keys())}.`,
        );
    }
  }
  for (const slug of knowledge.causes.keys())
    if (!reached.has(slug))
      throw new ContentError(
        `content/causes/${slug}.mdx`,
        'no state of the tree leads to this cause; add one in src/diagnosis/tree/results.ts.',
      );
  for (const { slug, diagnose } of knowledge.messages.values())
    checkState(`content/messages/${slug}.mdx`, diagnose, '"diagnose"');
  for (const { slug, diagnose } of knowledge.guides.values())
    checkState(`content/guides/${slug}.mdx`, diagnose, '"diagnose"');
}

function checkState(file: string, id: string, field = 'it'): void {
  const known: boolean = isStateId(id);
  if (!known)
    throw new ContentError(
      file,
      `${field} names the state "${id}", which the tree does not have; allowed are ${oneOf(stateIds)}.`,
    );
}
