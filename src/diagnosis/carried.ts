/** What a reader carries from page to page, and how it is written. Apart from its reading, which needs every question. */
import type { Facts, FactSource } from './facts.ts';

/** Why a page was shown that the link did not name. */
export const notes = {
  'unknown-state': 'The link led to a question that does not exist; this is the nearest one.',
  'damaged-link': 'Part of the link could not be used. Go on from here, or start over.',
} as const;

export type Note = keyof typeof notes;

/** What a reader carries from page to page: their case. It lives in the fragment, which a browser never sends. */
export interface Carried {
  facts: Facts;
  /** Slugs of the known messages that were recognised in what was pasted. */
  messages?: readonly string[];
  /** Scheme, host and path of the endpoint; never its query, fragment or credentials. */
  endpoint?: string;
  /** Slug of the stack whose fix the reader wants. */
  stack?: string;
  /** Slugs of the causes whose fix the reader tried without success. */
  tried?: readonly string[];
  /** Why the reader was brought here, if not by a link of the page before. */
  note?: Note;
}

/** How a fact's source is written before its answer. */
export const prefixes: Record<FactSource, string> = { said: '', measured: 'm.', paste: 'p.', config: 'c.' };
/** Nobody tries more fixes than this, or pastes more messages that matter. */
export const mostSlugs = 12;

/** Writes the facts and the endpoint as a fragment with its `#`, or an empty string if there is nothing to carry. */
export function writeFragment({ facts, messages = [], endpoint, stack, tried = [], note }: Carried): string {
  const entries = new URLSearchParams();
  for (const fact of facts)
    entries.append(
      fact.question,
      `${prefixes[fact.source]}${fact.answer}${fact.value === undefined ? '' : `:${fact.value}`}${fact.detail ? `~${fact.detail}` : ''}`,
    );
  for (const message of [...new Set(messages)].slice(0, mostSlugs)) entries.append('message', message);
  if (endpoint) entries.append('endpoint', endpoint);
  if (stack) entries.append('stack', stack);
  for (const cause of tried) entries.append('tried', cause);
  if (note) entries.append('note', note);
  const text = entries.toString();
  return text === '' ? '' : `#${text}`;
}
