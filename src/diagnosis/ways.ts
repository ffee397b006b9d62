/** What a result page shows where nobody knows which way a reader came: the mean over all ways. Pure; used at the build. */
import type { FactWeights } from './fact-weights.ts';
import type { Facts } from './facts.ts';
import { fact } from './facts.ts';
import { CANNOT_TELL } from './questions.ts';
import { sharesByFacts } from './rank.ts';
import type { RankedCause } from './rank.ts';
import { choices } from './replay.ts';
import { stateIds, stateMeta } from './tree.ts';
import type { StateId } from './tree.ts';

/** All ways from the start to each result by the links of the pages, as the facts that a reader then has. */
function waysToResults(): Map<StateId, Facts[]> {
  const steps = new Map(
    stateIds.map((id) => {
      const meta = stateMeta(id);
      return [
        id,
        meta.kind === 'result'
          ? []
          : choices(id, []).map(({ answer, target }) => ({
              target,
              known: answer === CANNOT_TELL ? [] : [fact(meta.question, answer, 'said')],
            })),
      ] as const;
    }),
  );
  const ways = new Map<StateId, Facts[]>();
  const walk = (state: StateId, facts: Facts): void => {
    const next = steps.get(state) ?? [];
    if (next.length === 0) ways.set(state, [...(ways.get(state) ?? []), facts]);
    for (const { target, known } of next) walk(target, [...facts, ...known]);
  };
  walk('start', []);
  return ways;
}

/** What is known of a result whichever way led to it. */
export interface ResultOfWays {
  /** The causes, likeliest first, each with the mean of its shares over all ways. */
  causes: readonly Pick<RankedCause, 'slug' | 'share'>[];
  /** On which ways the socket had opened. */
  opened: 'always' | 'sometimes' | 'never';
}

/** Each result: the same ranking as with script, only that the reader's own way is not known. */
export function resultsOfWays(table: FactWeights): ReadonlyMap<StateId, ResultOfWays> {
  return new Map(
    [...waysToResults()].map(([state, ways]) => {
      const means = new Float64Array(table.causes.length);
      for (const facts of ways)
        sharesByFacts(facts, table).forEach((share, cause) => {
          (means[cause] as number) += share / ways.length;
        });
      const causes = table.causes
        .map((slug, cause) => ({ slug, share: means[cause] as number }))
        .sort((a, b) => b.share - a.share);
      const drops = ways.filter((facts) =>
        facts.some(({ question, answer }) => question === 'symptom' && answer === 'drops'),
      );
      const opened = drops.length === 0 ? 'never' : drops.length === ways.length ? 'always' : 'sometimes';
      return [state, { causes, opened }];
    }),
  );
}
