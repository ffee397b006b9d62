/** Why the answers of a report do not put its cause first, as far as the declared signs and the pages say. */
import type { Facts } from '../../src/diagnosis/facts.ts';
import { levels, levelsFor } from '../../src/diagnosis/learn/facts.ts';
import { CANNOT_TELL } from '../../src/diagnosis/questions.ts';
import { links } from '../../src/knowledge/body.ts';
import type { Cause, Knowledge } from '../../src/knowledge/graph.ts';

/** The classes of misses, the first that holds. */
export const whys = {
  contradicted: 'its own signs call an answer unusual or impossible',
  undecided: 'the signs of others fit every answer as well',
  neighbour: 'the first page links to it',
  ranking: 'its signs fit best',
} as const;

export type Why = keyof typeof whys;

/** What of the content is read here. */
export interface Declared {
  causes: ReadonlyMap<string, { found: Pick<Cause['found'], 'signs'> }>;
  bodies: Knowledge['bodies'];
}

/** A cause without an opinion has neither a reason for the answer nor one against it. */
const noOpinion = levels.indexOf('possible');

/** For each question that is answered: how well the best of its answers fits a cause. */
function fits({ found }: { found: Pick<Cause['found'], 'signs'> }, facts: Facts): number[] {
  const known = facts.filter(({ answer }) => answer !== CANNOT_TELL);
  return [...new Set(known.map(({ question }) => question))].map((question) => {
    const levelOf = levelsFor(found, question);
    if (!levelOf) return noOpinion;
    return Math.max(
      ...known
        .filter((fact) => fact.question === question)
        .map(({ answer }) => levels.indexOf(levelOf(answer))),
    );
  });
}

/**
 * Why answers miss a cause.
 * @param page slug of the cause's page
 * @param first slug of the page that came first
 * @param within how many first places are not a miss: as many others must fit as well before nothing is decided
 */
export function whyMissed(
  { causes, bodies }: Declared,
  facts: Facts,
  { page, first, within }: { page: string; first: string; within: number },
): Why {
  const cause = causes.get(page);
  if (!cause)
    throw new Error(`Found no cause “${page}”; expected the slug of a page. Run npm run check:content.`);
  const own = fits(cause, facts);
  if (own.some((level) => level < noOpinion)) return 'contradicted';
  const asGood = [...causes].filter(
    ([slug, other]) => slug !== page && fits(other, facts).every((level, nth) => level >= (own[nth] ?? 0)),
  );
  if (asGood.length >= within) return 'undecided';
  const body = bodies.get(`causes/${first}`);
  return (body ? links(body) : []).some(([kind, slug]) => kind === 'cause' && slug === page)
    ? 'neighbour'
    : 'ranking';
}
