/**
 * The one ranking: from facts and words to causes, likeliest first, each with what speaks for and against it. Pure.
 *
 * Each cause has a share before anything is known. Each fact multiplies it by how much likelier the answer makes this
 * cause, and so do the words of a text. So no answer is forgotten, and a decisive one can be outweighed by others that
 * contradict it.
 */
import type { AnswerWeights, FactWeights } from './fact-weights.ts';
import type { Fact, Facts } from './facts.ts';
import type { AnswerId, Question, QuestionId } from './questions.ts';
import {
  CANNOT_TELL,
  isOnlyRead,
  isMentioned,
  questionIds,
  questions as questionsById,
} from './questions.ts';

/** The one table of weights. Chosen by five folds (`npm run field`), not by hand for any cause. */
export const weights = {
  /** How much a cause's share counts before anything is known: alone, and beside words, which know it too. */
  share: { alone: 0.8, besideWords: 0.3 },
  /**
   * How much a fact counts, by where it came from. What a rule finds in a config counts more for a cause: it looked at how
   * the lines work together, which no words say. Against a cause it counts once: what was pasted may be one part of the
   * config, or mended already.
   */
  source: { said: 1, measured: 1, paste: 1, config: 4 },
  /** How much a fact that is read from a text counts where the words of that text count too. */
  pasteBesideWords: 0.3,
  /** How much it counts without them, if the text only mentions it: several such facts often say one thing. */
  mentioned: 0.5,
  /** From which weight on a fact is named as a reason for a cause, or against it. */
  reason: { for: 0.4, against: -1 },
  /** From which share on the first cause is clear, so that no further question is offered. */
  clear: 0.8,
} as const;

/** A fact that speaks for a cause or against it. */
export interface Reason {
  question: QuestionId;
  answer: AnswerId;
  /** Natural logarithm of how much likelier it makes the cause; negative where it speaks against it. */
  weight: number;
}

/** A cause in its place. */
export interface RankedCause {
  slug: string;
  /** Its share of the whole: all shares sum to 1. */
  share: number;
  /** What speaks for it, the strongest first. */
  for: readonly Reason[];
  /** What speaks against it, the strongest first. */
  against: readonly Reason[];
}

/** What a ranking says. */
export interface Ranking {
  /** All causes, likeliest first. */
  causes: readonly RankedCause[];
  /** Whether the first one stands out so much that no further question is needed. */
  isClear: boolean;
}

/** Cause → natural logarithm of how much likelier something besides the facts makes it, such as the words of a text; empty where there is none. */
export type CauseWeights = ReadonlyMap<string, number>;

/** How much each fact weighs for each cause. Of several answers to one question the one that fits a cause best counts. */
function reasonsOf({ causes, questions }: FactWeights, facts: Facts, words: CauseWeights): Reason[][] {
  const ofSource = words.size > 0 ? { ...weights.source, paste: weights.pasteBesideWords } : weights.source;
  const scaleOf = ({ question, source }: Fact): number =>
    source === 'paste' && words.size === 0 && isMentioned(question) ? weights.mentioned : ofSource[source];
  const reasons: Reason[][] = causes.map(() => []);
  for (const question of new Set(facts.map((fact) => fact.question))) {
    const given = facts
      .filter((fact) => fact.question === question && fact.answer !== CANNOT_TELL)
      .map((fact) => ({
        answer: fact.answer,
        scale: scaleOf(fact),
        weights: questions.get(question)?.get(fact.answer)?.weights ?? [],
      }));
    causes.forEach((_, cause) => {
      const [best] = given
        .map(({ answer, scale, weights: each }): Reason => {
          const once = each[cause] ?? 0;
          return { question, answer, weight: once < 0 && scale > 1 ? once : scale * once };
        })
        .sort((a, b) => b.weight - a.weight);
      if (best?.weight) reasons[cause]?.push(best);
    });
  }
  return reasons;
}

/** Shares that sum to 1, from logarithms. */
function sharesOf(logs: readonly number[]): number[] {
  const most = Math.max(...logs);
  const raw = logs.map((each) => Math.exp(each - most));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((each) => each / sum);
}

const entropy = (shares: readonly number[]): number =>
  shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);

/**
 * By how much the answer to a question is expected to lower the uncertainty about the cause, in nats: the entropy of
 * the shares now, less the mean of what it is after each answer. It is how decision-theoretic troubleshooting chooses
 * what to look at next (Heckerman, Breese and Rommelse, 1995), with the same cost for every question.
 */
