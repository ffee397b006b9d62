import type { LadderStep } from '../knowledge/schemas.ts';
import { stepParts } from './step-words.ts';

type Party = LadderStep['from'];

export interface LadderDrawing {
  width: number;
  height: number;
  lineHeight: number;
  /** `x` of the line of life; `textX` of the name, which stays inside the drawing. */
  parties: { name: string; x: number; textX: number }[];
  rungs: {
    /** The label, broken into lines that stay between the two parties. */
    lines: string[];
    /** The middle of the label. */
    textX: number;
    /** Height of the arrow. */
    y: number;
    x1: number;
    x2: number;
    /** Whether the fault shows here; the first such rung carries the cross. */
    failed: boolean;
    /** Path of the arrow's head, or of the cross where the exchange breaks. */
    head: string;
  }[];
  /** The same in words, for those who do not see the drawing. */
  sentences: string[];
}

const width = 380;
const margin = 30;
const lineHeight = 14;
const gap = 16;
/** Width of a character of 11 px monospace, with a little to spare. */
export const characterWidth = 6.7;
/** How far a label keeps away from the lines of life beside it. */
const clear = 4;

/**
 * Lays out a ladder diagram: client, proxy and server side by side, time downwards. Units are those of the SVG.
 */
export function drawLadder(steps: readonly LadderStep[], names: Record<Party, string>): LadderDrawing {
  const present = (['client', 'proxy', 'server'] as const).filter((party) =>
    steps.some(({ from, to }) => from === party || to === party),
  );
  const x = new Map(
    present.map((party, index) => [
      party,
      margin + (present.length === 1 ? 0 : (index * (width - 2 * margin)) / (present.length - 1)),
    ]),
  );
  const rungs: LadderDrawing['rungs'] = [];
  let y = 26;
  for (const step of steps) {
    const x1 = x.get(step.from) ?? 0;
    const x2 = x.get(step.to) ?? 0;
    const [first = '', ...more] = stepParts(step);
    const after = afterOf(step);
    const lines = breakLabel(
      [after === undefined ? first : `after ${after} s: ${first}`, ...more],
      Math.floor((Math.abs(x2 - x1) - clear) / characterWidth),
    );
    y += gap + lines.length * lineHeight;
    const failed = step.outcome === 'failed';
    rungs.push({
      lines,
      textX: (x1 + x2) / 2,
      y,
      x1,
      x2,
      failed,
      head: head(x1, x2, y, failed && !rungs.some((rung) => rung.failed)),
    });
  }
  return {
    width,
    height: y + 18,
    lineHeight,
    parties: present.map((party) => ({
      name: names[party],
      x: x.get(party) ?? 0,
      textX: insideFrame(names[party], x.get(party) ?? 0),
    })),
    rungs,
    sentences: steps.map((step) => {
      const after = afterOf(step);
      const when = after === undefined ? '' : `After ${after} seconds: `;
      const failed = step.outcome === 'failed' ? ' (this fails)' : '';
      return `${when}${names[step.from]} to ${names[step.to]}: ${stepParts(step).join(', ')}${failed}.`;
    }),
  };
}

/** Seconds that went by before a step, where it has them. */
const afterOf = (step: LadderStep): number | undefined => ('after' in step ? step.after : undefined);

/** After these marks a word that is longer than a line may go on in the next one. */
const breakable = /(?<=[-/?&=,:"])/;

/** The lines of a label: each part begins one, none is longer than the hop. */
function breakLabel(parts: readonly string[], length: number): string[] {
  return parts.flatMap((part) => {
    const lines: string[] = [];
    for (const word of part.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= length)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(...breakWord(word, length));
    }
    return lines;
  });
}

/** A word in pieces that fit a line, cut after a mark where there is one. */
function breakWord(word: string, length: number): string[] {
  if (word.length <= length) return [word];
  const pieces: string[] = [];
  for (const piece of word
    .split(breakable)
    .flatMap((each) => each.match(new RegExp(`.{1,${length}}`, 'g')) ?? [])) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + piece.length <= length) pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces;
}

/** Where the middle of a name stands so that all of it is inside the drawing. */
function insideFrame(name: string, middle: number): number {
  const half = (name.length * characterWidth) / 2;
  return Math.min(Math.max(middle, half), width - half);
}

function head(x1: number, x2: number, y: number, breaks: boolean): string {
  const back = x2 >= x1 ? -1 : 1;
  if (breaks) {
    const middle = (x1 + x2) / 2;
    return `M${middle - 5} ${y - 5}l10 10m0 -10l-10 10`;
  }
  return `M${x2 + back * 7} ${y - 4}L${x2} ${y}L${x2 + back * 7} ${y + 4}`;
}
