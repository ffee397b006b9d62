import { distance } from 'fastest-levenshtein';

/** Something in `content/` that cannot be published. Its message is one sentence a line: file, what is wrong, what is allowed. */
export class ContentError extends Error {
  override name = 'ContentError';

  /** The sentences. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** What was found wrong so far, so that a check can go on and name everything in one go. */
export class Problems {
  /** The sentences, in the order in which they were found. */
  readonly found: string[] = [];

  /** Takes down one problem of a file, whose path is from the project's root. */
  add(file: string, problem: string): void {
    const sentence = `${file}: ${problem}`;
    if (!this.found.includes(sentence)) this.found.push(sentence);
  }

  /** @throws {ContentError} if anything was found */
  throwAny(): void {
    if (this.found.length > 0) throw new ContentError(this.found);
  }
}

/** A list in words: `a, b or c`. */
export function oneOf(values: Iterable<string>): string {
  const list = [...values];
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
}

/** How many names an error offers in the place of one that does not exist. */
const offered = 5;

/** What may stand in the place of a name that does not exist: all names where they are few, and otherwise the nearest. */
export function allowedFor(wrong: string, names: Iterable<string>): string {
  const known = [...names];
  if (known.length <= 2 * offered) return `allowed are ${oneOf(known)}`;
  const nearest = known.toSorted((a, b) => distance(wrong, a) - distance(wrong, b)).slice(0, offered);
  return `the nearest of the ${known.length} that do are ${oneOf(nearest)}`;
}
