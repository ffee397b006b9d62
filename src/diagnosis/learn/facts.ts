/**
 * Learns how much each answer speaks for each cause. Where a cause declares its signs, these are the start: a naive
 * Bayes model of four levels. Examples and reports then correct it by gradient steps that are pulled back to the
 * start, so that a sign is given up only where many examples contradict it. Runs at the build and in the field measure.
 */
import type { Knowledge } from '../../knowledge/graph.ts';
import type { FieldReport, SignsData } from '../../knowledge/schemas.ts';
import type { PackedFacts } from '../fact-weights.ts';
import { factWeightStep, mostFactSteps, usualStep, zeroFactWeight } from '../fact-weights.ts';
import type { Facts } from '../facts.ts';
import { CANNOT_TELL, isOnlyRead, questionIds, questions } from '../questions.ts';
import type { QuestionId } from '../questions.ts';
import { answerExamples, pageOfCauses } from './examples.ts';
import type { AnswerExample } from './examples.ts';
import { shuffled } from './shuffled.ts';

/** How it learns. Chosen by five folds (`npm run field`), not by hand for any cause. */
const settings = {
  /** How often a person with a cause gives an answer of this level, next to a typical one. */
  level: { impossible: 0.003, unusual: 0.06, possible: 0.25, typical: 1 },
  /** 1: a cause with many typical answers gets less from each of them; 0: it gets as much as one with a single one. */
  spread: 0.25,
  /** How often a cause is reported, next to the others. */
  frequency: { often: 4, sometimes: 2, rarely: 1 },
  /** As many reports as this are taken for granted before any is counted. */
  granted: 4,
  /** How much a cause's share counts while learning. */
  share: 0.5,
  rounds: 10,
  rate: 0.1,
  /** How much each step pulls a weight back to its start. */
  pull: 0.2,
} as const;

/** How a cause and an answer go together; `unusual` is what its signs do not name. */
export type Level = keyof typeof settings.level;

/** The levels, from what a cause makes impossible to what is typical of it. */
export const levels = Object.keys(settings.level) as readonly Level[];

/**
 * Which level each answer to a question has with a cause; nothing where the cause has no opinion. What a config shows is the fault
 * itself, so a cause that does not name it is not that fault.
 */
export function levelsFor(
  { signs }: Pick<SignsData, 'signs'>,
  question: QuestionId,
): ((answer: string) => Level) | undefined {
  const declared = signs[question] ?? (isOnlyRead(question) ? {} : undefined);
  if (!declared) return undefined;
  return (answer) =>
    (['impossible', 'possible', 'typical'] as const).find((level) => declared[level]?.includes(answer)) ??
    'unusual';
}

/** How likely each answer is with each cause, as far as signs say; a cause without an opinion has the mean of the others. */
function declaredWeights(causes: readonly SignsData[]) {
  return new Map(
    questionIds.map((question) => {
      const answers = questions[question].answers.map(([id]) => id as string);
      const rows = causes.map((found) => {
        const levelOf = levelsFor(found, question);
        if (!levelOf) return undefined;
        const raw = answers.map((answer) => settings.level[levelOf(answer)]);
        const sum = raw.reduce((a, b) => a + b, 0);
        return raw.map((each) => each / sum ** settings.spread);
      });
      const known = rows.filter((row) => row !== undefined);
      const mean = answers.map(
        (_, index) => known.reduce((sum, row) => sum + (row[index] as number), 0) / Math.max(1, known.length),
      );
      return [
        question,
        answers.map((_, index) =>
          rows.map((row) => (row ? Math.log((row[index] as number) / (mean[index] as number)) : 0)),
        ),
      ] as const;
    }),
  );
}

/** Share of each cause among all reports: what its frequency says, corrected by the reports that there are. */
function sharesOf(knowledge: Knowledge, reports: readonly FieldReport[]): number[] {
  const pages = pageOfCauses(knowledge);
  const causes = [...knowledge.causes.values()];
  const mean =
    causes.reduce((sum, { found }) => sum + settings.frequency[found.frequency], 0) / causes.length;
  const counts = causes.map(
    ({ slug, found }) =>
      (settings.granted * settings.frequency[found.frequency]) / mean +
      reports.filter(({ cause }) => pages.get(cause) === slug).length,
  );
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}

