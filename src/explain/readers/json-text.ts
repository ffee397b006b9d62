/** Places in a text of JSON, and a sentence for one that is broken. Pure. */
import type { Span, Unread } from '../finding.ts';

/** Says where JSON breaks off or goes wrong, in words for a person. */
export function brokenJson(text: string, error: unknown, format: string): Unread {
  const end = text.trimEnd();
  const isCut = !/[}\]]$/.test(end);
  const message = error instanceof Error ? error.message : '';
  const at = Number(/position (\d{1,12})/.exec(message)?.[1] ?? Number.NaN);
  const where = Number.isNaN(at) ? end.length : Math.min(at, end.length);
  const line = lineAt(text, where);
  return {
    span: [Math.max(0, where - 60), Math.min(text.length, where + 20)],
    why: isCut
      ? `This ${format} is cut off: it ends in line ${lineAt(text, end.length)} before its JSON is complete, and } or ] was expected. Save it again, or paste the whole file.`
      : `This ${format} is not valid JSON: line ${line} has something that JSON does not allow. Drop the file itself instead of its text.`,
  };
}

/** The line of an index, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Finds values in the order in which they stand in the text; linear for all of them together. */
export function finderOf(text: string): (value: string) => Span {
  let from = 0;
  return (value) => {
    const written = JSON.stringify(value).slice(1, -1);
    const at = value === '' ? -1 : text.indexOf(written, from);
    if (at === -1) return [from, from];
    from = at + written.length;
    return [at, from];
  };
}
