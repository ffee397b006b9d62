/** What the pages load to rank causes by facts: each part once, when it is first needed. */
import { factWeights } from '../diagnosis/fact-weights.ts';
import type { FactWeights, PackedFacts } from '../diagnosis/fact-weights.ts';
import { part } from './load-part.ts';
import { unpackCauses } from '../present/shown-causes.ts';

/** How much each answer speaks for each cause. */
export const loadFacts: () => Promise<FactWeights> = part('facts', (packed: PackedFacts) =>
  factWeights(packed),
);

/** What a ranking shows of each cause. */
export const loadCauses = part('causes', unpackCauses);
