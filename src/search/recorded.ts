/** Which message pages explain what programs printed in the recorded runs. Pure. */
import type { Case } from '../knowledge/graph.ts';
import { engines } from '../knowledge/schemas.ts';
import { matchMessages, type KnownMessage } from './match.ts';

/** A line that a program printed in recorded runs. */
export interface RecordedText {
  text: string;
  /** Slugs of the cases in whose runs it was printed. */
  cases: string[];
}

/** The lines that browsers print in their consoles, `curl` in the terminal and proxies in their logs, each once. */
export function recordedTexts(cases: Iterable<Case>): RecordedText[] {
  const found = new Map<string, Set<string>>();
  for (const { slug, evidence } of cases)
    for (const side of [evidence.broken, evidence.fixed]) {
      const printed = [
        ...engines.flatMap((engine) => side[engine]?.console ?? []),
        ...(side.curl.error === null ? [] : [side.curl.error]),
        ...side.proxyLog,
      ];
      for (const text of printed) {
        const slugs = found.get(text) ?? new Set<string>();
        found.set(text, slugs.add(slug));
      }
    }
  return [...found].map(([text, slugs]) => ({ text, cases: [...slugs] }));
}

/** The message whose wording a recorded line holds as a whole; `undefined` if there is none. */
export function messageOf(text: string, known: readonly KnownMessage[]): KnownMessage | undefined {
  return matchMessages(text, known).find(({ whole }) => whole)?.message;
}

/** Slugs of the cases in whose runs a message was printed, by the message's slug. */
export function casesOfMessages(
  cases: Iterable<Case>,
  known: readonly KnownMessage[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { text, cases: slugs } of recordedTexts(cases)) {
    const message = messageOf(text, known);
    if (!message) continue;
    const all = found.get(message.slug) ?? new Set<string>();
    slugs.forEach((slug) => all.add(slug));
    found.set(message.slug, all);
  }
  return found;
}

/** A message as the search knows it. */
export function asKnown({
  slug,
  title,
  answer,
  texts,
}: Omit<KnownMessage, 'texts'> & { texts: readonly { text: string }[] }): KnownMessage {
  return { slug, title, answer, texts: [...new Set(texts.map(({ text }) => text))] };
}
