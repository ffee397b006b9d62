/** What the page and its worker say to one another. */
import type { ExplainableTexts, Explained } from '../../explain/explain.ts';
import type { ShownLine } from '../../explain/shown.ts';

/** A text, or a file that the worker reads itself. */
export interface Given {
  name: string;
  content: string | File;
}

/** To the worker: explain these. */
export interface Order {
  known: ExplainableTexts;
  given: readonly Given[];
}

/** What the page shows. */
export interface Result {
  explained: Explained;
  /** The lines that are shown of each text. */
  shown: readonly (readonly ShownLine[])[];
  /** A report of a test, as text, if one of the texts holds one. */
  report?: string;
}

/** From the worker. */
export type News =
  | { kind: 'progress'; words: string; share: number }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; problem: string };
