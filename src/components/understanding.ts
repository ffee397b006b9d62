/** What the pages load to understand facts and texts: each part once, when it is first needed. */
import { factWeights } from '../diagnosis/fact-weights.ts';
import type { FactWeights, PackedFacts } from '../diagnosis/fact-weights.ts';
import { wordModel } from '../diagnosis/word-weights.ts';
import type { PackedModel, WordModel } from '../diagnosis/word-weights.ts';
import { textReader } from '../explain/read.ts';
import type { KnownTexts, ReadText } from '../explain/read.ts';
import { href } from './links.ts';
import type { ShownCause } from './shown-causes.ts';

/** A part that has not come after this time has failed, in milliseconds. */
const patience = 15_000;

/** Loads and makes a part once; what failed is tried again at the next call. */
function part<Part>(name: string, make: (data: never) => Part): () => Promise<Part> {
  let loading: Promise<Part> | undefined;
  const load = async () => {
    const response = await fetch(href(`data/${name}.json`), { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new Error(`${response.status} for data/${name}.json`);
    return make((await response.json()) as never);
  };
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}

/** How much each answer speaks for each cause. */
export const loadFacts: () => Promise<FactWeights> = part('facts', (packed: PackedFacts) =>
  factWeights(packed),
);

/** What words say about the cause. */
export const loadWords: () => Promise<WordModel> = part('words', (packed: PackedModel) => wordModel(packed));

/** What a ranking shows of each cause. */
export const loadCauses = part('causes', (causes: Record<string, ShownCause>) => causes);

/** Reads a text. */
export const loadReader: () => Promise<(text: string) => ReadText> = part('texts', (known: KnownTexts) =>
  textReader(known),
);
