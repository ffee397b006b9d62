/**
 * What known messages mean: the causes that their pages list. A message that was recognised speaks for each of them, besides the
 * facts that it says. Pure.
 */
import type { Knowledge } from '../knowledge/graph.ts';
import type { CauseWeights } from './rank.ts';

/** Slug of a message → its title, and the slugs of the causes that it can mean. */
export type Meanings = Readonly<Record<string, readonly [title: string, ...causes: string[]]>>;

/** The meanings of all messages of the content. */
export const meaningsOf = ({ messages }: Pick<Knowledge, 'messages'>): Meanings =>
  Object.fromEntries(
    [...messages.values()].map(({ slug, title, causes }) => [
      slug,
      [title, ...causes.map(({ cause }) => cause)],
    ]),
  );

/**
 * What a message gives to the causes that it can mean, as a natural logarithm that they share: the fewer they are, the more it says. Chosen on
 * reports that were not learnt from, where 2 was too little and 5 no better.
 */
const shared = 3;

/** The part of a message's cause: a message lists the likeliest first, so each counts less than the one before. */
const partOf = (position: number): number => 1 / Math.sqrt(position + 1);

/** How much likelier messages make each cause. A message that is not known says nothing. */
export function weightsOfMessages(messages: readonly string[], meanings: Meanings): CauseWeights {
  const weights = new Map<string, number>();
  for (const message of new Set(messages)) {
    const [, ...causes] = meanings[message] ?? [''];
    const all = causes.reduce((sum, _, position) => sum + partOf(position), 0);
    causes.forEach((cause, position) =>
      weights.set(cause, (weights.get(cause) ?? 0) + (shared * partOf(position)) / all),
    );
  }
  return weights;
}

/** The titles of those messages that can mean a cause. */
export const titlesFor = (cause: string, messages: readonly string[], meanings: Meanings): string[] =>
  messages.flatMap((message) => {
    const [title, ...causes] = meanings[message] ?? [''];
    return causes.includes(cause) ? [title] : [];
  });
