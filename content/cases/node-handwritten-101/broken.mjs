import { createServer } from 'node:http';

const server = createServer();

// not101: show
server.on('upgrade', (request, socket) => {
  socket.write(
    'HTTP/1.1 101 Web Socket Protocol Handshake\r\n' +
      'Upgrade: WebSocket\r\n' +
      'Connection: Upgrade\r\n' +
      '\r\n',
  );
  socket.pipe(socket);
});
// not101: end

server.listen(3000, '127.0.0.1');
