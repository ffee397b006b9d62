import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('Not Found');
});

const wss = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket, head) => {
  wss.handleUpgrade(request, socket, head, (client) => {
    client.on('error', console.error);
    // not101: show
    client.on('message', (data) => socket.write(data));
    // not101: end
  });
});

server.listen(3000, '127.0.0.1');
