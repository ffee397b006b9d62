/** Lines of code as a page shows them: kept, gone or new. */
import { diffLines } from 'diff';

/** A line, after a sign that says what becomes of it: ` ` kept, `-` gone, `+` new. */
export type CodeLine = string;

/** All lines of a text, none of them changed. */
export const keptLines = (text: string): CodeLine[] => text.split('\n').map((line) => ` ${line}`);

/** The lines of two texts, those that are gone before those that are new. */
export function changedLines(before: string, after: string): CodeLine[] {
  return diffLines(`${before}\n`, `${after}\n`).flatMap(({ value, added, removed }) => {
    const sign = added ? '+' : removed ? '-' : ' ';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => sign + line);
  });
}
