/** A `ws` server that takes every message and never sends one. */
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { track } from '../running.ts';
import type { StartBackend } from './backend.ts';

export const startWsSilent: StartBackend = async ({ port }) => {
  const sockets = new WebSocketServer({ port, host: '127.0.0.1' });
  await once(sockets, 'listening');
  const stop = track(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => {
      sockets.close(resolve);
    });
  });
  return { stop };
};
