/** The live mode without a browser: what a live test would hand on of each case, by its record, and where the ranking then places the cause. */
import { learntFacts } from '../../../src/build/learnt.ts';
import { fact, type Facts } from '../../../src/diagnosis/facts.ts';
import type { AnswerId, KnownAnswers, QuestionId } from '../../../src/diagnosis/questions.ts';
import { meaningsOf, weightsOfMessages } from '../../../src/diagnosis/meanings.ts';
import { rank, type Reason } from '../../../src/diagnosis/rank.ts';
import type { Knowledge } from '../../../src/knowledge/graph.ts';
import { readKnowledge } from '../../../src/knowledge/read.ts';
import { engines, type Engine } from '../../../src/knowledge/schemas.ts';
import { caseSlugs, loadCase, loadEvidence } from '../case.ts';
import { projectRoot } from '../folders.ts';
import { checkedAnswers } from './checked-answers.ts';
import { expectedHandOn } from './expected-facts.ts';
import { answering, diagnose, truthfulReader, ways } from './oracle.ts';
import type { Diagnosis, Known, RankedBy, Way } from './oracle.ts';
import { excluded, whyMissed } from './plan.ts';

/** What a diagnosis of one case in one engine came to. */
export interface RecordedDiagnosis extends Diagnosis {
  slug: string;
  engine: Engine;
  /** The case's cause. */
  cause: string;
  /** What the live test hands on. */
  measured: KnownAnswers;
  /** The place of the cause in the ranking; 1 is the first. */
  place: number;
}

const factsOf = (answers: KnownAnswers): Facts =>
  (Object.entries(answers) as [QuestionId, AnswerId][]).map(([question, answer]) =>
    fact(question, answer, 'measured'),
  );

/** Diagnoses the recorded broken side of every case that a live test can meet, in each engine that shows the fault. */
export async function diagnoseRecorded(
  knowledge: Pick<Knowledge, 'messages' | 'stacks'>,
  by: RankedBy,
  way: Way,
): Promise<RecordedDiagnosis[]> {
  const reader = truthfulReader(knowledge);
  const diagnoseCase = async (slug: string): Promise<RecordedDiagnosis[]> => {
    const labCase = await loadCase(slug);
    const evidence = await loadEvidence(labCase.folder);
    if (!evidence) throw new Error(`${slug} has no evidence.json. Run it with --record to write one.`);
    const known: Known = { labCase, evidence };
    const { cause } = labCase;
    const answer = answering[way](reader, known);
    return engines
      .filter((engine) => (evidence.broken[engine]?.socket ?? 'held') !== 'held')
      .map((engine) => {
        const measured = expectedHandOn(labCase, evidence, engine);
        const found = diagnose(factsOf(measured), answer, by);
        return { slug, engine, cause, measured, ...found, place: found.causes.indexOf(cause) + 1 };
      });
  };
  const tested = (await caseSlugs()).filter((slug) => excluded[slug] === undefined);
  return (await Promise.all(tested.map(diagnoseCase))).flat();
}

/** How many causes of a ranking are shown for a miss. */
const shown = 5;

const reasonsInWords = (reasons: readonly Reason[]) =>
  reasons.map(({ question, answer, weight }) => `${question} ${answer} ${weight.toFixed(1)}`).join(', ') ||
  'nothing';

/** A miss with all that led to it: the facts, the questions with the answers, and the first causes with their reasons. */
export function missInWords(
  { slug, engine, cause, measured, asked, state, known, messages, place }: RecordedDiagnosis,
  { table, meanings }: RankedBy,
): string {
  const { causes } = rank(known, new Map(), table, weightsOfMessages(messages, meanings));
  const first = causes.filter((each, index) => index < shown || each.slug === cause);
  return [
    `${slug}, ${engine}: ${cause} is number ${place}.`,
    `  measured: ${Object.entries(measured).flat().join(' ')}`,
    `  asked: ${asked.map(({ question, answer }) => `${question} ${answer}`).join(', ') || 'nothing'}; at "${state}"`,
    ...(messages.length > 0 ? [`  messages: ${messages.join(', ')}`] : []),
    ...first.map(
      (each) =>
        `  ${each.slug} ${(100 * each.share).toFixed(0)} %, for it ${reasonsInWords(each.for)}, against it ${reasonsInWords(each.against)}`,
    ),
    `  ${whyMissed(slug)}`,
  ].join('\n');
}

/** How many diagnoses put the cause first, in words. */
export function shareInWords(diagnoses: readonly Pick<RecordedDiagnosis, 'engine' | 'place'>[]): string {
  const hits = (of: readonly Pick<RecordedDiagnosis, 'place'>[]) =>
    of.filter(({ place }) => place === 1).length;
  const ofEngines = engines.map((engine) => {
    const own = diagnoses.filter((each) => each.engine === engine);
    return `${engine} ${hits(own)} of ${own.length}`;
  });
  const share = diagnoses.length === 0 ? 100 : (100 * hits(diagnoses)) / diagnoses.length;
  return `${hits(diagnoses)} of ${diagnoses.length} (${share.toFixed(1)} %): ${ofEngines.join(', ')}`;
}

/**
 * Prints where the ranking places the cause of each recorded case, and every miss with its reasons.
 * @param slugs the cases whose misses are printed; all where there are none
 */
export async function printRecorded(slugs: readonly string[]): Promise<void> {
  const knowledge = readKnowledge(projectRoot);
  const by = { table: learntFacts(knowledge), meanings: meaningsOf(knowledge) };
  const isShown = (slug: string) => slugs.length === 0 || slugs.includes(slug);
  const checked = new Set(checkedAnswers.map(([slug]) => slug));
  const shares: string[] = [];
  for (const way of ways) {
    const diagnoses = await diagnoseRecorded(knowledge, by, way);
    // What is missed by pasting is missed with all that a reader holds.
    if (way === 'pasting')
      for (const each of diagnoses)
        if (each.place > 1 && isShown(each.slug)) console.log(`${missInWords(each, by)}\n`);
    const ofChecked = diagnoses.filter(({ slug }) => checked.has(slug));
    shares.push(
      `by ${way}, of the cases with an answer written by hand: ${shareInWords(ofChecked)}`,
      `by ${way}, first cause after two answers, by the record: ${shareInWords(diagnoses)}`,
    );
  }
  console.log(shares.join('\n'));
}
