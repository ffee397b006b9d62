/**
 * As ws-on-https, but it also speaks HTTP/2, which ALPN chooses. Its WebSockets need HTTP/1.1: it does not announce extended CONNECT (RFC 8441),
 * and `ws` could not take one.
 */
import { readFile } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { throwAwayCertificate } from '../certificate.ts';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startWsOnHttp2: StartBackend = async ({ port, page }) => {
  const { certificate, key } = await throwAwayCertificate();
  const [cert, privateKey] = await Promise.all([readFile(certificate), readFile(key)]);
  const server = createSecureServer({ cert, key: privateKey, allowHTTP1: true }, (request, answer) => {
    answer.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html' });
    answer.end(request.url === '/' ? page : 'Not Found');
  });
  // It is no http.Server, but has the events and methods that these two use.
  new WebSocketServer({ server: server as unknown as Server, path: '/ws' }).on('connection', echoBack);
  return listen(server, port);
};
