import { CANNOT_TELL, findQuestion } from './questions.ts';
import type { Fact, FactMore, Facts, FactSource } from './fact.ts';
import { fact } from './fact.ts';
import type { AnswerId, QuestionId } from './questions.ts';

export type { Fact, FactMore, Facts, FactSource } from './fact.ts';
export { fact, factSources, measured } from './fact.ts';

/** The fact of ids that come from outside, or `undefined` if there is no such question or answer. */
export function factFromIds(
  question: string,
  answer: string,
  source: FactSource,
  more: FactMore = {},
): Fact | undefined {
  return isAnswer(question, answer)
    ? fact(question as QuestionId, answer as AnswerId, source, more)
    : undefined;
}

/** The fact for a question, if it is known; the first one where several answers are. */
export function factOf(facts: Facts, question: QuestionId): Fact | undefined {
  return facts.find((each) => each.question === question);
}

/**
 * The facts with one more. A newer answer to the same question takes the place of the old one; where several answers
 * can be true it stands beside it, unless one of them is "I can't tell".
 */
export function withFact(facts: Facts, added: Fact): Facts {
  const isSame = (known: Fact) => known.question === added.question;
  const isSeveral = findQuestion(added.question)?.several === true;
  const standsBeside = (known: Fact) =>
    isSeveral &&
    known.answer !== added.answer &&
    known.answer !== CANNOT_TELL &&
    added.answer !== CANNOT_TELL;
  const known = facts.find((each) => isSame(each) && !standsBeside(each));
  if (known === undefined) return [...facts, added];
  // The same answer again does not take the number away that is known of it.
  const next = known.answer === added.answer ? { ...known, ...added } : added;
  return facts.map((each) => (each === known ? next : each));
}

/** Joins facts of several origins; those of a later list win. */
export function joinFacts(...lists: readonly Facts[]): Facts {
  return lists.flat().reduce<Facts>(withFact, []);
}

/** Whether a question and an answer of these ids exist. */
export function isAnswer(question: string, answer: string): boolean {
  const found = findQuestion(question);
  return found !== undefined && (answer === CANNOT_TELL || found.answers.some(([id]) => id === answer));
}

/** The number behind a fact, with its unit; an empty string where there is none or its answer says it already. */
export function valueInWords({
  question,
  answer,
  value,
}: Pick<Fact, 'question' | 'answer' | 'value'>): string {
  if (value === undefined || String(value) === answer) return '';
  if (question === 'status' || question === 'close-code') return String(value);
  if (answer === 'large-message' || answer === 'large') return `${value.toLocaleString('en')} bytes`;
  return `${Number(value.toFixed(1))} s`;
}