/** Learns the table from the content, and from reports. */
export function learnFacts(knowledge: Knowledge, reports: readonly FieldReport[]): PackedFacts {
  const causes = [...knowledge.causes.values()];
  const slugs = causes.map(({ slug }) => slug);
  const shares = sharesOf(knowledge, reports);
  const start = declaredWeights(causes.map(({ found }) => found));
  const places = new Map<string, Float64Array>();
  const starts = new Map<string, readonly number[]>();
  for (const question of questionIds)
    questions[question].answers.forEach(([answer], index) => {
      const weights = start.get(question)?.[index] ?? [];
      starts.set(`${question}:${answer}`, weights);
      places.set(`${question}:${answer}`, Float64Array.from(weights));
    });
  const examples = answerExamples(knowledge, reports);
  correct(examples, slugs, shares, places, starts);
  return pack(slugs, shares, places, usualAnswers(examples));
}

const keysOf = (facts: Facts) =>
  facts.filter(({ answer }) => answer !== CANNOT_TELL).map(({ question, answer }) => `${question}:${answer}`);

function correct(
  examples: readonly AnswerExample[],
  slugs: readonly string[],
  shares: readonly number[],
  places: ReadonlyMap<string, Float64Array>,
  starts: ReadonlyMap<string, readonly number[]>,
): void {
  const rows = examples.map(({ facts, cause }) => ({
    cause: slugs.indexOf(cause),
    answers: keysOf(facts).map((key) => ({
      weights: places.get(key) as Float64Array,
      start: starts.get(key) as readonly number[],
    })),
  }));
  const order = shuffled(examples.map(({ facts, cause }) => [cause, ...keysOf(facts)].join(' ')));
  const sums = new Float64Array(slugs.length);
  // How much more often a cause has examples than reports. It is learnt beside the weights, so that these do not carry it, and dropped.
  const before = Float64Array.from(shares, (share) => settings.share * Math.log(share));
  for (let round = 0; round < settings.rounds; round += 1) {
    const step = settings.rate * (1 - round / settings.rounds) + 0.005;
    for (const index of order()) {
      const { cause: own, answers } = rows[index] as (typeof rows)[number];
      sums.set(before);
      for (const { weights } of answers)
        weights.forEach((weight, cause) => ((sums[cause] as number) += weight));
      const most = sums.reduce((a, b) => Math.max(a, b));
      let total = 0;
      sums.forEach((sum, cause) => (total += sums[cause] = Math.exp(sum - most)));
      sums.forEach((likelihood, cause) => {
        const error = step * (likelihood / total - (cause === own ? 1 : 0));
        if (Math.abs(error) < 1e-6) return;
        before[cause] = (before[cause] as number) - error;
        for (const { weights, start } of answers) {
          const weight = weights[cause] as number;
          weights[cause] = weight - error - step * settings.pull * (weight - (start[cause] as number));
        }
      });
    }
  }
}

/** How often each answer is given by those who answer its question. */
function usualAnswers(examples: readonly AnswerExample[]): (key: string) => number {
  const counts = new Map<string, number>();
  for (const { facts } of examples)
    for (const key of keysOf(facts)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return (key) => {
    const [question = ''] = key.split(':');
    const all = questionIds.find((id) => id === question);
    const keys = all ? questions[all].answers.map(([answer]) => `${question}:${answer}`) : [];
    const sum = keys.reduce((total, each) => total + (counts.get(each) ?? 0) + 1, 0);
    return ((counts.get(key) ?? 0) + 1) / sum;
  };
}

function pack(
  slugs: readonly string[],
  shares: readonly number[],
  places: ReadonlyMap<string, Float64Array>,
  usual: (key: string) => number,
): PackedFacts {
  const character = (steps: number) =>
    String.fromCharCode(
      zeroFactWeight + Math.max(-mostFactSteps, Math.min(mostFactSteps, Math.round(steps))),
    );
  const keys = questionIds.flatMap((question) =>
    questions[question].answers.map(([answer]) => `${question}:${answer}`),
  );
  return {
    causes: slugs,
    shares: shares.map((share) => Number(share.toFixed(4))),
    usual: keys.map((key) => character(-Math.log(usual(key)) / usualStep)).join(''),
    weights: slugs.map((_, cause) =>
      keys.map((key) => character((places.get(key)?.[cause] ?? 0) / factWeightStep)).join(''),
    ),
  };
}
