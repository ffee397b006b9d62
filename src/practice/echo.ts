/** Sending messages back, as several endpoints do. */
import type { WebSocket } from 'ws';

/** Bytes of unsent echoes at which the server stops reading. */
export const maxPendingBytes = 1024 * 1024;
/** What a waiting message costs besides its payload, in bytes. */
const messageOverheadBytes = 256;

/**
 * Hands each message to the listener as a function that echoes it. Stops reading while many bytes wait for
 * their echo.
 */
export function onMessage(connection: WebSocket, listener: (sendBack: () => void) => void): void {
  let pendingBytes = 0;
  connection.on('message', (data: Buffer, isBinary: boolean) => {
    const cost = data.length + messageOverheadBytes;
    pendingBytes += cost;
    if (pendingBytes > maxPendingBytes) connection.pause();
    listener(() => {
      connection.send(data, { binary: isBinary }, () => {
        pendingBytes -= cost;
        if (pendingBytes <= maxPendingBytes) connection.resume();
      });
    });
  });
}

/** Sends every message back. */
export function echo(connection: WebSocket): void {
  onMessage(connection, (sendBack) => sendBack());
}
