/** Text → terms: the words of a text without what says nothing, and each two that follow one another. Pure. */
import { stemmer } from 'stemmer';
import { longestText } from './longest-text.ts';

/** A term of a text, and where it stands there. */
export interface Term {
  /** A stem, or two of them with a blank between. */
  term: string;
  /** First index in the text, and the index after the last. */
  span: readonly [from: number, to: number];
}

const longestWord = 30;
/** A longer number is an id, a time or a size of this one report. */
const longestNumber = 5;

const fillers = new Set(
  'a about after all also always an and any are as at be because been before behind but by can cannot could did do does doing every for from get gets getting give had has have help how i if in into is it its just like me my of on only or our out over please really so some that the their then there they this to too under up us use used using very was we were what when where which while why will with would you your am im'.split(
    ' ',
  ),
);

/** An address says its scheme; a number of the network says that it is one. */
const patterns = /(wss?|https?):\/\/[^\s'"<>]+|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[a-z0-9_]+/gi;

/** The words of a match: a name of several, such as `proxy_read_timeout` or `InvalidStatusCode`, and each of its words. */
function wordsAt(match: RegExpExecArray | RegExpMatchArray): string[] {
  const [text, scheme] = match;
  if (scheme !== undefined) return [`${scheme}url`];
  if (text.includes('.')) return ['ipaddr'];
  const parts = text.split(/_|(?<=[a-z])(?=[A-Z])/);
  return parts.length > 1 ? [text, ...parts] : [text];
}

const says = (word: string) =>
  word.length > 1 &&
  word.length <= longestWord &&
  !fillers.has(word) &&
  !(/^\d+$/.test(word) && word.length > longestNumber);

/** The single words of a text, in their order, stemmed. */
export function wordsOf(original: string): Term[] {
  const text = original.slice(0, longestText);
  return [...text.matchAll(patterns)].flatMap((match) => {
    const span = [match.index, match.index + match[0].length] as const;
    return wordsAt(match)
      .map((word) => word.toLowerCase())
      .filter(says)
      .map((word) => ({ term: /\d/.test(word) ? word : stemmer(word), span }));
  });
}

/** Words, and each two that follow one another. */
export function withPairs(words: readonly Term[]): Term[] {
  const pairs = words.slice(1).map(({ term, span }, index): Term => {
    const before = words[index] ?? { term: '', span };
    return { term: `${before.term} ${term}`, span: [before.span[0], span[1]] };
  });
  return [...words, ...pairs];
}
