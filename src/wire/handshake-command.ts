/** The handshake as a command of `curl`. It stands here alone: the pages name it `{handshake}`. */

/** The headers of a correct handshake, with the sample key of RFC 6455 §1.3: those of every command, and of the lab's `curl`. */
export const handshakeHeaders: readonly string[] = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** The same as options of `curl`. */
export const handshakeOptions = handshakeHeaders.map((header) => `-H '${header}'`).join(' ');

/** A correct handshake as a command; the address follows it. */
export const handshakeCommand = `curl -i --http1.1 --max-time 5 ${handshakeOptions}`;

/** A command of a page, with the options of the handshake where it says `{handshake}`. */
export const withHandshake = (command: string): string => command.replaceAll('{handshake}', handshakeOptions);
