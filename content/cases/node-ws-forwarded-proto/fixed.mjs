import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const page = '<!doctype html><link rel="icon" href="data:,"><title>Chat</title>';
const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
});

// not101: show
const proxies = ['127.0.0.1'];

function schemeOf(request) {
  const { encrypted, remoteAddress } = request.socket;
  if (proxies.includes(remoteAddress)) return request.headers['x-forwarded-proto'];
  return encrypted ? 'https' : 'http';
}

const wss = new WebSocketServer({
  server,
  path: '/ws',
  verifyClient: ({ origin, req }) => origin === `${schemeOf(req)}://${req.headers.host}`,
});
// not101: end

wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data.toString()));
});

server.listen(3000, '127.0.0.1');
