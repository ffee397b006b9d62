/**
 * The one recogniser of texts: which known wordings a text holds, where, and what their placeholders held. Search,
 * the lab and the pages of messages use it; the wordings themselves stand in `content/messages`. Pure.
 */
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts } from '../diagnosis/facts.ts';
import { normalised } from './normalise.ts';
import type { Normalised } from './normalise.ts';
import type { Says } from '../knowledge/schemas.ts';
import { factsSaid } from './says.ts';

/** A wording of a known message. */
export interface KnownText {
  /** The text as it is printed; `<name>` stands for whatever varies. */
  text: string;
  /** Whether capital and small letters mean different things. */
  exact?: true | undefined;
  /** What this wording says besides, or otherwise than, its message. */
  says?: Says | undefined;
}

/** A known message, as the recogniser needs it. */
export interface KnownMessage {
  slug: string;
  title: string;
  says: Says;
  texts: readonly KnownText[];
}

/** A known wording that was found in a text. */
export interface FoundMessage {
  message: KnownMessage;
  /** Where it stands in the text as it was given: first index, and the index after the last. */
  span: readonly [from: number, to: number];
  /** Placeholder → what stood in its place. */
  held: Readonly<Record<string, string>>;
  /** How many characters of the wording were found. */
  score: number;
  /** Whether all of the wording was found; only then does it say anything. */
  whole: boolean;
  /** What it says. */
  facts: Facts;
}

/** A part of a wording that is shorter than this proves nothing by itself. */
const shortestPart = 12;
/** A piece of this length counts, however long the wording is. */
const longPiece = 24;
/** From this share of a part on a piece counts as the whole of it. */
const mostOfPart = 0.8;
/** Between two parts of a wording there may be so many characters. */
const longestGap = 400;
/** Between those of an exact one, in which only numbers vary, so many. */
const longestExactGap = 24;
/** A value at the end of a wording is cut here. */
const longestValue = 200;
/** A longer text does not name a message, it quotes one. */
const longestName = 40;
/** How often one wording is looked for in one text. */
const mostOfOne = 8;

interface Wording {
  message: KnownMessage;
  text: KnownText;
  /** The fixed parts, normalised. */
  parts: readonly string[];
  /** The names of the placeholders: before the first part, between the parts, after the last one; '' where there is none. */
  names: readonly string[];
  /** The words that stand in a text as they stand here. */
  words: readonly string[];
  /** The longest of its parts, in which its rarest word stands. */
  anchor: string;
}

const isWordCharacter = (character: string | undefined) =>
  character !== undefined && /[a-z0-9]/.test(character);
const wordsOf = (text: string): string[] => text.match(/[a-z0-9_]+/g) ?? [];

/** The fixed parts of a wording, the placeholders around them, and the words by which it can be found. */
function partsOf(wording: string): Pick<Wording, 'parts' | 'names' | 'words'> {
  const pieces = wording.split(/<([^<>]+)>/);
  const parts: string[] = [];
  const names: string[] = [''];
  const words: string[] = [];
  pieces.forEach((piece, index) => {
    if (index % 2 === 1) {
      names[names.length - 1] ||= piece;
      return;
    }
    const { text } = normalised(piece);
    if (!/[a-z0-9]/.test(text)) return;
    const own = wordsOf(text);
    // A word that touches a placeholder may be only the beginning or the end of one.
    if (index > 0 && /^\w/.test(piece)) own.shift();
    if (index < pieces.length - 1 && /\w$/.test(piece)) own.pop();
    words.push(...own);
    parts.push(text);
    names.push('');
  });
  return { parts, names, words };
}

/** Whether a part begins and ends where words do, so that "400" is not found in "1400". */
function standsAlone(text: string, at: number, part: string): boolean {
  const after = text[at + part.length];
  const endsInWord = after !== undefined && /\d/.test(after) && /\d/.test(part.at(-1) ?? '');
  return !(isWordCharacter(text[at - 1]) && isWordCharacter(part[0])) && !endsInWord;
}

function indexOfPart(text: string, part: string, from: number): number {
  for (let at = text.indexOf(part, from); at !== -1; at = text.indexOf(part, at + 1))
    if (standsAlone(text, at, part)) return at;
  return -1;
}

