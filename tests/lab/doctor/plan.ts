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

/** Why the doctor does not name the cause of a case first, though it has the logs and the way past the proxy. */
export const missed: Readonly<Record<string, string>> = {
  'caddy-prefix-stripped':
    'That another path arrived is established, and a 400 is rarely the word of an application for a path that it does not know.',
  'channels-allowed-hosts':
    'It refuses every Origin that a terminal knows; the one that it takes stands in its settings alone.',
  'channels-http-only':
    'A 500 of an application without a proxy has many causes; that no code takes sockets stands in its log, and is the answer to no question.',
  'fastapi-required-parameter':
    'A 403 of the application is more often a wrong path; neither its answer nor its log tells the two apart.',
  'http-proxy-no-upgrade':
    'The proxy answers an upgrade to another protocol and not this one, as a firewall does that holds sockets back.',
  'nginx-timeout-wrong-location':
    'A limit that was never raised and one that was raised in the wrong place end a socket alike, and log the same line.',
  'nginx-variable-no-resolver':
    'No answer has what the log says, that nothing resolves the name; what is left is a 502 of nginx, which has many causes.',
  'channels-leading-slash':
    'A 500 of the application without a proxy has many causes; that no route takes the path stands in its log, and is the answer to no question.',
  'netty-path-with-query':
    'A 404 of the application says as well that nothing there takes sockets; only a request without the query tells.',
  'node-ws-path-slash': 'A 400 of the application is rarely its word for an unknown path.',
  'python-websockets-new-names':
    'Code 1011 and an error in code are any exception of the server; that it is about a name of the library is in no answer.',
  'starlette-receive-bytes':
    'A socket that ends with a message and an error in code can have ended for any reason; which error it was is the answer to no question.',
  'uvicorn-close-before-accept':
    'A 403 of the application is more often a wrong path; neither its answer nor its log tells the two apart.',
  'webpack-empty-bufferutil':
    'A socket that ends with a message can have ended for any reason, and exceptions of libraries are not among the wordings that the doctor carries.',
};
