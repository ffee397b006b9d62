/** Which message pages explain what programs printed in the recorded runs. Pure. */
import type { Case } from '../knowledge/graph.ts';
import { engines } from '../knowledge/schemas.ts';
import type { KnownMessage } from './messages.ts';
import { recogniser } from './messages.ts';

/** A line that a program printed in recorded runs. */
export interface RecordedText {
  text: string;
  /** Slugs of the cases in whose runs it was printed. */
  cases: string[];
}

/** The lines that browsers print in their consoles, `curl` in the terminal, proxies and servers in their logs, each once. */
export function recordedTexts(cases: Iterable<Case>): RecordedText[] {
  const found = new Map<string, Set<string>>();
  for (const { slug, evidence, currentEvidence } of cases) {
    const runs = currentEvidence ? [evidence, currentEvidence] : [evidence];
    for (const side of runs.flatMap(({ broken, fixed }) => [broken, fixed])) {
      const printed = [
        ...engines.flatMap((engine) => side[engine]?.console ?? []),
        ...(side.curl.error === null ? [] : [side.curl.error]),
        ...side.proxyLog,
        ...(side.serverLog ?? []),
      ];
      for (const text of printed) {
        const slugs = found.get(text) ?? new Set<string>();
        found.set(text, slugs.add(slug));
      }
    }
  }
  return [...found].map(([text, slugs]) => ({ text, cases: [...slugs] }));
}

/** Slugs of the cases in whose runs a message was printed, by the message's slug. Each line is read once. */
export function casesOfMessages(
  cases: Iterable<Case>,
  messages: readonly KnownMessage[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const recognise = recogniser(messages);
  const found = new Map<string, Set<string>>();
  for (const { text, cases: slugs } of recordedTexts(cases))
    for (const { message, whole } of recognise(text)) {
      if (!whole) continue;
      const all = found.get(message.slug) ?? new Set<string>();
      slugs.forEach((slug) => all.add(slug));
      found.set(message.slug, all);
    }
  return found;
}