/** What stands where a wording ends with a placeholder: the rest of the line, or of the word where it is a number. */
function valueAt({ text, origin }: Normalised, original: string, at: number): string {
  const from = origin[at] ?? original.length;
  const rest = original.slice(from, from + longestValue).replace(/^\s+/, '');
  return at >= text.length ? '' : (/^[^\r\n]*/.exec(rest)?.[0] ?? '');
}

/** Whether a text has the fixed parts of a wording with capital and small letters as they are. */
const hasLetters = (text: string, wording: string) =>
  wording.split(/<[^<>]+>/).every((part) => text.includes(part.trim()));

/** The whole of a wording from an index on; or where else to look for it, or `undefined`. */
function wholeFrom(given: Normalised, original: string, wording: Wording, from: number) {
  const { text, origin } = given;
  const held: Record<string, string> = {};
  let start = -1;
  let end = from;
  for (const [index, part] of wording.parts.entries()) {
    const at = indexOfPart(text, part, end);
    if (at === -1) return undefined;
    if (index > 0 && wording.text.exact && at - end > longestExactGap)
      return { next: Math.max(start + 1, at - longestExactGap - (wording.parts[0]?.length ?? 0)) };
    if (index > 0 && at - end > longestGap) return undefined;
    const name = wording.names[index];
    if (index === 0) start = at;
    else if (name) held[name] = original.slice(origin[end], origin[at]).trim();
    end = at + part.length;
  }
  if (
    wording.text.exact &&
    !hasLetters(original.slice(origin[start], (origin[end - 1] ?? 0) + 1), wording.text.text)
  )
    return undefined;
  const last = wording.names[wording.parts.length];
  if (last) held[last] = valueAt(given, original, end);
  return { start, end, held };
}

/** The longest run that a text and a part have in common around a word of both. */
function commonRun(text: string, part: string, word: string): { start: number; end: number } {
  const inPart = part.indexOf(word);
  let best = { start: 0, end: 0 };
  for (
    let at = text.indexOf(word), tries = 0;
    at !== -1 && tries < mostOfOne;
    at = text.indexOf(word, at + 1), tries += 1
  ) {
    let left = 0;
    while (left < Math.min(at, inPart) && text[at - left - 1] === part[inPart - left - 1]) left += 1;
    let right = word.length;
    while (
      at + right < text.length &&
      inPart + right < part.length &&
      text[at + right] === part[inPart + right]
    )
      right += 1;
    let start = at - left;
    let end = at + right;
    // A run that ends within a word ends before it.
    while (start < at && isWordCharacter(text[start - 1]) && isWordCharacter(text[start])) start += 1;
    while (end > at + word.length && isWordCharacter(text[end - 1]) && isWordCharacter(text[end])) end -= 1;
    if (end - start > best.end - best.start) best = { start, end };
  }
  return best;
}

/**
 * Whether a text goes on at an index with the words of a status line (RFC 9112 section 4). They name the status again, for which a body
 * of the same words says more.
 */
const isReasonPhrase = (text: string, at: number): boolean =>
  /(?:^|[<\s])HTTP\/\d(?:\.\d)? (?:\d{3} )?$/i.test(text.slice(Math.max(0, at - 20), at));

/** Finds the known messages in a text. */
export type Recogniser = (text: string) => FoundMessage[];

/**
 * Builds the finder of whole wordings once for a list of messages. Each wording is found by its rarest word, so the time for a text
 * does not grow with the number of wordings that have nothing in common with it. Wordings are compared as plain text,
 * never as regular expressions.
 * @param otherwise what is found of a wording that is not there as a whole
 */
