/** What a fact is. Apart from `facts.ts`, which needs every question, so that the live test stays small. */
import type { AnswerId, QuestionId } from './questions.ts';

/** Where a fact came from. The words are shown to the reader. */
export const factSources = {
  said: 'you said',
  measured: 'measured',
  paste: 'read from your paste',
  config: 'found in your configuration',
} as const;

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

/** Makes a fact of what was measured. */
export const measured = <Id extends QuestionId>(
  question: Id,
  answer: AnswerId<Id>,
  more: FactMore = {},
): Fact => fact(question, answer, 'measured', more);
