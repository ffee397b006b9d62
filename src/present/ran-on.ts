import { otherVersions } from '../knowledge/generations.ts';
import type { Case } from '../knowledge/graph.ts';
import type { Evidence } from '../knowledge/schemas.ts';

const inWords = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A day in words: 21 November 2026. */
export const day = (iso: string): string => inWords.format(new Date(`${iso}T00:00:00Z`));

/** A span of days in words: one day, or the first and the last. */
export function ranFrom(days: readonly string[]): string {
  const sorted = [...days].sort();
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  return first === last ? day(first) : `from ${day(first)} to ${day(last)}`;
}

const listed = (versions: Readonly<Record<string, string>>) =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

/** The programs and the day of a recorded run: "nginx 1.22.1, Chromium 156.0, 21 November 2026". */
export function ranOn({ versions, recorded }: Evidence): string {
  return `${listed(versions)}, ${day(recorded)}`;
}

/** The newer programs that a case ran on too, as the end of a sentence; empty where there are none. */
export function ranAlsoOn({ evidence, currentEvidence }: Pick<Case, 'evidence' | 'currentEvidence'>): string {
  if (!currentEvidence) return '';
  return `, and on ${listed(otherVersions(evidence, currentEvidence))}, ${day(currentEvidence.recorded)}`;
}
