import type { Fact, Facts, FactSource } from './facts.ts';
import { isAnswer, withFact } from './facts.ts';
import { plainEndpoint } from './plain-endpoint.ts';

/** Why a page was shown that the link did not name. */
export const notes = {
  'unknown-state': 'The link led to a question that does not exist; this is the nearest one.',
  'damaged-link': 'Part of the link could not be used. Go on from here, or start over.',
} as const;

type Note = keyof typeof notes;

/** What a reader carries from page to page: their case. It lives in the fragment, which a browser never sends. */
export interface Carried {
  facts: Facts;
  /** Scheme, host and path of the endpoint; never its query, fragment or credentials. */
  endpoint?: string;
  /** Slug of the stack whose fix the reader wants. */
  stack?: string;
  /** Why the reader was brought here, if not by a link of the page before. */
  note?: Note;
}

const prefixes: Record<FactSource, string> = { said: '', measured: 'm.', paste: 'p.' };
/** A longer fragment is not one of ours. */
const longestFragment = 4096;
const longestDetail = 60;

/** Writes the facts and the endpoint as a fragment with its `#`, or an empty string if there is nothing to carry. */
export function writeFragment({ facts, endpoint, stack, note }: Carried): string {
  const entries = new URLSearchParams();
  for (const fact of facts)
    entries.append(
      fact.question,
      `${prefixes[fact.source]}${fact.answer}${fact.detail ? `~${fact.detail}` : ''}`,
    );
  if (endpoint) entries.append('endpoint', endpoint);
  if (stack) entries.append('stack', stack);
  if (note) entries.append('note', note);
  const text = entries.toString();
  return text === '' ? '' : `#${text}`;
}

/**
 * Reads a fragment. What it cannot use it leaves out and names in `ignored`, so that a damaged link still leads to
 * the nearest valid state. Never throws.
 */
export function readFragment(fragment: string): Carried & { ignored: string[] } {
  const text = fragment.replace(/^#/, '');
  if (text.length > longestFragment)
    return { facts: [], ignored: [`a fragment of ${text.length} characters`] };
  const ignored: string[] = [];
  let facts: Facts = [];
  let endpoint: string | undefined;
  let stack: string | undefined;
  let note: Carried['note'];
  for (const [key, value] of new URLSearchParams(text)) {
    if (key === 'endpoint') {
      endpoint = plainEndpoint(value)?.text;
      if (endpoint === undefined) ignored.push('the endpoint');
      continue;
    }
    if (key === 'stack' && /^[a-z0-9-]{1,40}$/.test(value)) {
      stack = value;
      continue;
    }
    if (key === 'note' && Object.hasOwn(notes, value)) {
      note = value as Note;
      continue;
    }
    const fact = readFact(key, value);
    if (fact) facts = withFact(facts, fact);
    else ignored.push(`“${key.slice(0, 40)}”`);
  }
  return { facts, ignored, ...(endpoint && { endpoint }), ...(stack && { stack }), ...(note && { note }) };
}

function readFact(question: string, value: string): Fact | undefined {
  const [, mark = '', answer = '', , detail = ''] = /^([mp]\.)?([a-z0-9-]+)(~(.*))?$/s.exec(value) ?? [];
  if (!isAnswer(question, answer)) return undefined;
  const source = (Object.keys(prefixes) as FactSource[]).find((each) => prefixes[each] === mark) ?? 'said';
  const shortened = detail.slice(0, longestDetail);
  return { question, answer, source, ...(detail === '' ? {} : { detail: shortened }) } as Fact;
}
