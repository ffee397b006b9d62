import { CANNOT_TELL, findQuestion } from './questions.ts';
import type { AnswerId, QuestionId } from './questions.ts';

/** Where a fact came from. The words are shown to the reader. */
export const factSources = { said: 'you said', measured: 'measured', paste: 'read from your paste' } as const;

export type FactSource = keyof typeof factSources;

/** What a fact knows besides its answer. */
export interface FactMore {
  /**
   * The number behind the answer, where there is one: seconds for `seconds`, `drop` and `message-problem`, the HTTP status for `status`,
   * the code for `close-code`, bytes for a `drop` at a large message.
   */
  value?: number;
  /** What was seen, in a few words for a person, such as "of silence". Nothing reads it back. */
  detail?: string;
}

/** An answered question. */
export type Fact = {
  [Id in QuestionId]: FactMore & {
    question: Id;
    answer: AnswerId<Id>;
    source: FactSource;
  };
}[QuestionId];

/** Facts in the order in which they were learnt; more than one for a question only where several answers can be true. */
export type Facts = readonly Fact[];

/** Makes a fact; the compiler checks that the answer is one of the question's. */
export function fact<Id extends QuestionId>(
  question: Id,
  answer: AnswerId<Id>,
  source: FactSource,
  { value, detail }: FactMore = {},
): Fact {
  return {
    question,
    answer,
    source,
    ...(value === undefined ? {} : { value }),
    ...(detail === undefined ? {} : { detail }),
    // The compiler cannot see that a generic question and its answer are one member of the union.
  } as Fact;
}

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
  const index = facts.findIndex((known) => isSame(known) && !standsBeside(known));
  const known = facts[index];
  if (known === undefined) return [...facts, added];
  // The same answer again does not take the number away that is known of it.
  return facts.with(index, known.answer === added.answer ? { ...known, ...added } : added);
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
