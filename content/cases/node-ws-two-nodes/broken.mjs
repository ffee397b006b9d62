import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server });

// not101: show
wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => {
    for (const other of wss.clients) if (other !== socket) other.send(data.toString());
  });
});
// not101: end

server.listen(3000, '127.0.0.1');
