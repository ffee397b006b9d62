/** What the first bytes on a connection are, where a parser of HTTP met something else. Pure. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';

/** What bytes are. */
export interface BytesMean {
  what: string;
  means: string;
  facts: Facts;
}

const alerts: Readonly<Record<number, string>> = {
  0: 'close notify',
  10: 'unexpected message',
  40: 'handshake failure',
  42: 'bad certificate',
  45: 'certificate expired',
  46: 'certificate unknown',
  48: 'unknown ca',
  70: 'protocol version',
  80: 'internal error',
  112: 'unrecognized name',
  120: 'no application protocol',
};

const opcodes: Readonly<Record<number, string>> = {
  0: 'a continuation',
  1: 'text',
  2: 'binary data',
  8: 'a Close',
  9: 'a ping',
  10: 'a pong',
};

const ascii = (bytes: readonly number[]) =>
  String.fromCharCode(...bytes.slice(0, 60).map((byte) => (byte >= 32 && byte < 127 ? byte : 46)));

/** Says what the first bytes are; nothing if they are none that is known here. */
export function bytesMean(bytes: readonly number[]): BytesMean | undefined {
  const [first = -1, second = -1] = bytes;
  const text = ascii(bytes);
  const notTls = fact('connect-error', 'not-tls', 'paste');
  if (first === 0x16 && second === 3)
    return {
      what: 'the start of a TLS handshake',
      means:
        'TLS came to a port that expects plain HTTP. The client, or the proxy in front, uses https or wss for a port without TLS.',
      facts: [notTls, fact('words', 'tls', 'paste')],
    };
  if (first === 0x15 && second === 3) {
    const alert = alerts[bytes[6] ?? -1];
    return {
      what: `a TLS alert${alert ? `, “${alert}”` : ''}`,
      means:
        'The other side speaks TLS, and got plain HTTP. One side of this connection has TLS and the other has not.',
      facts: [notTls, fact('words', 'tls', 'paste')],
    };
  }
  if (text.startsWith('PRI * HTTP/2'))
    return {
      what: 'the preface of HTTP/2',
      means:
        'The other side speaks HTTP/2 without asking. A handshake by Upgrade needs HTTP/1.1 on this connection.',
      facts: [fact('connect-error', 'http2', 'paste'), fact('words', 'http2', 'paste')],
    };
  // A frame of HTTP/2: three bytes of length, then type 4, SETTINGS, of stream 0.
  if (first === 0 && second === 0 && bytes[3] === 4)
    return {
      what: 'a SETTINGS frame of HTTP/2',
      means:
        'The server answered in HTTP/2, though HTTP/1.1 was asked. A handshake by Upgrade needs HTTP/1.1.',
      facts: [fact('connect-error', 'http2', 'paste'), fact('words', 'http2', 'paste')],
    };
  if (text.startsWith('PROXY ') || (first === 0x0d && second === 0x0a && text.slice(8, 12) === 'QUIT'))
    return {
      what: 'a header of the PROXY protocol',
      means: 'A load balancer in front sends the PROXY protocol, and the server does not expect it.',
      facts: [],
    };
  const opcode = opcodes[first & 0x0f];
  const isFrame = (first & 0x70) === 0 && first >= 0x80 && opcode !== undefined;
  if (isFrame)
    return {
      what: `a WebSocket frame: ${opcode}`,
      means:
        'A frame came where the head of the answer was expected. So something on the way took the 101 away, or the server never sent one.',
      facts: [fact('words', 'answer', 'paste')],
    };
  return /^[\x20-\x7e]{4}/.test(text) && !text.startsWith('....')
    ? {
        what: `the text “${text.slice(0, 40)}”`,
        means: 'This is not the beginning of an HTTP message.',
        facts: [],
      }
    : undefined;
}

/** The bytes of a text in which some are escaped, as Go and Python print them: `\x89\x131735`. */
export function unescapedBytes(text: string): number[] {
  const bytes: number[] = [];
  for (const [, hex, other, plain = ''] of text.slice(0, 400).matchAll(/\\x([0-9a-f]{2})|\\(.)|(.)/gis)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (other !== undefined)
      bytes.push({ r: 13, n: 10, t: 9, a: 7, b: 8, f: 12, v: 11 }[other] ?? other.charCodeAt(0));
    else bytes.push(plain.charCodeAt(0) & 0xff);
  }
  return bytes;
}
