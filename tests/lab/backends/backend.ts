/** What the backends of the lab have in common. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { WebSocket } from 'ws';
import { track } from '../running.ts';

export interface BackendOptions {
  /** Port of 127.0.0.1 to listen on. */
  port: number;
  /** The page that is served at `/`, where the backend serves one. */
  page: string;
}

/** Starts a backend, waits until it listens and returns how to stop it. Throws if the port is taken. */
export type StartBackend = (options: BackendOptions) => Promise<() => Promise<void>>;

/** Sends every message back as it came. */
export function echoBack(socket: WebSocket): void {
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    socket.send(data, { binary: isBinary });
  });
}

/**
 * Makes an HTTP server listen on 127.0.0.1.
 * @returns how to stop it, with all its connections, upgraded ones included
 */
export async function listen(server: Server, port: number): Promise<() => Promise<void>> {
  const open = new Set<{ destroy: () => void }>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return track(async () => {
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  });
}
