/** As ws-on-http, but it accepts handshakes only from pages of the host that the request names, as many frameworks do by default. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { WebSocketServer } from 'ws';
import { echoBack, listen, type StartBackend } from './backend.ts';

/** @param hostOf the host that a request names */
const originCheck =
  (hostOf: (headers: IncomingHttpHeaders) => string | string[] | undefined): StartBackend =>
  ({ port, page }) => {
    const server = createServer((_, answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    });
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      const { origin } = request.headers;
      if (origin !== undefined && URL.parse(origin)?.host !== hostOf(request.headers)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, echoBack);
    });
    return listen(server, port);
  };

export const startOriginCheck = originCheck(({ host }) => host);

/** Takes the host from `X-Forwarded-Host` where a proxy sends it, as a whole, as many applications behind a proxy do. */
export const startForwardedHostCheck = originCheck((headers) => headers['x-forwarded-host'] ?? headers.host);
