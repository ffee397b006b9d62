/** `ws` on an HTTP server that serves the page at `/`. It closes with 4401 whoever has not sent a first message within two seconds. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen, type StartBackend } from './backend.ts';

export const startWsLogin: StartBackend = ({ port, page }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  new WebSocketServer({ server, path: '/ws' }).on('connection', (socket) => {
    const tooLate = setTimeout(() => {
      socket.close(4401, 'no login');
    }, 2000);
    socket.once('message', () => {
      clearTimeout(tooLate);
    });
  });
  return listen(server, port);
};
