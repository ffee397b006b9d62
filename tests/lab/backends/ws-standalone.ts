/** A `ws` server with a port of its own. It answers a request without Upgrade itself, with 426. */
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { track } from '../running.ts';
import { echoBack, type StartBackend } from './backend.ts';

export const startWsStandalone: StartBackend = async ({ port }) => {
  const sockets = new WebSocketServer({ port, host: '127.0.0.1' });
  sockets.on('connection', echoBack);
  await once(sockets, 'listening');
  const stop = track(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => {
      sockets.close(resolve);
    });
  });
  return { stop };
};
