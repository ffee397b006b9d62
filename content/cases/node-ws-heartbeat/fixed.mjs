import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server });

// not101: show
wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.isAlive = true;
  socket.on('pong', () => (socket.isAlive = true));
});

setInterval(() => {
  for (const socket of wss.clients) {
    if (!socket.isAlive) {
      socket.terminate();
      continue;
    }
    socket.isAlive = false;
    socket.ping();
  }
}, 25_000);
// not101: end

server.listen(3000, '127.0.0.1');
