/** A line of code in the parts that a page marks: by what they are, and by what of the reader's can stand there. Pure. */
import type { TokenKind } from './code-tokens.ts';
import { tokensOf } from './code-tokens.ts';
import type { ExamplePart } from './example-parts.ts';
import { exampleParts } from './example-parts.ts';

/** A part of a line. */
export interface CodePart extends ExamplePart {
  /** What it is in its language. */
  kind?: TokenKind;
}

/** The parts of a line. What the reader's own can take the place of stays whole. */
export function codeParts(line: string, language: string): CodePart[] {
  const tokens: { kind: TokenKind | undefined; to: number }[] = [];
  let to = 0;
  for (const { text, kind } of tokensOf(line, language)) tokens.push({ kind, to: (to += text.length) });
  const withKind = (part: ExamplePart, kind: TokenKind | undefined): CodePart => ({
    ...part,
    ...(kind && { kind }),
  });
  let from = 0;
  return exampleParts(line).flatMap((part): CodePart[] => {
    const end = from + part.text.length;
    const pieces: CodePart[] = [];
    while (from < end) {
      const token = tokens.find((each) => each.to > from);
      const next = part.fill === undefined ? Math.min(end, token?.to ?? end) : end;
      pieces.push(withKind({ ...part, text: line.slice(from, next) }, token?.kind));
      from = next;
    }
    return pieces;
  });
}
