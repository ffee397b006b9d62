import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  if (request.url !== '/events') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  const ticking = setInterval(() => response.write(`data: ${Date.now()}\n\n`), 1000);
  response.write('data: hello\n\n');
  response.on('close', () => clearInterval(ticking));
});

// not101: show
const wss = new WebSocketServer({ server, path: '/events' });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
// not101: end
