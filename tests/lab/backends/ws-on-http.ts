/** `ws` on an HTTP server that also serves the page at `/`: a request without Upgrade is an ordinary one, and /ws is no page: 404. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startWsOnHttp: StartBackend = ({ port, page }) => {
  const server = createServer((request, answer) => {
    if (request.url === '/') answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    else answer.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found');
  });
  new WebSocketServer({ server, path: '/ws' }).on('connection', echoBack);
  return listen(server, port);
};
