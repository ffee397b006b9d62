import { mostSlugs, notes, prefixes } from './carried.ts';
import type { Carried, Note } from './carried.ts';
import type { Fact, Facts, FactSource } from './facts.ts';
import { factFromIds, withFact } from './facts.ts';
import { plainEndpoint } from './plain-endpoint.ts';

/** A longer fragment is not one of ours. */
const longestFragment = 4096;
const longestDetail = 60;

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
  const [tried, messages] = [new Set<string>(), new Set<string>()];
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
    const slugs = key === 'tried' ? tried : key === 'message' ? messages : undefined;
    if (slugs && /^[a-z0-9-]{1,60}$/.test(value) && slugs.size < mostSlugs) {
      slugs.add(value);
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
  return {
    facts,
    ignored,
    ...(messages.size > 0 && { messages: [...messages] }),
    ...(endpoint && { endpoint }),
    ...(stack && { stack }),
    ...(tried.size > 0 && { tried: [...tried] }),
    ...(note && { note }),
  };
}

/** A fact as `writeFragment` writes it: where it came from, the answer, its number after a colon, a detail after `~`. */
function readFact(question: string, value: string): Fact | undefined {
  const [, mark = '', answer = '', number = '', detail = ''] =
    /^([mpc]\.)?([a-z0-9-]+)(?::(\d{1,12}(?:\.\d{1,6})?))?(?:~(.*))?$/s.exec(value) ?? [];
  const source = (Object.keys(prefixes) as FactSource[]).find((each) => prefixes[each] === mark) ?? 'said';
  return factFromIds(question, answer, source, {
    ...(number !== '' && { value: Number(number) }),
    ...(detail !== '' && { detail: detail.slice(0, longestDetail) }),
  });
}
