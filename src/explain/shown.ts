/** The part of a text that is shown, with what was understood marked in it. Pure; bounded in rows and in length. */
import type { Explained } from './explain.ts';
import { lineAt, lineStarts } from './line-starts.ts';
import { mostLines } from './readers/lines.ts';

/** A piece of a line; marked where a finding says something of it. */
export interface ShownPiece {
  text: string;
  /** Index of the finding. */
  finding?: number;
}

/** A line that is shown. */
export interface ShownLine {
  /** From 1. */
  number: number;
  pieces: readonly ShownPiece[];
  /** Set where lines before it are left out. */
  isAfterGap?: true;
}

/** A text of so many lines is shown whole. */
const mostWhole = 120;
/** So many lines are shown at most, and so many beside each marked one. */
const mostShown = 240;
const beside = 1;
/** A piece without a mark is cut in its middle from this length on. */
const longestPiece = 360;
const longestMark = 600;

interface Mark {
  from: number;
  to: number;
  finding: number;
}

function cut(text: string, most: number): string {
  const half = Math.floor(most / 2);
  return text.length <= most ? text : `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** The pieces of a line: where marks lie in one another, the shortest counts. */
function piecesOf(text: string, from: number, to: number, marks: readonly Mark[]): ShownPiece[] {
  const own = marks.filter((mark) => mark.from < to && mark.to > from);
  const edges = [...new Set([from, to, ...own.flatMap((mark) => [mark.from, mark.to])])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, index): ShownPiece => {
    const end = edges[index + 1] ?? to;
    const [shortest] = own
      .filter((mark) => mark.from <= start && mark.to >= end)
      .sort((a, b) => a.to - a.from - (b.to - b.from));
    const piece = text.slice(start, end);
    return shortest
      ? { text: cut(piece, longestMark), finding: shortest.finding }
      : { text: cut(piece, longestPiece) };
  });
}

/** The lines of one text that are shown. */
export function shownLines(
  text: string,
  source: number,
  { findings }: Pick<Explained, 'findings'>,
): ShownLine[] {
  const marks = findings.flatMap(({ places }, finding) =>
    places
      .filter((place) => place.source === source)
      .map(({ span: [from, to] }): Mark => ({ from, to, finding })),
  );
  const starts = lineStarts(text, mostLines);
  const endOf = (line: number) => Math.max(starts[line] ?? 0, (starts[line + 1] ?? text.length + 1) - 1);
  const isShort = starts.length <= mostWhole;
  const marked = new Set<number>();
  if (!isShort)
    for (const { from } of marks) {
      const line = lineAt(starts, from);
      for (let each = line - beside; each <= line + beside; each += 1)
        if (each >= 0 && each < starts.length) marked.add(each);
    }
  const lines = isShort ? [...starts.keys()] : [...marked].sort((a, b) => a - b).slice(0, mostShown);
  return lines.map((line, index) => ({
    number: line + 1,
    pieces: piecesOf(text, starts[line] ?? 0, endOf(line), marks),
    ...(line > (lines[index - 1] ?? -1) + 1 && { isAfterGap: true as const }),
  }));
}
