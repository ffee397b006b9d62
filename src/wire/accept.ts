/** The number that every server appends to the key before it hashes (RFC 6455 §1.3). */
export const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A Sec-WebSocket-Key as it was read from what somebody typed, or the sentence that says why it is none. */
export type ReadKey = { key: string } | { problem: string };

const expected = 'Expected are 16 bytes in base64: 24 characters, the last two of them ==.';

/**
 * Reads a Sec-WebSocket-Key (RFC 6455 §4.1): 16 bytes in base64.
 * @param text the value, or the whole header line
 */
export function readKey(text: string): ReadKey {
  const key = text.trim().replace(/^sec-websocket-key:\s*/i, '');
  if (key === '') return { problem: `The field is empty. ${expected}` };
  const foreign = /[^A-Za-z0-9+/=]|=(?=[^=])/u.exec(key);
  if (foreign)
    return {
      problem: `Character ${foreign.index + 1} is "${foreign[0]}", which base64 does not have there. ${expected}`,
    };
  if (/^[^=]{27}=$/.test(key))
    return {
      problem: `These are 20 bytes, as in a Sec-WebSocket-Accept. Enter the key of the request. ${expected}`,
    };
  if (key.length !== 24) return { problem: `Found ${key.length} characters. ${expected}` };
  if (!/^[^=]{22}==$/.test(key))
    return { problem: `Found 24 characters that end in ${key.slice(-3)}. ${expected}` };
  return { key };
}

/** The Sec-WebSocket-Accept that answers a key: base64 of the SHA-1 of key and GUID (RFC 6455 §4.2.2). In a browser it needs a secure context. */
export async function acceptFor(key: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(key + handshakeGuid));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
