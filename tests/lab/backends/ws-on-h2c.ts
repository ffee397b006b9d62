/** As ws-on-http, but the same port also takes HTTP/2 without TLS (h2c) from who begins with it, as servers of gRPC beside a site do. */
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTcpServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

/** The first bytes of a client of HTTP/2 (RFC 9113 section 3.4). */
const preface = 'PRI * HTTP/2.0\r\n';

export const startWsOnH2c: StartBackend = ({ port, page }) => {
  const http1 = createServer((request, answer) => {
    if (request.url === '/') answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    else answer.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found');
  });
  const http2 = createHttp2Server((request, answer) => {
    answer.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html' });
    answer.end(request.url === '/' ? page : 'Not Found');
  });
  new WebSocketServer({ server: http1, path: '/ws' }).on('connection', echoBack);
  const server = createTcpServer((socket) => {
    socket.once('data', (bytes: Buffer) => {
      socket.unshift(bytes);
      (bytes.toString('latin1').startsWith(preface) ? http2 : http1).emit('connection', socket);
    });
    socket.on('error', () => undefined);
  });
  return listen(server, port);
};
