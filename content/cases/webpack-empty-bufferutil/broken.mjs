import { writeFileSync } from 'node:fs';
import webpack from 'webpack';

const folder = import.meta.dirname;

writeFileSync(
  `${folder}/server.cjs`,
  `const { WebSocketServer } = require('ws');
  const wss = new WebSocketServer({ host: '127.0.0.1', port: 3000, path: '/ws' });
  wss.on('connection', (socket) => {
    socket.on('error', console.error);
    socket.on('message', (data) => socket.send(data.toString()));
  });
  // An uncaught error ends the process and all its sockets; here it ends the sockets alone.
  process.on('uncaughtException', (error) => {
    console.error(error);
    for (const client of wss.clients) client.terminate();
  });`,
);

const bundler = webpack({
  mode: 'production',
  target: 'node',
  context: folder,
  entry: './server.cjs',
  output: { path: folder, filename: 'bundle.cjs' },
  // not101: show
  resolve: {
    alias: { bufferutil: false, 'utf-8-validate': false },
  },
  // not101: end
});

bundler.run(() => import(`${folder}/bundle.cjs`));
