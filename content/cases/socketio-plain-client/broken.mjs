import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

// not101: show
const io = new Server(server, { path: '/chat/' });

io.on('connection', (socket) => {
  socket.on('message', (text) => socket.send(text));
});
// not101: end

server.listen(3000, '127.0.0.1');
