/** Which stacks a text names. Pure. */
import type { Facts } from '../diagnosis/facts.ts';
import { factFromIds, joinFacts } from '../diagnosis/facts.ts';
import { normalised } from './normalise.ts';

/** A stack, as the reader of texts needs it. */
export interface NamedStack {
  slug: string;
  name: string;
  /** Other names by which people and programs call it, in lower case. */
  names: readonly string[];
  /** Question → the answer that this stack is. */
  answers: Readonly<Record<string, string>>;
}

/** Finds the stacks that a text names, in the order of the text. */
export type StackReader = (text: string) => NamedStack[];

/** Builds the reader once for a list of stacks. */
export function stackReader(stacks: readonly NamedStack[]): StackReader {
  const byName = new Map<string, NamedStack>();
  for (const stack of stacks)
    for (const name of [stack.name, ...stack.names]) byName.set(normalised(name).text, stack);
  // Longer names first: "ingress-nginx" is not nginx alone.
  const names = [...byName.keys()].sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[^a-z0-9 ]/g, '\\$&'));
  const pattern = new RegExp(`(?<![a-z0-9_])(?:${escaped.join('|')})(?![a-z0-9_])`, 'g');
  return (text) => [
    ...new Set([...normalised(text).text.matchAll(pattern)].flatMap(([name]) => byName.get(name) ?? [])),
  ];
}

/** What the named stacks say. */
export function factsOfStacks(stacks: readonly NamedStack[]): Facts {
  const facts = stacks.flatMap(({ answers }) =>
    Object.entries(answers).flatMap(([question, answer]) => factFromIds(question, answer, 'paste') ?? []),
  );
  return joinFacts(facts);
}
