/** What a text says that answers a question: what a command printed, or lines of a log. Pure. */
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts } from '../diagnosis/facts.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import type { Explained } from './explain.ts';

/** What a text does not say of the case: whoever runs a command has another client that fails, and what kind of text it is says nothing. */
const ofTheText: readonly QuestionId[] = ['client', 'message-kind'];

/** What of an explained text counts as an answer. */
export interface Pasted {
  /** The facts of the request that fails. */
  facts: Facts;
  /** Slugs of the known messages in the text. */
  messages: readonly string[];
}

/** What an explained text answers. */
export const pastedIn = ({ requests, findings }: Explained): Pasted => ({
  facts: (requests[0]?.told ?? [])
    .map(({ fact }) => fact)
    .filter(({ question }) => !ofTheText.includes(question)),
  messages: messagesIn(findings),
});

/** Slugs of the known messages among findings. */
export const messagesIn = (findings: Explained['findings']): string[] => [
  ...new Set(findings.flatMap(({ message }) => message ?? [])),
];

/**
 * What is known once a text was read. To the question that was asked the text is the reader's answer, as if they had chosen it; to every other
 * one, what was measured or said before stands.
 * @param asked the question that the text answers, if one was asked
 */
export function withPasted(known: Facts, read: Facts, asked?: QuestionId): Facts {
  const isAnswered = (id: QuestionId) =>
    id !== asked && known.some(({ question, answer }) => question === id && answer !== CANNOT_TELL);
  const added = read
    .filter(({ question }) => !isAnswered(question))
    .map((fact) => (fact.question === asked ? { ...fact, source: 'said' as const } : fact));
  const isReplaced = (id: QuestionId) => added.some(({ question }) => question === id);
  return joinFacts(
    known.filter(({ question }) => !isReplaced(question)),
    added,
  );
}
