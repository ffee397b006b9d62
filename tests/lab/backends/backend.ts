/** What the backends of the lab have in common. */
import { once } from 'node:events';
import type { Server } from 'node:net';
import type { WebSocket } from 'ws';
import { track } from '../running.ts';

export interface BackendOptions {
  /** Port of 127.0.0.1 to listen on. */
  port: number;
  /** The page that is served at `/`, where the backend serves one. */
  page: string;
}

/** A backend that listens. */
export interface RunningBackend {
  stop: () => Promise<void>;
  /** Lines of its log about exchanges, without time and process; a line that repeats stands once. Absent where it has no log. */
  log?: () => string[];
}

/** Starts a backend and waits until it listens. Throws if the port is taken. */
export type StartBackend = (options: BackendOptions) => Promise<RunningBackend>;

export interface CaseBackendOptions {
  /** The case's broken or fixed file, with the run's own ports. */
  file: string;
  /** Folder of that file, in which nothing else is yet. */
  folder: string;
  /** Port of 127.0.0.1 to listen on. */
  port: number;
}

/** What runs the files of a case that are the backend themselves. */
export interface Runtime {
  /** Starts the program and waits until it listens. Throws with what it printed if it does not. */
  start: (options: CaseBackendOptions) => Promise<RunningBackend>;
  /** Program → version, of what matters in that file. */
  versions: (text: string) => Promise<Record<string, string>>;
}

/** Sends every message back as it came. A peer that breaks the protocol loses its socket and ends no server. */
export function echoBack(socket: WebSocket): void {
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    socket.send(data, { binary: isBinary });
  });
}

/** Makes a server listen on 127.0.0.1. Its stop ends all its connections, upgraded ones included. */
export async function listen(server: Server, port: number): Promise<RunningBackend> {
  const open = new Set<{ destroy: () => void }>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = track(async () => {
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  });
  return { stop };
}
