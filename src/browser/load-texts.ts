/** What the pages load to read texts: each part once, when it is first needed. */
import { wordModel } from '../diagnosis/word-weights.ts';
import type { PackedModel, WordModel } from '../diagnosis/word-weights.ts';
import { textReader } from '../explain/read.ts';
import type { ReadText } from '../explain/read.ts';
import { loadKnownTexts } from './load-known-texts.ts';
import { part } from './load-part.ts';

/** What words say about the cause. */
export const loadWords: () => Promise<WordModel> = part('words', (packed: PackedModel) => wordModel(packed));

let reader: ((text: string) => ReadText) | undefined;

/** Reads a text. */
export async function loadReader(): Promise<(text: string) => ReadText> {
  const known = await loadKnownTexts();
  return (reader ??= textReader(known));
}
