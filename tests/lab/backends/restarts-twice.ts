/**
 * As ws-on-http, but each session loses its first two sockets as in two restarts: at the first message one is cut without a Close frame,
 * the next is closed with 1012. Sessions are told apart by `session` in the query.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startRestartsTwice: StartBackend = ({ port, page }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  const socketsOf = new Map<string, number>();
  new WebSocketServer({ server, path: '/ws' }).on('connection', (socket, request) => {
    const session = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('session') ?? '';
    const count = (socketsOf.get(session) ?? 0) + 1;
    socketsOf.set(session, count);
    if (count === 1)
      socket.once('message', () => {
        socket.terminate();
      });
    else if (count === 2)
      socket.once('message', () => {
        socket.close(1012, 'restart');
      });
    else echoBack(socket);
  });
  return listen(server, port);
};
