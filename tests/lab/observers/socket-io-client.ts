/** The Socket.IO clients that the observers can use, by major version. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

interface SocketIoClient {
  /** Version of the Engine.IO protocol that it speaks; `EIO` in its requests. */
  protocol: 3 | 4;
  /** The script that gives a page the function `io`. */
  script: () => string;
  /** Its name and version, for the evidence. */
  versions: () => Record<string, string>;
}

function client(protocol: 3 | 4, npmPackage: string, file: string): SocketIoClient {
  // Not every package lets its script be resolved, but all let their package.json.
  const packageFile = resolve(`${npmPackage}/package.json`);
  return {
    protocol,
    script: () => readFileSync(join(dirname(packageFile), file), 'utf8'),
    versions: () => {
      const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
      return { 'socket.io-client': version };
    },
  };
}

/** Major version → the client. The package of the server brings the client of its own version along. */
export const socketIoClients: Readonly<Record<2 | 4, SocketIoClient>> = {
  2: client(3, 'socket.io-client-2', 'dist/socket.io.slim.js'),
  4: client(4, 'socket.io', 'client-dist/socket.io.min.js'),
};

/** What a Socket.IO client does besides connecting. */
export interface SocketIoOptions {
  /** The namespace that it connects to; `/` is the one that every server has. */
  namespace: string;
  clientVersion: 2 | 4;
}
