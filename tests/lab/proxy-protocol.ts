/** The header of the PROXY protocol, in which a proxy tells the client's address. https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt */

const signatureV2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const fixedLengthV2 = 16;

/**
 * Takes the header off the first bytes of a connection.
 * @returns its version and the bytes after it; `null` if there is none, or not all of it yet
 */
export function readProxyHeader(bytes: Buffer): { version: 'v1' | 'v2'; rest: Buffer<ArrayBuffer> } | null {
  const after = (length: number): Buffer<ArrayBuffer> => Buffer.from(bytes.subarray(length));
  if (bytes.toString('latin1', 0, 6) === 'PROXY ') {
    const end = bytes.indexOf('\r\n');
    return end === -1 ? null : { version: 'v1', rest: after(end + 2) };
  }
  if (bytes.length < fixedLengthV2 || !bytes.subarray(0, signatureV2.length).equals(signatureV2)) return null;
  const length = fixedLengthV2 + bytes.readUInt16BE(14);
  return bytes.length < length ? null : { version: 'v2', rest: after(length) };
}
