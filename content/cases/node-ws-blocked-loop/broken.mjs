import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

// Stands for 7 seconds of work, such as a report: nothing else happens in its thread meanwhile.
function compute(text) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7000);
  return text;
}

const server = createServer();
const wss = new WebSocketServer({ server, path: '/ws' });

// not101: show
wss.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => {
    socket.send(compute(data.toString()));
  });
});
// not101: end

setInterval(() => {
  for (const socket of wss.clients) socket.ping();
}, 1000);

server.listen(3000, '127.0.0.1');
