/**
 * Splits a line of code into what it is made of, so that a page can colour it by classes. Only what helps to read a short
 * block: comments, texts, numbers, words of the language, and the first word of a line of a config. Pure.
 */

/** What a part of a line is: comment, text between quotes, number, word of the language; a plain part has none. */
export type TokenKind = 'c' | 's' | 'n' | 'k';

/** A part of a line. */
export interface Token {
  text: string;
  kind?: TokenKind;
}

interface Language {
  /** Matches a comment that goes to the end of the line, at the place where one may begin. */
  comment: string;
  /** Words of the language; in a config the first word of a line, its directive. */
  word: string;
}

const words = (list: string) => `\\b(?:${list.split(' ').join('|')})\\b`;
const slashes = '//.*|/\\*.*?\\*/';
const hash = '(?<![^\\s])#.*';
/** The directive of a line, after its indent. */
const directive = '^\\s*[A-Za-z_@][\\w.-]*';

const languages: Readonly<Record<string, Language>> = {
  apache: { comment: '^\\s*#.*', word: '^\\s*</?[A-Za-z]\\w*|^\\s*[A-Z]\\w*' },
  caddyfile: { comment: hash, word: directive },
  haproxy: { comment: hash, word: directive },
  nginx: { comment: hash, word: directive },
  text: { comment: hash, word: '^\\s*[\\w.-]+(?=\\s*[:=])' },
  html: {
    comment: '<!--.*?-->|(?<![:"\'])//.*',
    word: `</?[a-z][\\w-]*|${words('const let new function return if else await async for of')}`,
  },
  js: {
    comment: slashes,
    word: words(
      'import from export const let var new function return if else await async for of while class extends try catch throw true false null undefined typeof',
    ),
  },
  go: {
    comment: slashes,
    word: words(
      'package import func return if else for range var const type struct go defer switch case nil true false select chan map',
    ),
  },
  java: {
    comment: slashes,
    word: words('import package class public private static final void new return if else try catch int'),
  },
  python: {
    comment: hash,
    word: words(
      'import from def return if else elif await async for in while with as class try except raise True False None lambda not and or',
    ),
  },
  ruby: { comment: hash, word: words('require def end do if else elsif class module return true false nil') },
};

const text = '"(?:[^"\\\\]|\\\\.)*"|\'(?:[^\'\\\\]|\\\\.)*\'|`[^`]*`';
const number = '(?<![\\w.:$/-])\\d[\\d_]*(?:\\.\\d+)?(?:ms|[smhdkMG])?(?![\\w.:/-])';

const patterns = new Map<string, RegExp>();

function patternOf(language: string): RegExp | undefined {
  const found = languages[language];
  if (!found) return undefined;
  const { comment, word } = found;
  const pattern =
    patterns.get(language) ?? new RegExp(`(?<c>${comment})|(?<s>${text})|(?<k>${word})|(?<n>${number})`, 'g');
  patterns.set(language, pattern);
  return pattern;
}

/** The parts of a line. A language that is not known gives the line as it is. */
export function tokensOf(line: string, language: string): Token[] {
  const pattern = patternOf(language);
  if (!pattern) return [{ text: line }];
  const tokens: Token[] = [];
  let end = 0;
  for (const match of line.matchAll(pattern)) {
    const [kind, matched] =
      (Object.entries(match.groups ?? {}) as [TokenKind, string | undefined][]).find(
        ([, each]) => each !== undefined,
      ) ?? [];
    if (kind === undefined || matched === undefined || matched === '') continue;
    // The indent of a line is no part of its first word.
    const shown = matched.trimStart();
    const start = match.index + matched.length - shown.length;
    if (start > end) tokens.push({ text: line.slice(end, start) });
    tokens.push({ text: shown, kind });
    end = match.index + matched.length;
  }
  if (end < line.length) tokens.push({ text: line.slice(end) });
  return tokens;
}
