/** Which reader knows a text best. Pure. */
import type { Reader } from './finding.ts';

/** A reader that is surer than this reads the text. */
const sure = 0.5;

/** The reader that is surest of a text; `undefined` where none is sure enough. */
export function surest<Each extends Reader>(readers: readonly Each[], text: string): Each | undefined {
  return readers
    .map((reader) => ({ reader, surety: reader.recognise(text) }))
    .filter(({ surety }) => surety >= sure)
    .sort((a, b) => b.surety - a.surety)[0]?.reader;
}
