import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const tickets = new Set(['one-time-ticket']);
const server = createServer();
const wss = new WebSocketServer({ noServer: true });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

// not101: show
server.on('upgrade', (request, socket, head) => {
  const token = request.headers.authorization?.replace('Bearer ', '');
  if (!tickets.has(token)) {
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  wss.handleUpgrade(request, socket, head, (client) => wss.emit('connection', client, request));
});
// not101: end

server.listen(3000, '127.0.0.1');
