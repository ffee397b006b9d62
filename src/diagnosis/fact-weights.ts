/**
 * How much each answer speaks for each cause. The table starts from the signs that causes declare and is corrected by
 * examples at the build (`learn/facts.ts`); here it is read. Pure.
 */
import { questionIds, questions } from './questions.ts';
import type { QuestionId } from './questions.ts';

/** The table as it ships: characters, which compress better than numbers. */
export interface PackedFacts {
  /** Slugs of the causes, in the order of their numbers. */
  causes: readonly string[];
  /** Cause → its share of all reports, before anything is known. */
  shares: readonly number[];
  /** How usual each answer is: a character for every answer of every question, in the order of the questions. */
  usual: string;
  /** Cause → the weight of each answer for it, in the same order. The weights of one cause resemble each other more than those of one answer, so they compress better. */
  weights: readonly string[];
}

/** The character of weight 0; weights go both ways from it. */
export const zeroFactWeight = 80;
/** A weight is a whole number of these. */
export const factWeightStep = 0.35;
/** The largest weight, in steps. */
export const mostFactSteps = 40;
/** How usual an answer is, is written as steps of this on a scale of natural logarithms. */
export const usualStep = 0.1;

/** What the table knows of an answer. */
export interface AnswerWeights {
  /** How usual it is among all who answer the question: a share. */
  usual: number;
  /** For each cause: the natural logarithm of how much likelier the answer makes it. */
  weights: readonly number[];
}

/** A table that can be asked. */
export interface FactWeights {
  causes: readonly string[];
  shares: readonly number[];
  /** Question → answer → what the table knows of it. */
  questions: ReadonlyMap<QuestionId, ReadonlyMap<string, AnswerWeights>>;
}

/** Makes a packed table ready for use. */
export function factWeights({ causes, shares, usual, weights }: PackedFacts): FactWeights {
  const stepsAt = (text: string, place: number): number => text.charCodeAt(place) - zeroFactWeight;
  let next = 0;
  const nextAnswer = (): AnswerWeights => {
    const place = next++;
    return {
      usual: Math.exp(-stepsAt(usual, place) * usualStep),
      weights: weights.map((text) => stepsAt(text, place) * factWeightStep),
    };
  };
  return {
    causes,
    shares,
    questions: new Map(
      questionIds.map((question) => [
        question,
        new Map(questions[question].answers.map(([answer]) => [answer, nextAnswer()])),
      ]),
    ),
  };
}
