/** What a server may send back of what the reader gave it, and how that is kept out of a report. */

/** Texts that the user entered and that a server may have sent back; whatever is reported shares no part with them. */
export type Secrets = readonly string[];

/** So many characters in a row that also stand in a secret are no accident. */
const shortestPart = 6;
/** A secret of up to so many characters may stand in any word by chance. */
const longestChance = 3;

/** The secrets of a test: the queries as they are written and decoded, the subprotocols and the message. */
export function secretsOf(
  urls: readonly string[],
  { subprotocols, message }: { subprotocols: readonly string[]; message: string },
): Secrets {
  const ofUrl = (url: string) => {
    const { search, searchParams } = new URL(url);
    // A bare token is a name without a value.
    return [search, ...[...searchParams].map(([name, value]) => value || name)];
  };
  return [...urls.flatMap(ofUrl), ...subprotocols, message].filter(Boolean);
}

/** A text with a "…" for each part that it shares with a secret: six characters in a row or more, or a short secret as a whole. */
export function withoutSecrets(text: string, secrets: Secrets): string {
  const known = secrets.map((secret) => secret.toLowerCase());
  const lower = text.toLowerCase();
  const hidden = new Set<number>();
  const hide = (from: number, length: number) => {
    for (let index = from; index < from + length; index += 1) hidden.add(index);
  };
  for (let from = 0; from < lower.length; from += 1) {
    const part = lower.slice(from, from + shortestPart);
    if (part.length === shortestPart && known.some((secret) => secret.includes(part)))
      hide(from, shortestPart);
    for (const secret of known)
      if (secret.length < shortestPart && lower.startsWith(secret, from))
        if (secret.length > longestChance || isWord(lower, from, secret.length)) hide(from, secret.length);
  }
  return [...text.split('').keys()]
    .map((index) => (!hidden.has(index) ? text[index] : hidden.has(index - 1) ? '' : '…'))
    .join('');
}

/** Whether a part of a text stands by itself: "1" does not in "10". */
function isWord(text: string, from: number, length: number): boolean {
  const isOfWord = (index: number) => /[\p{L}\p{N}]/u.test(text[index] ?? '');
  return !isOfWord(from - 1) && !isOfWord(from + length);
}
