import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ noServer: true });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

// not101: show
function isHandshake({ headers }) {
  const words = headers.connection.toLowerCase().split(',');
  return words.some((word) => word.trim() === 'upgrade');
}
// not101: end

server.on('upgrade', (request, socket, head) => {
  if (isHandshake(request))
    wss.handleUpgrade(request, socket, head, (client) => wss.emit('connection', client));
  else socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
});

server.listen(3000, '127.0.0.1');
