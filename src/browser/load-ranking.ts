/** What the pages load to rank causes by facts: each part once, when it is first needed. */
import { factWeights } from '../diagnosis/fact-weights.ts';
import type { FactWeights, PackedFacts } from '../diagnosis/fact-weights.ts';
import type { Meanings } from '../diagnosis/meanings.ts';
import { part } from './load-part.ts';
import { unpackCauses } from '../present/shown-causes.ts';

/** How much each answer speaks for each cause. */
export const loadFacts: () => Promise<FactWeights> = part('facts', (packed: PackedFacts) =>
  factWeights(packed),
);

/** What a ranking shows of each cause. */
export const loadCauses = part('causes', unpackCauses);

const loadAllMeanings = part('meanings', (meanings: Meanings) => meanings);

/** What known messages mean; nothing is loaded where there are none. */
export const loadMeanings = async (messages: readonly string[] = []): Promise<Meanings> =>
  messages.length === 0 ? {} : loadAllMeanings();
