/** The lines of a text, counted from 1, and the changes to them. Pure. */
import type { Change, Span } from '../finding.ts';
import { lineAt, lineStarts } from '../line-starts.ts';

/** A text as lines. */
export interface Lines {
  /** How many lines there are. */
  count: number;
  /** The text of a line, without its end; an empty string where there is no such line. */
  at(line: number): string;
  /** In which line an index of the text is. */
  of(index: number): number;
  /** The text from the beginning of one line to the end of another, without the blanks before it. */
  span(first: number, last?: number): Span;
}

/** Cuts a text into lines. */
export function linesOf(text: string): Lines {
  const starts = lineStarts(text);
  const start = (line: number) => starts[Math.min(Math.max(line, 1), starts.length) - 1] ?? 0;
  const end = (line: number) => {
    const next = starts[line];
    const last = next === undefined ? text.length : next - 1;
    return text[last - 1] === '\r' ? last - 1 : last;
  };
  const at = (line: number) => (line < 1 || line > starts.length ? '' : text.slice(start(line), end(line)));
  return {
    count: starts.length,
    at,
    of: (index) => lineAt(starts, index) + 1,
    span(first, last = first) {
      const indent = /^[ \t]*/.exec(at(first))?.[0].length ?? 0;
      const from = start(first) + indent;
      return [from, Math.max(from, end(Math.min(Math.max(first, last), starts.length)))];
    },
  };
}

const indentOf = (line: string) => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Replaces one line; what is added gets its indentation. */
export function replaced(lines: Lines, line: number, ...added: readonly string[]): Change {
  const old = lines.at(line);
  return { line, removed: [old], added: added.map((each) => indentOf(old) + each) };
}

/** A line in which a pattern, or a text, gives way to other words. */
export const reworded = (lines: Lines, line: number, found: RegExp | string, words: string): Change =>
  replaced(lines, line, lines.at(line).trim().replace(found, words));

/** Takes one line out. */
export function removed(lines: Lines, line: number): Change {
  return { line, removed: [lines.at(line)], added: [] };
}

/** Adds lines after one line, with its indentation. */
export function addedAfter(lines: Lines, line: number, ...added: readonly string[]): Change {
  const indent = indentOf(lines.at(line));
  return { line: line + 1, removed: [], added: added.map((each) => indent + each) };
}

/** Adds lines before one line, with its indentation. */
export function addedBefore(lines: Lines, line: number, ...added: readonly string[]): Change {
  const indent = indentOf(lines.at(line));
  return { line, removed: [], added: added.map((each) => (each === '' ? '' : indent + each)) };
}
