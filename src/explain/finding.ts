/** What reading a text gives: its readers and the config rules all speak of it in this way. */
import type { Facts } from '../diagnosis/facts.ts';

/** First index and the index after the last, in the text as it was given. */
export type Span = readonly [from: number, to: number];

/** A change to the reader's own config. Only whole lines are changed. */
export interface Change {
  /** The first line that is replaced, from 1; with no `removed` line, `added` goes before it. */
  line: number;
  removed: readonly string[];
  added: readonly string[];
}

/** One part of a text that was understood. */
export interface Finding {
  span: Span;
  /** Id of what understood it: a reader's, a message's slug, or a rule's. */
  by: string;
  /** What the part is, in a few words: "nginx error log", "answer to the handshake". */
  what: string;
  /** What it means for the reader, in a sentence or two. */
  means: string;
  /** What it says to the ranking; nothing where it only explains. */
  facts: Facts;
  /** A text that the part holds in another form, such as the body in a HAR: the known messages are looked for in it too. */
  holds?: string;
  /** The change that mends it, where the part is a line of a config. */
  change?: Change;
}

/** A place that could not be read, as a sentence: what was found, what was expected. */
export interface Unread {
  span: Span;
  why: string;
}

/** What one reader understood of a text. */
export interface Reading {
  /** The format, in words: "nginx config", "curl -v". */
  format: string;
  findings: readonly Finding[];
  unread: readonly Unread[];
}

/** Understands one format. */
export interface Reader {
  id: string;
  /** Set where its lines are columns of values, so that their words say nothing to the ranking. */
  isTabular?: true;
  /** Set where its lines are sentences, in which a number may say more than the reader understands. */
  isProse?: true;
  /** How sure it is that a text is of its format, 0 to 1, by a look that is cheap and linear. */
  recognise: (text: string) => number;
  /** Reads it; never throws, whatever the text is. */
  read: (text: string) => Reading;
}
