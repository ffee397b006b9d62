/** `ws` behind a check that takes the names of headers letter for letter, as servers for small devices do: `Sec-WebSocket-Key` in any other writing gets 400. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startWsExactNames: StartBackend = ({ port }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found');
  });
  const wss = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!request.rawHeaders.includes('Sec-WebSocket-Key')) {
      // A refused client may reset the connection while it is answered.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    wss.handleUpgrade(request, socket, head, echoBack);
  });
  return listen(server, port);
};
