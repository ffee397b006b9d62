/** As ws-on-http, but a session has one socket: a newer one ends the older with 4409. Sessions are told apart by `session` in the query. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startOneSocketPerSession: StartBackend = ({ port, page }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  const socketOf = new Map<string, WebSocket>();
  new WebSocketServer({ server, path: '/ws' }).on('connection', (socket, request) => {
    const session = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('session') ?? '';
    socketOf.get(session)?.close(4409, 'opened again elsewhere');
    socketOf.set(session, socket);
    echoBack(socket);
  });
  return listen(server, port);
};
