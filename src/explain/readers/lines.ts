/** The lines of a text, and readers of formats in which each line stands for itself. Pure; linear in the text. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import type { Finding, Reader, Span, Unread } from '../finding.ts';
import { factOfNumber } from '../says.ts';

/** A line, without what a comment, a container's log or a blank puts before it. */
export interface Line {
  text: string;
  span: Span;
}

/** So many lines of a text are read. */
export const mostLines = 20_000;
/** So much of a line is read. */
const longestLine = 8000;
/** So many findings of one format are kept. */
export const mostFindings = 120;

/** What may stand before a line: the mark of a comment, the name of a container, colours of a terminal. */
const before = /^\s*(?:(?:#|\/\/)\s?)?(?:[\w.-]{1,60}\s{0,20}\|\s?)?(?:\p{Cc}\[[\d;]{0,12}m)?\s{0,80}/u;

let latest: { text: string; lines: readonly Line[] } = { text: '', lines: [] };

/** The lines of a text that are not blank. Several readers ask for those of the same text, so the last answer is kept. */
export function linesOf(text: string): readonly Line[] {
  if (latest.text === text) return latest.lines;
  const lines: Line[] = [];
  for (let from = 0, count = 0; from < text.length && count < mostLines; count += 1) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    const whole = text.slice(from, Math.min(to, from + longestLine));
    const start = before.exec(whole)?.[0].length ?? 0;
    const own = whole.slice(start).trimEnd();
    if (own !== '') lines.push({ text: own, span: [from + start, from + start + own.length] });
    from = to + 1;
  }
  latest = { text, lines };
  return lines;
}

/** When a socket ended and how long it had lived, in seconds. */
export interface Ended {
  age: number;
  /** On any clock; `undefined` where the line does not say it. */
  at?: number | undefined;
}

/** What one line says. */
export interface ReadLine extends Pick<Finding, 'what' | 'means' | 'facts'> {
  holds?: string | undefined;
  /** Set where the line is of a socket that was open. */
  ended?: Ended | undefined;
}

/** A format in which each line stands for itself. */
interface LineFormat {
  id: string;
  format: string;
  /** Found in a text that may have such lines; cheap and linear. */
  hint: RegExp;
  /** Set where each line of the format has the hint itself, so that the others need no closer look. */
  isHintOfLine?: true;
  isTabular?: true;
  isProse?: true;
  read: (line: string) => ReadLine | undefined;
}

/** A shorter life says nothing of a limit. */
const shortestLife = 5;
/** Sockets that end within so many seconds end together. */
const sameMoment = 1.5;
/** Limits that many programs have as their default, in seconds. */
const wellKnown = [30, 55, 60, 90, 100, 120, 240, 300, 350, 600, 900, 3600];

const isAlike = (one: number, other: number) => Math.abs(one - other) <= Math.max(1, 0.02 * one);

/** Seconds in words. */
export const inSeconds = (seconds: number) => `${Number(seconds.toFixed(1))} s`;

/** What the length of one socket's life says: only a well-known limit says anything by itself. */
export function factsOfLife(age: number): Facts {
  if (!wellKnown.some((limit) => age >= limit - 0.2 && age <= limit + 1)) return [];
  return factOfNumber('seconds', Math.round(age * 10) / 10, 'paste') ? lifeFact(age) : [];
}

function lifeFact(age: number): Facts {
  const seconds = factOfNumber('seconds', Math.round(age * 10) / 10, 'paste');
  return seconds ? [seconds] : [];
}

interface Life extends Ended {
  span: Span;
}

/** What the ends of several sockets say together: the same length each time, or the same moment. */
function ofSeveral(lives: readonly Life[], by: string): Finding[] {
  const long = lives.filter(({ age }) => age >= shortestLife);
  const alike = long.filter(({ age }) => long.filter((other) => isAlike(age, other.age)).length > 1);
  const [first, second] = alike;
  if (first && second && alike.length === long.length)
    return [
      {
        span: second.span,
        by,
        what: `${alike.length} sockets that lived equally long`,
        means: `Each ended after about ${inSeconds(first.age)}. Such a regular end is a limit that somebody set, not a broken network.`,
        facts: [
          fact('symptom', 'drops', 'paste'),
          fact('drop', 'same-seconds', 'paste', { value: Math.round(first.age * 10) / 10 }),
          ...lifeFact(first.age),
        ],
      },
    ];
  const timed = lives.filter((each) => each.at !== undefined);
  const together = timed.filter(
    ({ at, age }) =>
      timed.filter((other) => Math.abs((other.at ?? 0) - (at ?? 0)) <= sameMoment && !isAlike(age, other.age))
        .length > 0,
  );
  const [, other] = together;
  if (!other || together.length < 2) return [];
  return [
    {
      span: other.span,
      by,
      what: `${together.length} sockets that ended in the same moment`,
      means:
        'They had lived for different times, so no idle limit ended them. Something that they share did: a reload, a restart or the network.',
      facts: [fact('symptom', 'drops', 'paste'), fact('together', 'together', 'paste')],
    },
  ];
}

/** More ends are not compared with one another: the work grows with their square. */
const mostLives = 120;

/** Makes the reader of a format in which each line stands for itself. */
export function lineReader({ id, format, hint, isHintOfLine, read, ...kind }: LineFormat): Reader {
  return {
    id,
    ...kind,
    recognise: (text) => (hint.test(text) ? 0.9 : 0),
    read: (text) => {
      const findings: Finding[] = [];
      const unread: Unread[] = [];
      const lives: Life[] = [];
      for (const { text: line, span } of linesOf(text)) {
        if (findings.length === mostFindings) {
          unread.push({
            span,
            why: `This text has more than ${mostFindings} lines of this log. The first ${mostFindings} were read: paste the lines of the moment when it failed.`,
          });
          break;
        }
        const said = isHintOfLine && !hint.test(line) ? undefined : read(line);
        if (!said) continue;
        const { ended, holds, ...rest } = said;
        findings.push({ span, by: id, ...rest, ...(holds !== undefined && { holds }) });
        if (ended && lives.length < mostLives) lives.push({ ...ended, span });
      }
      return { format, findings: [...findings, ...ofSeveral(lives, id)], unread };
    },
  };
}
