import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

const wss = new WebSocketServer({ server, path: '/ws' });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  // not101: show
  socket.on('message', (data, isBinary) => {
    socket.send(data, { binary: isBinary });
  });
  // not101: end
});

server.listen(3000, '127.0.0.1');
