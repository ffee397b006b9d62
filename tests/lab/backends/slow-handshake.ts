/** As ws-on-http, but each handshake is answered two seconds late, as by a server that has to wake up first. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startSlowHandshake: StartBackend = ({ port, page }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  const sockets = new WebSocketServer({ noServer: true }).on('connection', echoBack);
  server.on('upgrade', (request, connection, head) => {
    setTimeout(() => {
      sockets.handleUpgrade(request, connection, head, (socket) =>
        sockets.emit('connection', socket, request),
      );
    }, 2000);
  });
  return listen(server, port);
};
