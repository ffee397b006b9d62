/** Every reader of texts, for whoever explains one. Loaded only when there is a text. */
import { configReaders } from './config/index.ts';
import type { ConfigReader } from './config/rule.ts';
import type { Reader } from './finding.ts';
import { lineReaders, wholeReaders } from './readers/index.ts';

/** Which readers are asked, and in which order. */
export interface Readers {
  /** Those that understand a whole text of JSON. */
  whole: readonly Reader[];
  /** Those that find their lines among others. */
  lines: readonly Reader[];
  /** Those that understand a config, once the lines of the others are taken out. */
  configs: readonly ConfigReader[];
}

/** Every reader. */
export const allReaders: Readers = { whole: wholeReaders, lines: lineReaders, configs: configReaders };
