import type { Facts } from '../diagnosis/facts.ts';
import type { ShownFix } from '../present/shown-causes.ts';

/** The stacks for which a cause has a fix, by what is known of the reader. */
export interface StacksByReader {
  /** The reader's own, as far as it is certain. */
  own: readonly ShownFix[];
  /** The others; those that an answer allows come first. */
  others: readonly ShownFix[];
}

/**
 * Finds the reader's own stacks among those of a cause: the one they chose, or else the one that each answer means. An
 * answer such as "a CDN" means several, and then none of them is certain.
 */
export function stacksByReader(
  fixes: readonly ShownFix[],
  { facts, stack }: { facts: Facts; stack?: string | undefined },
): StacksByReader {
  const chosen = fixes.filter((fix) => fix.stack === stack);
  const allowed = facts.flatMap(({ question, answer }) => {
    const meant = answer === 'other' ? [] : fixes.filter((fix) => fix.answers[question] === answer);
    const named = meant.filter((fix) => fix.stack === answer);
    return [named.length > 0 ? named : meant];
  });
  const certain = allowed.flatMap((meant) => (meant.length === 1 ? meant : []));
  const own = chosen.length > 0 ? chosen : fixes.length === 1 ? fixes : [...new Set(certain)];
  const maybe = new Set(allowed.flat());
  const others = fixes.filter((fix) => !own.includes(fix));
  return { own, others: [...others].sort((a, b) => Number(maybe.has(b)) - Number(maybe.has(a))) };
}
