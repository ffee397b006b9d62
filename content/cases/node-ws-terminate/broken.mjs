import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server, path: '/ws' });

// not101: show
wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => {
    socket.send(data.toString());
  });
  setTimeout(() => socket.terminate(), 4000);
});
// not101: end

server.listen(3000, '127.0.0.1');
