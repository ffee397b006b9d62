import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});

// not101: show
// Shorter than the time that the platform leaves between SIGTERM and SIGKILL.
const spread = 10_000;

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  const pause = spread / wss.clients.size;
  [...wss.clients].forEach((socket, index) => {
    setTimeout(() => socket.close(1001, 'restart'), index * pause);
  });
});
// not101: end

server.listen(3000, '127.0.0.1');
