import { sizeInWords } from '../knowledge/quoted-limit.ts';
import type { Limit } from '../knowledge/schemas.ts';

/** A limit's default in words: `60 s`, `2 h`, `1 MiB`, `none`. */
export function limitValue({ value, unit }: Pick<Limit, 'value' | 'unit'>): string {
  if (value === null) return 'none';
  if (unit === 'sockets') return `${value.toLocaleString('en')} sockets`;
  if (unit === 's') {
    if (value >= 3600 && value % 3600 === 0) return `${value / 3600} h`;
    return value >= 120 && value % 60 === 0 ? `${value} s (${value / 60} min)` : `${value} s`;
  }
  return sizeInWords(value);
}

/** What is said of a limit beside its number, as sentences: to which values it can be set, and what resets it or what it does. */
export function limitNotes({ range, note }: Pick<Limit, 'range' | 'note'>): string {
  return [range, note]
    .flatMap((text) => text ?? [])
    .map(
      (text) =>
        `${text.replace(/^[a-z](?=[a-z]*(?:[ .;,]|$))/, (letter) => letter.toUpperCase()).replace(/\.$/, '')}.`,
    )
    .join(' ');
}
