import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

// not101: show
const chat = new WebSocketServer({ noServer: true });
const admin = new WebSocketServer({ noServer: true });
const servers = { '/ws': chat, '/admin': admin };

server.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://app.example');
  const wss = servers[pathname];
  if (!wss) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  wss.handleUpgrade(request, socket, head, (client) => wss.emit('connection', client, request));
});
// not101: end

for (const wss of [chat, admin]) {
  wss.on('connection', (socket) => {
    socket.on('error', console.error);
    socket.on('message', (data) => socket.send(data.toString()));
  });
}

server.listen(3000, '127.0.0.1');