function expectedGain(answers: ReadonlyMap<string, AnswerWeights>, shares: readonly number[]): number {
  const likelihoods = shares.map((_, cause) => {
    const raw = [...answers.values()].map((each) => each.usual * Math.exp(each.weights[cause] ?? 0));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((each) => each / sum);
  });
  let after = 0;
  for (let answer = 0; answer < answers.size; answer += 1) {
    const joint = shares.map((share, cause) => share * (likelihoods[cause]?.[answer] ?? 0));
    const probability = joint.reduce((a, b) => a + b, 0);
    if (probability > 0) after += probability * entropy(joint.map((each) => each / probability));
  }
  return entropy(shares) - after;
}

/** The sum of weights, the same to the last bit in whichever order they became known. */
const sumOf = (reasons: readonly Reason[]): number =>
  reasons
    .map(({ weight }) => weight)
    .sort((a, b) => a - b)
    .reduce((a, b) => a + b, 0);

/**
 * The causes' shares of the whole, in the order of the table. Known messages count where there are no words: these know them already.
 */
function causeShares(
  reasons: readonly Reason[][],
  words: CauseWeights,
  table: FactWeights,
  messages: CauseWeights = words,
): number[] {
  const ofShare = words.size > 0 ? weights.share.besideWords : weights.share.alone;
  const ofText = words.size > 0 ? words : messages;
  return sharesOf(
    table.causes.map(
      (slug, cause) =>
        ofShare * Math.log(table.shares[cause] ?? 0) + (ofText.get(slug) ?? 0) + sumOf(reasons[cause] ?? []),
    ),
  );
}

/** The shares of a ranking by facts alone, in the order of the table: without its reasons and its order, which cost more. */
export const sharesByFacts = (facts: Facts, table: FactWeights): number[] =>
  causeShares(reasonsOf(table, facts, new Map()), new Map(), table);

/**
 * Ranks the causes.
 * @param facts what is known
 * @param words how much likelier the words of a text make each cause
 * @param table how much each answer speaks for each cause
 * @param messages how much likelier the known messages of a text make each cause
 */
export function rank(
  facts: Facts,
  words: CauseWeights,
  table: FactWeights,
  messages?: CauseWeights,
): Ranking {
  const reasons = reasonsOf(table, facts, words);
  const shares = causeShares(reasons, words, table, messages);
  const causes = table.causes
    .map((slug, cause): RankedCause => {
      const sorted = [...(reasons[cause] ?? [])].sort((a, b) => b.weight - a.weight);
      return {
        slug,
        share: shares[cause] ?? 0,
        for: sorted.filter(({ weight }) => weight >= weights.reason.for),
        against: sorted.filter(({ weight }) => weight <= weights.reason.against).reverse(),
      };
    })
    .sort((a, b) => b.share - a.share);
  return { causes, isClear: isClear(causes) };
}

const isClear = (causes: readonly RankedCause[]) => (causes[0]?.share ?? 0) >= weights.clear;

/** A ranking without the causes whose fix was tried and did not help; what is left shares the whole. */
export function withoutTried(ranking: Ranking, tried: readonly string[] = []): Ranking {
  if (tried.length === 0) return ranking;
  const left = ranking.causes.filter(({ slug }) => !tried.includes(slug));
  const sum = left.reduce((total, { share }) => total + share, 0);
  const causes = left.map((cause) => ({ ...cause, share: sum > 0 ? cause.share / sum : 0 }));
  return { causes, isClear: isClear(causes) };
}

/** Whether what is known makes sense of a question: a body is asked for only where there is the status. */
function makesSense(id: QuestionId, facts: Facts): boolean {
  const { after }: Question = questionsById[id];
  return after === undefined || facts.some(({ question, answer }) => after[question]?.includes(answer));
}

/**
 * The questions that are still open and make sense, the most helpful first.
 * @param among a ranking's causes, or a few of them: then the first question is the one that separates these best
 */
export function openQuestions(
  facts: Facts,
  among: readonly Pick<RankedCause, 'slug' | 'share'>[],
  { causes, questions }: FactWeights,
): QuestionId[] {
  const sum = among.reduce((total, { share }) => total + share, 0);
  const shares = causes.map((slug) => (among.find((each) => each.slug === slug)?.share ?? 0) / sum);
  return questionIds
    .filter(
      (id) => !isOnlyRead(id) && !facts.some(({ question }) => question === id) && makesSense(id, facts),
    )
    .map((id) => ({ id, gain: expectedGain(questions.get(id) ?? new Map<string, AnswerWeights>(), shares) }))
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain)
    .map(({ id }) => id);
}

/** How many causes a ranking shows in full, how many it names, and how small the share of one is that it leaves out. */
export const shownInFull = 3;
const shownMost = 7;
const shownShare = 0.03;

/** The part of a ranking that is shown: the first, and others that are not far from it. */
export function shownPart<Cause extends { share: number }>(ranked: readonly Cause[]): Cause[] {
  return ranked.slice(0, shownMost).filter(({ share }, index) => index === 0 || share >= shownShare);
}
