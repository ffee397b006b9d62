import type { LadderStep } from '../knowledge/schemas.ts';

type Party = LadderStep['from'];

export interface LadderDrawing {
  width: number;
  height: number;
  lineHeight: number;
  /** `x` of the line of life; `textX` of the name, which stays inside the drawing. */
  parties: { name: string; x: number; textX: number }[];
  rungs: {
    /** The label, broken into lines. */
    lines: string[];
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
const margin = 44;
const lineHeight = 14;
const gap = 16;
/** Characters of 11 px monospace that fit into the width. */
const lineLength = 54;

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
    const lines = breakLines(step.after === undefined ? step.text : `after ${step.after} s: ${step.text}`);
    y += gap + lines.length * lineHeight;
    const x1 = x.get(step.from) ?? 0;
    const x2 = x.get(step.to) ?? 0;
    const failed = step.outcome === 'failed';
    rungs.push({
      lines,
      textX: textPosition(lines, (x1 + x2) / 2),
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
      textX: textPosition([names[party]], x.get(party) ?? 0),
    })),
    rungs,
    sentences: steps.map(
      ({ from, to, text, outcome, after }) =>
        `${after === undefined ? '' : `After ${after} seconds: `}${names[from]} to ${names[to]}: ${text}${outcome === 'failed' ? ' (this fails)' : ''}.`,
    ),
  };
}

function breakLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineLength)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function textPosition(lines: readonly string[], middle: number): number {
  const half = (Math.max(...lines.map(({ length }) => length)) * 6.7) / 2;
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
