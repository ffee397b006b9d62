/** Where the ranking places the confirmed cause of reports that it has not seen. */
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import type { FactWeights } from '../../src/diagnosis/fact-weights.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { fact, joinFacts, withFact } from '../../src/diagnosis/facts.ts';
import { factsOfAnswers, pageOfCauses, textExamples } from '../../src/diagnosis/learn/examples.ts';
import { learnFacts } from '../../src/diagnosis/learn/facts.ts';
import { foldsOf } from '../../src/diagnosis/learn/folds.ts';
import { learnWords } from '../../src/diagnosis/learn/words.ts';
import type { QuestionId } from '../../src/diagnosis/questions.ts';
import { meaningsOf, weightsOfMessages } from '../../src/diagnosis/meanings.ts';
import { CANNOT_TELL } from '../../src/diagnosis/questions.ts';
import { openQuestions, rank } from '../../src/diagnosis/rank.ts';
import type { CauseWeights } from '../../src/diagnosis/rank.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { stateMeta } from '../../src/diagnosis/tree.ts';
import { wordModel } from '../../src/diagnosis/word-weights.ts';
import type { WordModel } from '../../src/diagnosis/word-weights.ts';
import { allReaders } from '../../src/explain/all-readers.ts';
import { explainer } from '../../src/explain/explain.ts';
import { pastedIn, withPasted } from '../../src/explain/pasted.ts';
import { textReader } from '../../src/explain/read.ts';
import type { Knowledge } from '../../src/knowledge/graph.ts';
import type { FieldReport } from '../../src/knowledge/schemas.ts';

/** What of a report is given to the ranking. */
export const modes = {
  symptom: 'symptom alone',
  question: 'question alone',
  evidence: 'symptom + evidence',
  text: 'symptom + question + evidence',
  wizard: 'answers, as far as the wizard asks',
  answers: 'answers, all that could be given',
  pasted: 'answers, with the texts pasted',
  'answers+symptom': 'answers + symptom',
} as const;

export type Mode = keyof typeof modes;

/** Where a report's cause came. */
export interface Placing {
  report: FieldReport;
  mode: Mode;
  /** Slug of the page that is or covers the cause. */
  page: string;
  /** 1 if it came first. */
  rank: number;
  /** The first three. */
  first: readonly string[];
}

/** How many offers of one more question a person looks at. */
const mostOffers = 3;

interface Learnt {
  facts: FactWeights;
  words: WordModel;
}

const noWords: CauseWeights = new Map();

/** The facts that the wizard learns from a person with these answers: what it asks, and one more question. */
export function factsOfWizard(given: Facts, table: FactWeights): Facts {
  const answersTo = (question: QuestionId): Facts => {
    const own = given.filter((each) => each.question === question);
    return own.length > 0 ? own : [fact(question, CANNOT_TELL, 'said')];
  };
  let facts: Facts = [];
  for (let meta = stateMeta(settle(facts)); meta.kind === 'question'; meta = stateMeta(settle(facts)))
    facts = answersTo(meta.question).reduce(withFact, facts);
  const { causes, isClear } = rank(facts, noWords, table);
  if (isClear) return facts;
  const more = openQuestions(facts, causes, table)
    .slice(0, mostOffers)
    .map(answersTo)
    .find(([each]) => each?.answer !== CANNOT_TELL);
  return (more ?? []).reduce(withFact, facts);
}

/**
 * Places every report whose cause has a page, in every mode. Nothing that is learnt from a report is used to place it:
 * each fold is placed by what the content and the other four folds say.
 */
export function placeAll(knowledge: Knowledge): Placing[] {
  const pages = pageOfCauses(knowledge);
  const known = { messages: [...knowledge.messages.values()], stacks: [...knowledge.stacks.values()] };
  const read = textReader(known);
  const explain = explainer(known, allReaders);
  const meanings = meaningsOf(knowledge);
  return foldsOf(knowledge.reports).flatMap(({ seen, unseen }) => {
    const learnt: Learnt = {
      facts: factWeights(learnFacts(knowledge, seen)),
      words: wordModel(learnWords(textExamples(knowledge, seen))),
    };
    /** As the page of explained texts does it. */
    const rankedByExplaining = (text: string) => {
      const { requests, words } = explain([{ name: '', text }]);
      return rankedBy(
        (requests[0]?.told ?? []).map((told) => told.fact),
        words,
      );
    };
    const rankedBy = (facts: Facts, text: string, messages: readonly string[] = []) => {
      const words = text === '' ? noWords : learnt.words.read(text).weights;
      const meant = weightsOfMessages(messages, meanings);
      return rank(facts, words, learnt.facts, meant).causes.map(({ slug }) => slug);
    };
    /** As the questions do it with a text that is pasted there: its facts and its messages join the answers, and its words do not. */
    const rankedByPasting = (answers: Facts, text: string) => {
      const { facts, messages } = pastedIn(explain([{ name: '', text }]));
      return rankedBy(withPasted(answers, facts), '', messages);
    };
    return unseen.flatMap((report) => {
      const page = pages.get(report.cause);
      if (page === undefined) return [];
      const { symptom, asks, evidence } = report;
      const answers = factsOfAnswers(report.answers);
      const joined = (...parts: (string | undefined)[]) => parts.filter(Boolean).join('\n');
      const ranked: Record<Mode, string[]> = {
        symptom: rankedBy(read(symptom).facts, symptom),
        question: rankedBy(read(asks).facts, asks),
        evidence: rankedByExplaining(joined(symptom, evidence)),
        text: rankedByExplaining(joined(symptom, asks, evidence)),
        wizard: rankedBy(factsOfWizard(answers, learnt.facts), ''),
        answers: rankedBy(answers, ''),
        pasted: rankedByPasting(answers, joined(symptom, evidence)),
        'answers+symptom': rankedBy(joinFacts(read(symptom).facts, answers), symptom),
      };
      return (Object.keys(modes) as Mode[]).map((mode): Placing => {
        const order = ranked[mode];
        return { report, mode, page, rank: order.indexOf(page) + 1, first: order.slice(0, 3) };
      });
    });
  });
}

/** How many placings put the cause first, and among the first three. */
export function count(placings: readonly Placing[]): { all: number; first: number; firstThree: number } {
  const within = (limit: number) => placings.filter(({ rank: place }) => place <= limit).length;
  return { all: placings.length, first: within(1), firstThree: within(3) };
}

/** Which collection a report is from: those gathered first have other numbers than those gathered later. */
export function collectionOf({ id }: Pick<FieldReport, 'id'>): 'first' | 'second' {
  return id.startsWith('fc-') ? 'first' : 'second';
}
