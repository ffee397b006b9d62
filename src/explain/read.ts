/** Reads a text: the messages and stacks that it holds, and the facts that these and its numbers say. Pure. */
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts } from '../diagnosis/facts.ts';
import type { FoundMessage, KnownMessage } from './messages.ts';
import { factsOfFound, recogniser } from './messages.ts';
import type { NamedStack } from './stacks.ts';
import { factsOfStacks, stackReader } from './stacks.ts';
import { factsOfValues } from './values.ts';

/** What is known of texts. */
export interface KnownTexts {
  messages: readonly KnownMessage[];
  stacks: readonly NamedStack[];
}

/** What a text holds. */
export interface ReadText {
  messages: FoundMessage[];
  stacks: NamedStack[];
  facts: Facts;
}

/** Builds the reader of texts once; a message is believed before a number, and a number before a name. */
export function textReader({ messages, stacks }: KnownTexts): (text: string) => ReadText {
  const recognise = recogniser(messages);
  const name = stackReader(stacks);
  return (text) => {
    const found = recognise(text);
    const named = name(text);
    const facts = joinFacts(factsOfStacks(named), factsOfValues(text), factsOfFound(found));
    return { messages: found, stacks: named, facts };
  };
}
