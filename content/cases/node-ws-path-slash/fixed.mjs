import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

// not101: show
const wss = new WebSocketServer({ server, path: '/ws/' });
// not101: end

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
