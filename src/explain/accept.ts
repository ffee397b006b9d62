/** Sec-WebSocket-Accept without the Web Crypto API, which works only in secure contexts and never at once. Pure. */
import { handshakeGuid } from '../wire/accept.ts';

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));

/** SHA-1 (RFC 3174) of a short text of ASCII, as 20 bytes. */
function sha1(text: string): number[] {
  const bytes = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index) & 0xff);
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(shift >= 32 ? 0 : (bits >>> shift) & 0xff);
  let [a, b, c, d, e] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let block = 0; block < bytes.length; block += 64) {
    const words: number[] = [];
    const word = (index: number) => words[index] ?? 0;
    const byte = (index: number) => bytes[block + index] ?? 0;
    for (let index = 0; index < 80; index += 1)
      words.push(
        index < 16
          ? (byte(4 * index) << 24) |
              (byte(4 * index + 1) << 16) |
              (byte(4 * index + 2) << 8) |
              byte(4 * index + 3)
          : rotated(word(index - 3) ^ word(index - 8) ^ word(index - 14) ^ word(index - 16), 1),
      );
    const before = [a, b, c, d, e] as const;
    for (let index = 0; index < 80; index += 1) {
      const [mixed, constant] =
        index < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : index < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : index < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotated(a, 5) + mixed + e + constant + word(index)) | 0;
      [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
    }
    [a, b, c, d, e] = [a + before[0], b + before[1], c + before[2], d + before[3], e + before[4]].map(
      (each) => each | 0,
    ) as [number, number, number, number, number];
  }
  return [a, b, c, d, e].flatMap((each) => [24, 16, 8, 0].map((shift) => (each >>> shift) & 0xff));
}

/** The Sec-WebSocket-Accept that answers a key (RFC 6455 §4.2.2). */
export function acceptAtOnce(key: string): string {
  return btoa(String.fromCharCode(...sha1(key + handshakeGuid)));
}
