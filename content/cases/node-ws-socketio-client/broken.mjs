import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const page = '<!doctype html><link rel="icon" href="data:,"><title>Chat</title>';
const server = createServer((request, response) => {
  const isPage = request.url === '/';
  response.writeHead(isPage ? 200 : 404, { 'Content-Type': isPage ? 'text/html' : 'text/plain' });
  response.end(isPage ? page : 'Not Found');
});

// not101: show
const wss = new WebSocketServer({ server, path: '/socket.io/' });

wss.on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data.toString()));
});
// not101: end

server.listen(3000, '127.0.0.1');
