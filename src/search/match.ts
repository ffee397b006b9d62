/** Finds the known messages in a text that somebody pasted: a console line, a log, an exception. Pure. */

/** A known message, as the search page gets it. */
export interface KnownMessage {
  slug: string;
  title: string;
  answer: string;
  /** Wordings; `<name>` stands for anything. */
  texts: readonly string[];
}

export interface MessageMatch {
  message: KnownMessage;
  /** How many letters of a known wording were found, in its order. */
  score: number;
  /** Whether a whole wording was found. */
  whole: boolean;
}

/** Longer texts are cut here: a message is found in its first lines. */
export const longestQuery = 2000;
/** A part of a wording that is shorter than this proves nothing by itself. */
const shortestPart = 12;

/** Lower case, one kind of quotes and dashes, single blanks. */
export function normalise(text: string): string {
  return text
    .slice(0, longestQuery)
    .toLowerCase()
    .replace(/[‘’‚“”„"`´]/g, "'")
    .replace(/[–—−]/g, '-')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The fixed parts of a wording, between its placeholders. */
export function fixedParts(wording: string): string[] {
  return wording
    .split(/<[^<>]+>/)
    .map(normalise)
    .filter((part) => /[a-z0-9]/.test(part));
}

/**
 * Known messages that a text contains, best first. Wordings are compared as plain text, never as regular
 * expressions, so the time is linear in the text.
 */
export function matchMessages(pasted: string, known: readonly KnownMessage[]): MessageMatch[] {
  const text = normalise(pasted);
  if (text.length < 3) return [];
  return known
    .map((message) => {
      const best = message.texts
        .map((wording) => scoreOf(text, wording))
        .sort((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score)[0];
      return { message, score: best?.score ?? 0, whole: best?.whole ?? false };
    })
    .filter(({ score, whole }) => whole || score >= shortestPart)
    .sort((a, b) => b.score - a.score || Number(b.whole) - Number(a.whole));
}

function scoreOf(text: string, wording: string): { score: number; whole: boolean } {
  const parts = fixedParts(wording);
  let from = 0;
  let score = 0;
  let found = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at === -1 || !startsWord(text, at, part)) continue;
    found += 1;
    from = at + part.length;
    score += part.length;
  }
  const whole = found === parts.length && parts.length > 0;
  if (whole) return { score, whole };
  // Somebody may have typed only a piece of the message.
  const piece = text.length >= shortestPart && parts.some((part) => part.includes(text));
  return { score: Math.max(score, piece ? text.length : 0), whole: false };
}

/** "400" is not found in "1400". */
function startsWord(text: string, at: number, part: string): boolean {
  const word = /[a-z0-9]/;
  const before = text[at - 1];
  const after = text[at + part.length];
  return (
    !(before !== undefined && word.test(before) && word.test(part[0] ?? '')) &&
    !(after !== undefined && /\d/.test(after) && /\d/.test(part.at(-1) ?? ''))
  );
}
