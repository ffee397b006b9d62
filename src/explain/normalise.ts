import { longestText } from '../diagnosis/longest-text.ts';

/** A text in the form in which wordings are compared, with the way back to the text as it was. */
export interface Normalised {
  /** Lower case, one kind of quotes and dashes, single blanks. */
  text: string;
  /** Index in `text` → index in the original; one more entry than characters, for the end. */
  origin: readonly number[];
}

const same: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('‘’‚“”„"`´', (quote) => [quote, "'"])),
  ...Object.fromEntries(Array.from('–—−', (dash) => [dash, '-'])),
  '…': '...',
};

/** Characters that nobody sees: of no width, or for the direction of a text. */
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/**
 * Normalises a text for comparison. Linear in its length; longer texts are cut.
 * @param longest how many characters are read
 */
export function normalised(text: string, longest = longestText): Normalised {
  const characters: string[] = [];
  const origin: number[] = [];
  const end = Math.min(text.length, longest);
  for (let at = 0; at < end; at += 1) {
    const character = text.charAt(at);
    if (unseen.test(character)) continue;
    // A terminal's colours: escape, bracket, numbers, a letter.
    if (character === '\u001b') {
      while (at < end && !/[a-z]/i.test(text.charAt(at))) at += 1;
      continue;
    }
    if (/[\s\0]/.test(character)) {
      if (characters.length > 0 && characters.at(-1) !== ' ') {
        characters.push(' ');
        origin.push(at);
      }
      continue;
    }
    // One character at a time: lower case may be longer, and each part of it has the same origin.
    for (const part of same[character] ?? character.toLowerCase()) {
      characters.push(part);
      origin.push(at);
    }
  }
  if (characters.at(-1) === ' ') {
    characters.pop();
    origin.pop();
  }
  origin.push(end);
  return { text: characters.join(''), origin };
}
