import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { WebSocketServer } from 'ws';

// Stands for 7 seconds of work, such as a report: nothing else happens in its thread meanwhile.
function compute(text) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7000);
  return text;
}

function serve() {
  const server = createServer();
  const wss = new WebSocketServer({ server, path: '/ws' });

  // not101: show
  wss.on('connection', (socket) => {
    socket.on('error', console.error);
    socket.on('message', (data) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: data.toString() });
      worker.once('message', (result) => socket.send(result));
    });
  });
  // not101: end

  setInterval(() => {
    for (const socket of wss.clients) socket.ping();
  }, 1000);

  server.listen(3000, '127.0.0.1');
}

if (isMainThread) serve();
else parentPort.postMessage(compute(workerData));
