import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { WebSocketServer } from 'ws';

// not101: show
const server = createSecureServer({
  allowHTTP1: true,
  settings: { enableConnectProtocol: true },
  cert: readFileSync('/etc/ssl/certs/app.example.pem'),
  key: readFileSync('/etc/ssl/private/app.example.key'),
});
// not101: end

server.on('request', (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' });
  response.end('<!doctype html><link rel="icon" href="data:," /><title>Chat</title>');
});

const wss = new WebSocketServer({ server });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(8443, '127.0.0.1');
