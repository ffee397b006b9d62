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
  'caddy-h2c-backend':
    'A 502 and an application that works say nothing of the protocol between them; the log of Caddy does.',
  'caddy-prefix-stripped':
    'A 400 of the application is rarely its word for an unknown path; that another path arrived is found out.',
  'channels-leading-slash':
    'A 500 of the application without a proxy has many causes; its log has the path that no route takes.',
  'deno-subprotocol':
    'A 500 of the application without a proxy has many causes; its log has the subprotocol that nobody offered.',
  'fastapi-http-dependency':
    'A 500 of the application without a proxy has many causes; its log has the function that was called in vain.',
  'gorilla-middleware-hides-hijacker':
    'A 500 of the application without a proxy has many causes; its log has the one.',
  'gorilla-read-deadline': 'A socket that ends in silence points to a proxy first.',
  'haproxy-server-maxconn':
    'A 503 of HAProxy says as well that no server is up; only its log speaks of the queue.',
  'hitch-proxy-protocol':
    'A 400 without a body to every request has many causes; the log of the server has the PROXY header.',
  'http-proxy-no-upgrade': 'An upgrade that nobody answers may have been held by a firewall too.',
  'nginx-https-to-plain-backend': 'A 502 and an application that works: only the log of nginx speaks of TLS.',
  'netty-path-with-query':
    'A 404 of the application says as well that nothing there takes sockets; only a request without the query tells.',
  'nginx-limit-conn':
    'A 503 that passes by itself may come from a limit of requests or of connections; the log names it.',
  'nginx-limit-req':
    'A 503 that passes by itself may come from a limit of requests or of connections; the log names it.',
  'nginx-prefix-stripped':
    'A 400 of the application is rarely its word for an unknown path; that another path arrived is found out.',
  'nginx-proxy-ssl-verify':
    'A 502 and an application that works: only the log of nginx speaks of the certificate.',
  'nginx-timeout-wrong-location':
    'A limit that was never raised and one that was raised in the wrong place end a socket alike.',
  'nginx-upstream-no-sni':
    'The application ends TLS without a server name with the same alert as for many other reasons.',
  'nginx-variable-no-resolver': 'A 502 has many causes; only the log of nginx speaks of a resolver.',
  'nginx-worker-connections': 'A 500 of nginx has many causes; only its log speaks of its connections.',
  'node-http2-connect-refused':
    'HTTP/2 that fails beside HTTP/1.1 is more often a server without WebSockets over it.',
  'node-ws-path-slash': 'A 400 of the application is rarely its word for an unknown path.',
  'python-websockets-new-names':
    'Code 1011 means any exception of the server; that it is about a name of the library stands in its log.',
  'socketio-plain-client':
    'The body of the 400 is that of a Socket.IO client of another version too, and more often so.',
  'starlette-receive-bytes':
    'A socket that ends with a message can have ended for any reason; the exception stands in the log.',
  'stunnel-client-mode': 'The connection is reset during TLS, which a firewall does too.',
  'uvicorn-close-before-accept':
    'A 403 of the application is more often a wrong path; its log has the close before the accept.',
  'uvicorn-middleware-http-only':
    'A 500 of the application without a proxy has many causes; its log has the one.',
  'vite-proxy-no-ws': 'An upgrade that nobody answers may have been held by a firewall too.',
  'webpack-empty-bufferutil':
    'A socket that ends with a message can have ended for any reason; the exception stands in the log.',
  'webpack-proxy-no-ws': 'An upgrade that nobody answers may have been held by a firewall too.',
  'workerd-response-rewrapped': 'A 500 has many causes; the log of the Worker has the exception.',
};
