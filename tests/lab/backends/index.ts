/** The backends that a case can name. */
import { actionCableVersions, startActionCable, startActionCableSameOrigin } from './action-cable.ts';
import type { StartBackend } from './backend.ts';
import { gorillaVersions, startGorilla } from './gorilla.ts';
import { startTomcat, tomcatRuntime } from './java.ts';
import { mosquittoVersions, startMosquitto } from './mosquitto.ts';
import { natsVersions, startNats } from './nats.ts';
import { startOneSocketPerSession } from './one-socket-per-session.ts';
import { startForwardedHostCheck, startOriginCheck } from './origin-check.ts';
import { daphne, pythonWebsockets, uvicorn, websockify } from './python.ts';
import { startRestartsTwice } from './restarts-twice.ts';
import { startSlowHandshake } from './slow-handshake.ts';
import { startSocketIo } from './socket-io.ts';
import { startWsOnH2c } from './ws-on-h2c.ts';
import { startWsOnHttp2 } from './ws-on-http2.ts';
import { startWsOnHttpsByName } from './ws-on-https-by-name.ts';
import { startWsExactNames } from './ws-exact-names.ts';
import { startWsLogin } from './ws-login.ts';
import { startWsOnHttps } from './ws-on-https.ts';
import { startWsOnHttp } from './ws-on-http.ts';
import { startWsSilent } from './ws-silent.ts';
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
  'ws-on-h2c': { start: startWsOnH2c, npmPackage: 'ws' },
  'ws-on-http2': { start: startWsOnHttp2, npmPackage: 'ws' },
  'ws-on-https': { start: startWsOnHttps, npmPackage: 'ws' },
  'ws-on-https-by-name': { start: startWsOnHttpsByName, npmPackage: 'ws' },
  'ws-silent': { start: startWsSilent, npmPackage: 'ws' },
  'origin-check': { start: startOriginCheck, npmPackage: 'ws' },
  'forwarded-host-check': { start: startForwardedHostCheck, npmPackage: 'ws' },
  'restarts-twice': { start: startRestartsTwice, npmPackage: 'ws' },
  'one-socket-per-session': { start: startOneSocketPerSession, npmPackage: 'ws' },
  'slow-handshake': { start: startSlowHandshake, npmPackage: 'ws' },
  'ws-exact-names': { start: startWsExactNames, npmPackage: 'ws' },
  'ws-login': { start: startWsLogin, npmPackage: 'ws' },
  'socket-io': { start: startSocketIo, npmPackage: 'socket.io' },
  'python-websockets': pythonWebsockets,
  uvicorn,
  daphne,
  websockify,
  'action-cable': { start: startActionCable, versions: actionCableVersions },
  'action-cable-same-origin': { start: startActionCableSameOrigin, versions: actionCableVersions },
  tomcat: { start: startTomcat, versions: () => tomcatRuntime.versions('') },
  gorilla: { start: startGorilla, versions: gorillaVersions },
  mosquitto: { start: startMosquitto, versions: mosquittoVersions },
  nats: { start: startNats, versions: natsVersions },
};
