import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server });

// not101: show
import { createClient } from 'redis';

const publisher = createClient({ url: 'redis://127.0.0.1:6379' });
const subscriber = publisher.duplicate();
for (const client of [publisher, subscriber]) {
  client.on('error', console.error);
  await client.connect();
}

await subscriber.subscribe('chat', (message) => {
  const { from, text } = JSON.parse(message);
  for (const socket of wss.clients) if (socket.id !== from) socket.send(text);
});

wss.on('connection', (socket) => {
  socket.id = crypto.randomUUID();
  socket.on('error', console.error);
  socket.on('message', (data) => {
    void publisher.publish('chat', JSON.stringify({ from: socket.id, text: data.toString() }));
  });
});
// not101: end

server.listen(3000, '127.0.0.1');
