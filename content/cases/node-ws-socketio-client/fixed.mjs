import { createServer } from 'node:http';
import { Server } from 'socket.io';

const page = '<!doctype html><link rel="icon" href="data:,"><title>Chat</title>';
const server = createServer((request, response) => {
  const isPage = request.url === '/';
  response.writeHead(isPage ? 200 : 404, { 'Content-Type': isPage ? 'text/html' : 'text/plain' });
  response.end(isPage ? page : 'Not Found');
});

// not101: show
const io = new Server(server);

io.on('connection', (socket) => {
  socket.on('echo', (text, reply) => reply(text));
});
// not101: end

server.listen(3000, '127.0.0.1');
