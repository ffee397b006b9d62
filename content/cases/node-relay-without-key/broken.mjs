import { createServer, request as ask } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ noServer: true });

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

// not101: show
function handshakeFor(visitor) {
  return {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
  };
}
// not101: end

function relay(visitor, socket, head) {
  const handshake = ask({ host: '127.0.0.1', port: 3000, path: '/app', headers: handshakeFor(visitor) });
  const answer = ({ statusCode, statusMessage, rawHeaders }) => {
    socket.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n`);
    for (let i = 0; i < rawHeaders.length; i += 2) socket.write(`${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`);
    socket.write('\r\n');
  };
  handshake.on('response', (refusal) => {
    answer(refusal);
    refusal.pipe(socket);
  });
  handshake.on('upgrade', (accepted, tunnel, first) => {
    answer(accepted);
    socket.write(first);
    tunnel.write(head);
    tunnel.pipe(socket).pipe(tunnel);
    tunnel.on('error', () => socket.destroy());
    socket.on('error', () => tunnel.destroy());
  });
  handshake.on('error', () => socket.destroy());
  handshake.end();
}

server.on('upgrade', (request, socket, head) => {
  if (request.url === '/app')
    wss.handleUpgrade(request, socket, head, (client) => wss.emit('connection', client));
  else relay(request, socket, head);
});

server.listen(3000, '127.0.0.1');
