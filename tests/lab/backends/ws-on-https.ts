/** `ws` on an HTTPS server whose certificate for app.example is signed by itself. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { WebSocketServer } from 'ws';
import { throwAwayCertificate } from '../certificate.ts';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startWsOnHttps: StartBackend = async ({ port, page }) => {
  const { certificate, key } = await throwAwayCertificate();
  const [cert, privateKey] = await Promise.all([readFile(certificate), readFile(key)]);
  const server = createServer({ cert, key: privateKey }, (_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  new WebSocketServer({ server, path: '/ws' }).on('connection', echoBack);
  return listen(server, port);
};
