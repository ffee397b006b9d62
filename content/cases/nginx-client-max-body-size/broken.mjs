import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();

// not101: show
const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
// not101: end

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
