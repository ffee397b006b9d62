import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

// not101: show
const wss = new WebSocketServer({ server, path: '/chat/' });

wss.on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data.toString()));
});
// not101: end

server.listen(3000, '127.0.0.1');
