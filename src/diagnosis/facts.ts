import { CANNOT_TELL, findQuestion } from './questions.ts';
import type { AnswerId, QuestionId } from './questions.ts';

/** Where a fact came from. The words are shown to the reader. */
export const factSources = { said: 'you said', measured: 'measured', paste: 'read from your paste' } as const;

export type FactSource = keyof typeof factSources;

/** An answered question. */
export type Fact = {
  [Id in QuestionId]: {
    question: Id;
    answer: AnswerId<Id>;
    source: FactSource;
    /** What was measured or read, in a few words, such as "60 s of silence". */
    detail?: string;
  };
}[QuestionId];

/** Facts in the order in which they were learnt; at most one for each question. */
export type Facts = readonly Fact[];

/** The fact for a question, if it is known. */
export function factOf(facts: Facts, question: QuestionId): Fact | undefined {
  return facts.find((fact) => fact.question === question);
}

/** The facts with one more; a newer answer to the same question takes the place of the old one. */
export function withFact(facts: Facts, fact: Fact): Facts {
  const index = facts.findIndex((known) => known.question === fact.question);
  return index === -1 ? [...facts, fact] : facts.with(index, fact);
}

/** Whether a question and an answer of these ids exist. */
export function isAnswer(question: string, answer: string): boolean {
  const found = findQuestion(question);
  return found !== undefined && (answer === CANNOT_TELL || found.answers.some(([id]) => id === answer));
}
