/** A Socket.IO server with its defaults; it serves the page at `/`. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen, type StartBackend } from './backend.ts';

export const startSocketIo: StartBackend = ({ port, page }) => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  });
  new Server(server).on('connection', (socket) => {
    socket.on('echo', (text: string, reply: (text: string) => void) => {
      reply(text);
    });
  });
  return listen(server, port);
};
