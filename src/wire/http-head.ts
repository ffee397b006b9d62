/** The head of an HTTP/1.x request or answer, as bytes on the wire. */

export interface HttpHead {
  /** The first line, as in `GET /ws HTTP/1.1` or `HTTP/1.1 426 Upgrade Required`. */
  line: string;
  /** Name and value of each header, in the order and spelling of the wire. */
  headers: readonly (readonly [name: string, value: string])[];
}

/** A longer head is not read; servers and proxies accept less. */
export const longestHead = 64 * 1024;

/**
 * Splits a head off the front of `bytes`.
 * @returns the head and the bytes after it; `null` while the head is incomplete or if this is no HTTP/1.x
 */
export function readHead(bytes: Buffer): { head: HttpHead; rest: Buffer } | null {
  const end = bytes.subarray(0, longestHead).indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line = '', ...fields] = bytes.toString('latin1', 0, end).split('\r\n');
  if (!/HTTP\/1\.\d/.test(line)) return null;
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, Math.max(colon, 0)), field.slice(colon + 1).trim()];
  });
  return { head: { line, headers }, rest: bytes.subarray(end + 4) };
}

/** The value of a header whatever its case; several are joined by a comma; `undefined` if it is absent. */
export function header(head: HttpHead, name: string): string | undefined {
  const values = head.headers
    .filter(([other]) => other.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
}

/** The status of an answer; `null` if the line is not a status line. */
export function statusOf(answer: HttpHead): number | null {
  const status = /^HTTP\/1\.\d (\d{3})\b/.exec(answer.line)?.[1];
  return status === undefined ? null : Number(status);
}

/** The bytes of a head, with the empty line that ends it. */
export function writeHead({ line, headers }: HttpHead): string {
  return [line, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** A header's value, or its length where nobody would read it through. */
export function shortened(value: string): string {
  return value.length > 200 ? `<${value.length} bytes>` : value;
}
