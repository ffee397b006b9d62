/** Something in `content/` that cannot be published. Its message is one sentence: file, what is wrong, what is allowed. */
export class ContentError extends Error {
  override name = 'ContentError';

  /** Path of the file, from the project's root. */
  readonly file: string;

  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.file = file;
  }
}

/** A list in words: `a, b or c`. */
export function oneOf(values: Iterable<string>): string {
  const list = [...values];
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
}
