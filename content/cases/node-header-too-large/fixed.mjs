import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

// not101: show
const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});
// not101: end

const wss = new WebSocketServer({ server, path: '/notes/ws' });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
