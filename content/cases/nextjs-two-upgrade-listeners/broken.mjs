import { createServer } from 'node:http';
import next from 'next';
import { WebSocketServer } from 'ws';

const app = next({ dev: true, hostname: '127.0.0.1', port: 3000 });
const handle = app.getRequestHandler();
await app.prepare();

// not101: show
const server = createServer((request, response) => handle(request, response));
const wss = new WebSocketServer({ server });
// not101: end

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
