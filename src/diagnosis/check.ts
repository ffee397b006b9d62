import { ContentError, oneOf } from '../knowledge/content-error.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { isStateId, stateIds, stateMeta } from './tree.ts';

/**
 * Checks that the tree and the content know each other: results name causes that exist, every cause is named by a
 * result, every message starts at a state that exists.
 * @throws {ContentError} with the first thing that does not hold
 */
export function checkTree(knowledge: Knowledge): void {
  const reached = new Set<string>();
  for (const id of stateIds) {
    const meta = stateMeta(id);
    if (meta.kind === 'question') continue;
    for (const cause of meta.causes) {
      reached.add(cause);
      if (!knowledge.causes.has(cause))
        throw new ContentError(
          'src/diagnosis/tree.ts',
          `the state "${id}" names the cause "${cause}", which has no page; allowed are ${oneOf(knowledge.causes.keys())}.`,
        );
    }
  }
  for (const slug of knowledge.causes.keys())
    if (!reached.has(slug))
      throw new ContentError(
        `content/causes/${slug}.mdx`,
        'no state of the tree leads to this cause; add one in src/diagnosis/tree.ts.',
      );
  for (const { slug, diagnose } of knowledge.messages.values()) {
    const known: boolean = isStateId(diagnose);
    if (!known)
      throw new ContentError(
        `content/messages/${slug}.mdx`,
        `"diagnose" names the state "${diagnose}", which the tree does not have; allowed are ${oneOf(stateIds)}.`,
      );
  }
}
