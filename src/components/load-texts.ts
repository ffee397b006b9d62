/** What the pages load to read texts: each part once, when it is first needed. */
import { wordModel } from '../diagnosis/word-weights.ts';
import type { PackedModel, WordModel } from '../diagnosis/word-weights.ts';
import { textReader } from '../explain/read.ts';
import type { KnownTexts, ReadText } from '../explain/read.ts';
import { part } from './load-part.ts';

/** What words say about the cause. */
export const loadWords: () => Promise<WordModel> = part('words', (packed: PackedModel) => wordModel(packed));

/** Reads a text. */
export const loadReader: () => Promise<(text: string) => ReadText> = part('texts', (known: KnownTexts) =>
  textReader(known),
);
