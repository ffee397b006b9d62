/**
 * Pagefind finds only pages that contain every word of a query, so a pasted line with the reader's own host in it
 * finds nothing. These are the queries to try in turn, from the strictest to the loosest. Pure.
 */

const fillers = new Set(
  'a about after all also always an and any are as at be because been before behind but by can cannot could did do does doing every failed for from get gets getting give had has have help how i if in into is it its just like me my no not of on only or our out over please really so some that the their then there they this to too under up us use used using very was we what when where which while why will with would you your'.split(
    ' ',
  ),
);
const mostWords = 8;

/** The words of a text that can be found on a page: without addresses, times, ids and fillers. */
export function searchWords(text: string): string[] {
  const words = text
    .toLowerCase()
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/g, ' ')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, ' ')
    .replace(/\b[\w-]+\.(js|ts|jsx|tsx|mjs|py|go|java|rb|php)(:\d+)*\b/g, ' ')
    .split(/[^a-z0-9_.#-]+/)
    .map((word) => word.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, ''))
    .filter((word) => word.length > 1 && word.length <= 40 && !fillers.has(word))
    .filter((word) => !/^\d+$/.test(word) || word.length <= 5);
  return [...new Set(words)];
}

/** Queries to try in turn until one finds something. Empty if the text has no usable word. */
export function queries(text: string): string[] {
  const words = searchWords(text).slice(0, 2 * mostWords);
  if (words.length === 0) return text.trim() === '' ? [] : [text.trim().slice(0, 80)];
  const byWeight = [...words].sort((a, b) => weight(b) - weight(a));
  const tries = [words.slice(0, mostWords)];
  for (let count = Math.min(words.length - 1, mostWords - 1); count >= 1; count -= 1)
    tries.push(byWeight.slice(0, count));
  return [...new Set(tries.map((each) => each.join(' ')))];
}

/** Numbers such as a status or a close code say most; then directives, other numbers and long words. */
function weight(word: string): number {
  return /^[1-5]\d{2}$|^1\d{3}$/.test(word) ? 100 : /[_.]|^\d+$/.test(word) ? 50 : word.length;
}

/** So many first letters of a word have to be right. */
const firstLetters = 3;

/**
 * Whether a page was found for a word of a query. Pagefind shortens a word that it does not know until some other word begins
 * so, and then finds pages for nonsense.
 * @param excerpt the page's excerpt, in which what was found stands in `<mark>`
 */
export function isFoundFor(query: string, excerpt: string): boolean {
  const marks = [...excerpt.matchAll(/<mark>([^<]{1,80})/g)].map(([, mark = '']) => mark.toLowerCase());
  const beginnings = searchWords(query).map((word) => word.slice(0, firstLetters));
  if (marks.length === 0 || beginnings.length === 0) return true;
  return marks.some((mark) => beginnings.some((each) => mark.includes(each)));
}
