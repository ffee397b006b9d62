/** The backends that a case can name. */
import type { StartBackend } from './backend.ts';
import { gorillaVersions, startGorilla } from './gorilla.ts';
import { startOriginCheck } from './origin-check.ts';
import { daphne, pythonWebsockets, uvicorn } from './python.ts';
import { startSocketIo } from './socket-io.ts';
import { startWsOnHttp } from './ws-on-http.ts';
import { startWsStandalone } from './ws-standalone.ts';

export interface Backend {
  start: StartBackend;
  /** The npm package that does the work in a backend that runs in this process. */
  npmPackage?: string;
  /** Program → version, of a backend that is a program of its own. */
  versions?: () => Promise<Record<string, string>>;
}

/** Name in `case.yaml` → how to start it, and how to learn what does the work. */
export const backends: Readonly<Record<string, Backend>> = {
  'ws-standalone': { start: startWsStandalone, npmPackage: 'ws' },
  'ws-on-http': { start: startWsOnHttp, npmPackage: 'ws' },
  'origin-check': { start: startOriginCheck, npmPackage: 'ws' },
  'socket-io': { start: startSocketIo, npmPackage: 'socket.io' },
  'python-websockets': pythonWebsockets,
  uvicorn,
  daphne,
  gorilla: { start: startGorilla, versions: gorillaVersions },
};
