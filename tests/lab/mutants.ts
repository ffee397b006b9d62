/** Mutants: case files with one change, by which a case must fail. A case that does not would prove nothing. Pure. */
import { diffLines } from 'diff';
import type { LabCase, Side } from './case.ts';

export interface Mutant {
  /** The side whose file is changed. */
  side: Side;
  /** The change in words, as it stands in a report. */
  change: string;
  /** The line that was taken out, or the first line of what was put back, without indentation; `null` where the whole file was exchanged. */
  line: string | null;
  labCase: LabCase;
}

/** Lines that do something by themselves: no comment, no marker, no lone bracket, and every bracket closed that was opened. */
function isWhole(line: string): boolean {
  const text = line.trim();
  if (text === '' || /^(#|\/\/|<!--|\*|\/\*)/.test(text) || !/[a-z]/i.test(text)) return false;
  const count = (brackets: RegExp): number => text.match(brackets)?.length ?? 0;
  return count(/[{([]/g) === count(/[})\]]/g);
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/**
 * The mutants of a case: the broken side with the fixed file; the fixed side with each part that the fix changed put back; and the fixed side without
 * each whole line that the fix added.
 */
export function mutantsOf(labCase: LabCase): Mutant[] {
  const { broken, fixed } = labCase.texts;
  const withText = (side: Side, text: string): LabCase => ({
    ...labCase,
    texts: { ...labCase.texts, [side]: text },
  });
  const mutants: Mutant[] = [
    {
      ...{ side: 'broken', change: 'with the fixed file in its place', line: null },
      labCase: withText('broken', fixed),
    },
  ];
  // A line that only moved to another depth is no part of the fix.
  const parts = diffLines(broken, fixed, { ignoreWhitespace: true });
  // Text of the fixed file before the part that is looked at.
  let before = '';
  parts.forEach((part, index) => {
    if (part.removed) {
      const lines = linesOf(part.value).map((line) => line.trim());
      const next = parts[index + 1];
      const replacement = next?.added ? next.value : '';
      const after = fixed.slice(before.length + replacement.length);
      mutants.push({
        side: 'fixed',
        change: `with \`${lines.join(' ').slice(0, 80)}\` as in the broken file`,
        line: lines.find((line) => line !== '') ?? null,
        labCase: withText('fixed', before + part.value + after),
      });
      return;
    }
    if (part.added) {
      const lines = linesOf(part.value);
      const isReplacement = parts[index - 1]?.removed === true && lines.length === 1;
      if (!isReplacement)
        lines.forEach((line, position) => {
          if (!isWhole(line)) return;
          const rest = lines.filter((_, other) => other !== position).map((text) => `${text}\n`);
          mutants.push({
            side: 'fixed',
            change: `without \`${line.trim()}\``,
            line: line.trim(),
            labCase: withText(
              'fixed',
              before + rest.join('') + fixed.slice(before.length + part.value.length),
            ),
          });
        });
    }
    before += part.value;
  });
  return mutants;
}
