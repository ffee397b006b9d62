/** A limit of a stack, quoted where another page needs it: `<Limit stack="heroku" kind="idle" />`. Pure. */
import type { Limit } from './schemas.ts';

/** What the tag says: whose limit, which one, and how to write it. */
export interface QuotedLimit {
  /** Slug of the stack on whose page the number stands. */
  stack: string;
  /** The kind of the limit, where the stack has only one of the kind. */
  kind?: string;
  /** Its name on that page, where the kind alone leaves a choice. */
  name?: string;
  /** `number` writes the bare number, `seconds`, `minutes` and `hours` spell the unit out; without it a short form such as `60 s`. */
  in?: string;
}

/** The units of time that can be spelt out, in seconds. */
const spelt: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600 };

/** Sizes that have a name of their own, largest first. */
const sizes: readonly (readonly [unit: string, bytes: number])[] = [
  ['MiB', 1024 * 1024],
  ['KiB', 1024],
];

/** A number of bytes in words: `1 MiB`, `1,000,000 bytes`. */
export function sizeInWords(bytes: number): string {
  const found = sizes.find(([, factor]) => bytes >= factor && bytes % factor === 0);
  return found ? `${bytes / found[1]} ${found[0]}` : `${bytes.toLocaleString('en')} bytes`;
}

/**
 * The number of a limit, as the tag wants it.
 * @throws {Error} if the tag means no limit, several or one without a number, or wants a form that the number does not have
 */
export function quotedLimit(quoted: QuotedLimit, limits: readonly Limit[]): string {
  const { stack, kind, name, in: form } = quoted;
  const meant = limits.filter(
    (limit) => (kind === undefined || limit.kind === kind) && (name === undefined || limit.name === name),
  );
  const [limit] = meant;
  if (limit === undefined || meant.length > 1)
    throw new Error(
      `<Limit> means ${meant.length} limits of "${stack}"; expected one, by "kind" or "name" of ${limits.map((each) => `${each.kind} “${each.name}”`).join(', ') || 'the limits on its page, which has none'}.`,
    );
  const { value, unit } = limit;
  if (value === null)
    throw new Error(
      `<Limit> means “${limit.name}” of "${stack}", which has no number; say in words that there is none.`,
    );
  if (form === 'number') return String(value);
  if (form !== undefined) {
    const factor = spelt[form];
    if (factor === undefined || unit !== 's' || value % factor !== 0)
      throw new Error(
        `<Limit> wants “${limit.name}” of "${stack}" in ${form}, and it is ${value} ${unit}; expected number, or the seconds, minutes or hours that it is a whole number of.`,
      );
    return value === factor ? `1 ${form.slice(0, -1)}` : `${value / factor} ${form}`;
  }
  if (unit === 'sockets') return `${value.toLocaleString('en')} sockets`;
  if (unit === 'B') return sizeInWords(value);
  return value >= 3600 && value % 3600 === 0 ? `${value / 3600} h` : `${value} s`;
}
