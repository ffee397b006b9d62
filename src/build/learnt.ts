/** What is reckoned from all of the content, once for each reading of it. */
import { casesOfMessages } from '../explain/recorded.ts';
import type { PackedFacts } from '../diagnosis/fact-weights.ts';
import { factWeights } from '../diagnosis/fact-weights.ts';
import type { FactWeights } from '../diagnosis/fact-weights.ts';
import { textExamples } from '../diagnosis/learn/examples.ts';
import { learnFacts } from '../diagnosis/learn/facts.ts';
import { learnWords } from '../diagnosis/learn/words.ts';
import type { ResultOfWays } from '../diagnosis/ways.ts';
import { resultsOfWays } from '../diagnosis/ways.ts';
import type { StateId } from '../diagnosis/tree.ts';
import type { PackedModel } from '../diagnosis/word-weights.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { reckonedFrom } from '../knowledge/kept.ts';

/**
 * Calls a function once for each knowledge, and remembers what it gave.
 * @param name what it reckons, the same in both sets of modules of a build
 */
function once<Result>(
  name: string,
  make: (knowledge: Knowledge) => Result,
): (knowledge: Knowledge) => Result {
  const made = new WeakMap<Knowledge, Map<string, unknown>>();
  return (knowledge) => {
    const known = reckonedFrom(knowledge) ?? made.get(knowledge) ?? new Map<string, unknown>();
    made.set(knowledge, known);
    if (!known.has(name)) known.set(name, make(knowledge));
    return known.get(name) as Result;
  };
}

/** How much each answer speaks for each cause, learnt from the content and all its reports. */
export const packedFacts: (knowledge: Knowledge) => PackedFacts = once('packedFacts', (knowledge) =>
  learnFacts(knowledge, knowledge.reports),
);

/** The same, ready for use. */
export const learntFacts: (knowledge: Knowledge) => FactWeights = once('learntFacts', (knowledge) =>
  factWeights(packedFacts(knowledge)),
);

/** What words say about the cause, learnt from the content and all its reports. */
export const packedWords: (knowledge: Knowledge) => PackedModel = once('packedWords', (knowledge) =>
  learnWords(textExamples(knowledge, knowledge.reports)),
);

/** What the result pages show where the reader's own way is not known. */
export const learntResults: (knowledge: Knowledge) => ReadonlyMap<StateId, ResultOfWays> = once(
  'learntResults',
  (knowledge) => resultsOfWays(learntFacts(knowledge)),
);

/** In the runs of which cases each message was printed. */
export const runsOfMessages: (knowledge: Knowledge) => ReadonlyMap<string, ReadonlySet<string>> = once(
  'runsOfMessages',
  ({ cases, messages }) => casesOfMessages(cases.values(), [...messages.values()]),
);
