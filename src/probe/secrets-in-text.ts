/**
 * Secrets that a pasted text holds, known by their form alone. Apart from the secrets of a test, which are known by
 * their value, so that the page of the test stays small. Pure.
 */

/** A shorter value that comes again may be any word. */
const shortestPart = 6;

/** A kind of secret that a text may hold, and how it is found: the groups are what is hidden, or all of it where there is none. */
interface SecretKind {
  /** As a warning names it. */
  name: string;
  pattern: RegExp;
}

/** Names in a query whose values tell nothing about a person. */
const harmless = 'EIO|transport|version|protocol|v|vsn|t';

/** Each pattern is linear in the text. */
const secretKinds: readonly SecretKind[] = [
  {
    name: 'a private key',
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----([A-Za-z0-9+/=\s\\]{1,8000})/g,
  },
  {
    name: 'cookies',
    pattern:
      /\b(?:set-)?cookie["']?[ \t]{0,4}(?:[:=]|["'],[ \t]?"value":)[ \t]{0,4}(?:\[?["'])?([^"'\r\n]{1,8000})/gi,
  },
  {
    name: 'credentials in a header',
    pattern:
      /\b(?:(?:proxy-)?authorization|x-api-key|x-auth-token|x-access-token|x-csrf-token|x-amz-security-token|api-key)["']?[ \t]{0,4}(?:[:= ]|["'],[ \t]?"value":)[ \t]{0,4}(?:\[?["'])?([^"'\r\n;]{1,8000})/gi,
  },
  { name: 'credentials in a header', pattern: /\b(?:bearer|basic)[ \t]{1,4}([A-Za-z0-9._~+/=-]{6,4000})/gi },
  { name: 'a token', pattern: /\beyJ[\w-]{6,4000}(?:\.[\w-]{0,4000}){0,2}/g },
  {
    name: 'a key of a service',
    pattern:
      /\b(?:AKIA[0-9A-Z]{12,20}|AIza[\w-]{20,60}|gh[pousr]_\w{20,100}|xox[abpr]-[\w-]{10,100}|[sprk]{2}_(?:live|test)_\w{10,100})/g,
  },
  { name: 'a user name and password in an address', pattern: /:\/\/([^\s/@:"']{1,200}:[^\s/@"']{1,200})@/g },
  {
    name: 'a value in the query of an address',
    pattern: new RegExp(`[?&](?!(?:${harmless})=)[\\w.[\\]-]{1,80}=([^\\s&"'<>#;,)]{1,4000})`, 'g'),
  },
  {
    name: 'a token in a path',
    pattern: /\/((?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Za-z])[\w-]{24,200})(?![\w-])/g,
  },
  {
    name: 'a password',
    pattern:
      /\b(?:password|passwd|pwd|secret|api_?key|access_?token|client_?secret)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([^\s"',;&]{1,400})/gi,
  },
  { name: 'a public address', pattern: /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.]*\d)/g },
  {
    name: 'a public address',
    pattern:
      /(?<![\w:.])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:){1,6}(?::[\da-f]{1,4}){1,6})(?![\w:])/gi,
  },
];

/** Whether a network address is one that the whole internet knows. */
function isPublicAddress(text: string): boolean {
  if (text.includes(':')) return !/^(?:::1$|f[cd]|fe[89ab])/i.test(text);
  const [a = 0, b = 0] = text.split('.').map(Number);
  if (text.split('.').some((part) => Number(part) > 255)) return false;
  return !(
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168)
  );
}

/** A secret that stands in a text. */
export interface SecretInText {
  name: string;
  span: readonly [from: number, to: number];
}

/** The secrets that a text holds, by their form: cookies, tokens, keys, passwords and public addresses. Linear in the text. */
export function secretsIn(text: string): SecretInText[] {
  return secretKinds.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const value = match[1] ?? match[0];
      if (name === 'a public address' && !isPublicAddress(value)) return [];
      const from = match.index + match[0].lastIndexOf(value);
      return [{ name, span: [from, from + value.length] as const }];
    }),
  );
}

/** A secret, and the values in it: a header may hold several, each with its name, and one alone may come again elsewhere. */
function partsOf(secret: string): string[] {
  const values = secret.split(/[;,&\s]/).map((part) => part.slice(part.indexOf('=') + 1));
  return [secret.trim(), ...values, ...secret.split(':')].filter(({ length }) => length >= shortestPart);
}

/** A text without the secrets that it holds: a "…" stands for each, wherever it comes again. */
export function masked(text: string): string {
  const found = secretsIn(text);
  let rest = '';
  let at = 0;
  for (const { span } of [...found].sort((a, b) => a.span[0] - b.span[0])) {
    if (span[1] <= at) continue;
    rest += text.slice(at, Math.max(at, span[0])) + (rest.endsWith('…') && span[0] <= at ? '' : '…');
    at = span[1];
  }
  const values = found.flatMap(({ span }) => partsOf(text.slice(...span)));
  return [...new Set(values)]
    .sort((a, b) => b.length - a.length)
    .reduce((known, value) => known.replaceAll(value, '…'), rest + text.slice(at));
}
