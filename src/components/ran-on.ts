import type { Evidence } from '../knowledge/schemas.ts';

/** A day in words: 21 November 2026. */
export function day(iso: string): string {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** A span of days in words: one day, or the first and the last. */
export function ranFrom(days: readonly string[]): string {
  const sorted = [...days].sort();
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  return first === last ? day(first) : `from ${day(first)} to ${day(last)}`;
}

/** The programs and the day of a recorded run: "nginx 1.22.1, Chromium 156.0, 21 November 2026". */
export function ranOn({ versions, recorded }: Evidence): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${programs.join(', ')}, ${day(recorded)}`;
}
