/** As ws-on-https, but it has a certificate only for who asks for app.example by name (SNI), as hosts of many sites do; others get an alert. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { WebSocketServer } from 'ws';
import { throwAwayCertificate } from '../certificate.ts';
import { echoBack, listen, type StartBackend } from './backend.ts';

export const startWsOnHttpsByName: StartBackend = async ({ port, page }) => {
  const { certificate, key } = await throwAwayCertificate();
  const [cert, privateKey] = await Promise.all([readFile(certificate), readFile(key)]);
  const context = createSecureContext({ cert, key: privateKey });
  const server = createServer(
    {
      SNICallback: (name, done) => {
        done(null, name === 'app.example' ? context : undefined);
      },
    },
    (_, answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    },
  );
  new WebSocketServer({ server, path: '/ws' }).on('connection', echoBack);
  return listen(server, port);
};
