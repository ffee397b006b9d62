/** The other client of a chat: it answers every message that reaches it. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { track } from '../running.ts';
import { within } from '../wait.ts';

/** A client with an open socket. */
export interface Peer {
  /** Messages that have reached it. */
  received: () => number;
  leave: () => Promise<void>;
}

/**
 * Opens a socket that sends every text message back as its own.
 * @param url address of the server
 * @throws {Error} if it does not open within 10 s
 */
export async function joinAsPeer(url: URL): Promise<Peer> {
  const socket = new WebSocket(url, { headers: { 'User-Agent': 'not101-lab-peer' } });
  let received = 0;
  socket.on('message', (data: Buffer) => {
    received += 1;
    socket.send(data.toString());
  });
  const leave = track(async () => {
    if (socket.readyState === WebSocket.CLOSED) return;
    socket.terminate();
    await once(socket, 'close');
  });
  await within(10, `the other client opens a socket to ${url.href}`, once(socket, 'open')).catch(
    async (error: unknown) => {
      socket.on('error', () => undefined);
      await leave();
      throw error;
    },
  );
  return { received: () => received, leave };
}