export function wholeFinder(
  messages: readonly KnownMessage[],
  otherwise: (
    given: Normalised,
    original: string,
    wording: Wording,
    word: string,
  ) => FoundMessage[] = () => [],
): Recogniser {
  const wordings = messages.flatMap((message) =>
    message.texts.map((text) => ({ message, text, ...partsOf(text.text) })),
  );
  const frequency = new Map<string, number>();
  for (const { words } of wordings)
    for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const byWord = new Map<string, Wording[]>();
  for (const wording of wordings) {
    const [rarest] = [...wording.words].sort(
      (a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || b.length - a.length,
    );
    if (rarest === undefined) continue;
    const anchor = wording.parts
      .filter((part) => part.includes(rarest))
      .sort((a, b) => b.length - a.length)[0];
    const list = byWord.get(rarest) ?? [];
    list.push({ ...wording, anchor: anchor ?? '' });
    byWord.set(rarest, list);
  }
  return (original) => {
    const given = normalised(original);
    if (given.text.length < 3) return [];
    const found: FoundMessage[] = [];
    for (const word of new Set(wordsOf(given.text)))
      for (const wording of byWord.get(word) ?? []) {
        const whole = findWhole(given, original, wording);
        found.push(...(whole.length > 0 ? whole : otherwise(given, original, wording, word)));
      }
    return withoutInner(found);
  };
}

/** Builds the recogniser once for a list of messages: it finds whole wordings, pieces of them, and messages by name. */
export function recogniser(messages: readonly KnownMessage[]): Recogniser {
  const find = wholeFinder(messages, pieceOf);
  return (original) => {
    const found = find(original).filter(({ span }) => !isReasonPhrase(original, span[0]));
    const { text } = normalised(original);
    return found.length > 0 || text.length < 3 ? found : named(messages, text, original);
  };
}

/** A text of a few letters names a message if its title has it: "1006" is “Close code 1006”. */
function named(messages: readonly KnownMessage[], text: string, original: string): FoundMessage[] {
  if (text.length > longestName) return [];
  return messages
    .filter(({ title }) => {
      const { text: known } = normalised(title);
      const at = indexOfPart(known, text, 0);
      return at !== -1 && !isWordCharacter(known[at + text.length]);
    })
    .map((message) => ({
      message,
      span: [0, original.length] as const,
      held: {},
      score: text.length,
      whole: false,
      facts: [],
    }));
}

/** The part of the original text between two indices of the normalised one. */
const spanOf = ({ origin }: Normalised, start: number, end: number): readonly [number, number] => [
  origin[start] ?? 0,
  (origin[end - 1] ?? 0) + 1,
];

function findWhole(given: Normalised, original: string, wording: Wording): FoundMessage[] {
  const { message } = wording;
  const found: FoundMessage[] = [];
  let from = 0;
  while (found.length < mostOfOne) {
    const match = wholeFrom(given, original, wording, from);
    if (!match) break;
    if ('next' in match) {
      from = match.next;
      continue;
    }
    const { start, end, held } = match;
    const score = wording.parts.reduce((sum, part) => sum + part.length, 0);
    const facts = factsSaid({ ...message.says, ...wording.text.says }, held);
    found.push({ message, span: spanOf(given, start, end), held, score, whole: true, facts });
    from = end;
  }
  return found;
}

/** Somebody may have typed or copied only a piece of a wording: most of its longest part, or a good deal of it. */
function pieceOf(
  given: Normalised,
  original: string,
  { message, text: known, parts, names, anchor }: Wording,
  word: string,
): FoundMessage[] {
  const { start, end } = commonRun(given.text, anchor, word);
  const score = end - start;
  if (score < shortestPart || (score < longPiece && score < anchor.length / 2)) return [];
  const span = spanOf(given, start, end);
  // The end of a wording with its value says as much as the whole, for what is missing is who printed it.
  const isEnd = anchor === parts.at(-1) && anchor.endsWith(given.text.slice(end - shortestPart, end));
  const isOther = known.exact && !known.text.includes(original.slice(...span).trim());
  if (!isEnd || isOther || score < anchor.length * mostOfPart)
    return [{ message, span, held: {}, score, whole: false, facts: [] }];
  const name = names[parts.length];
  const held = name ? { [name]: valueAt(given, original, end) } : {};
  const facts = factsSaid({ ...message.says, ...known.says }, held);
  return [{ message, span, held, score, whole: true, facts }];
}

/** Without what stands inside of a longer find; one find of each message at a place; whole ones before pieces, then by length. */
function withoutInner(found: readonly FoundMessage[]): FoundMessage[] {
  const ordered = [...found].sort((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score);
  const kept: FoundMessage[] = [];
  for (const each of ordered) {
    const isInner = kept.some(
      ({ message, span, whole }) =>
        (span[0] <= each.span[0] && each.span[1] <= span[1] && (whole || !each.whole)) ||
        (!each.whole && message === each.message),
    );
    if (!isInner) kept.push(each);
  }
  return kept;
}

/** What all that was found says together; where two disagree, the longer wording is believed. */
export function factsOfFound(found: readonly FoundMessage[]): Facts {
  return joinFacts(...[...found].reverse().map(({ facts }) => facts));
}
