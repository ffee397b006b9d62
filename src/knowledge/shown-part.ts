/**
 * The part of a case's file that a page shows. It stands between two marker lines, which are comments in the file's own language:
 * `# not101: show` and `# not101: end` (`//` in JavaScript, `<!-- … -->` in HTML).
 */

interface Span {
  /** Index of the first line after the opening marker. */
  start: number;
  /** Index of the closing marker. */
  end: number;
  /** Indentation of the opening marker. */
  indent: string;
}

const marker = /^([ \t]*)(?:#|\/\/|<!--)[ \t]*not101: (show|end)[ \t]*(?:-->)?[ \t]*$/;

function findSpan(lines: readonly string[]): Span {
  const found = lines.flatMap((line, index) => {
    const match = marker.exec(line);
    return match ? [{ index, indent: match[1] ?? '', word: match[2] }] : [];
  });
  const [show, end] = found;
  if (found.length !== 2 || show?.word !== 'show' || end?.word !== 'end') {
    const seen =
      found.map(({ index, word }) => `"not101: ${word}" in line ${index + 1}`).join(', ') || 'none';
    throw new Error(
      `Found these markers: ${seen}. Expected one comment line "not101: show" and after it one "not101: end"; put them around the part that a reader needs.`,
    );
  }
  if (lines.slice(show.index + 1, end.index).every((line) => line.trim() === '')) {
    throw new Error(
      `Found nothing between the markers in lines ${show.index + 1} and ${end.index + 1}. Expected the part that a reader needs; move the markers around it.`,
    );
  }
  return { start: show.index + 1, end: end.index, indent: show.indent };
}

function withoutIndent(lines: readonly string[]): string[] {
  const widths = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const width = Math.min(...widths);
  return lines.map((line) => line.slice(width).trimEnd());
}

/**
 * The lines between the markers, without the indentation that they share and without a line break at the end.
 * @param text a whole case file, with line feeds
 * @throws {Error} if the text has not exactly one `show` and after it one `end`, or nothing between them
 */
export function shownPart(text: string): string {
  const lines = text.split('\n');
  const { start, end } = findSpan(lines);
  return withoutIndent(lines.slice(start, end))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** The whole file without the two marker lines, which mean nothing to a reader. */
export function withoutMarkers(text: string): string {
  return text
    .split('\n')
    .filter((line) => !marker.test(line))
    .join('\n')
    .trimEnd();
}

/**
 * The whole file with another part between its markers: what a reader has after pasting `newPart` into it. The markers stay, and the part
 * is indented as they are.
 * @throws {Error} as {@link shownPart} does
 */
export function replaceShownPart(fileText: string, newPart: string): string {
  const lines = fileText.split('\n');
  const { start, end, indent } = findSpan(lines);
  const pasted = newPart.split('\n').map((line) => (line.trim() === '' ? '' : indent + line));
  return [...lines.slice(0, start), ...pasted, ...lines.slice(end)].join('\n');
}
