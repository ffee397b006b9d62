/** Which cases the doctor can do nothing with, and which causes it cannot know. Pure. */
import { excluded as excludedOfPages } from '../live/plan.ts';

/** Cases that a page cannot meet, and a terminal can. */
const ofTerminals: readonly string[] = [
  'node-http2-connect-refused',
  'socketio-two-nodes',
  'socketio-version-mismatch',
];

/** Cases whose fault no examination of an address can meet, and why. */
export const excluded: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(excludedOfPages).filter(([slug]) => !ofTerminals.includes(slug))),
  'csp-page': 'The file is a page, and the fault is its own policy.',
};

/** Why the doctor could not know the cause of a case. */
export const missed: Readonly<Record<string, string>> = {
  'caddy-exact-path': 'The application takes any path, so nothing shows that another path arrived.',
  'caddy-h2c-backend':
    'A 502 and an application that works say nothing of the protocol between them; the log of Caddy does.',
  'hitch-proxy-protocol':
    'A 400 without a body to every request has many causes; the log of the server has the PROXY header.',
  'nginx-backend-wrong-port':
    'A 502 and an application that works: only the log of nginx names the port that it tries.',
  'nginx-proxy-ssl-verify':
    'A 502 and an application that works: only the log of nginx speaks of the certificate.',
  'nginx-upstream-no-sni':
    'The application ends TLS without a server name with the same alert as for many other reasons.',
  'node-ws-no-upgrade-handler': 'A server without an endpoint and a wrong path give the same 404.',
  'stunnel-client-mode': 'The connection is reset during TLS, which a firewall does too.',
};
