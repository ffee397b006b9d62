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
  'channels-allowed-hosts':
    'It refuses every Origin that a terminal knows; the one that it takes stands in its settings alone.',
  'channels-leading-slash':
    'That no route takes the path stands in its log, and can mean as well that none takes sockets.',
  'http-proxy-no-upgrade':
    'The proxy answers an upgrade to another protocol and not this one, as a firewall does that holds sockets back.',
  'nginx-timeout-wrong-location':
    'A limit that was never raised and one that was raised in the wrong place end a socket alike, and log the same line.',
  'node-ws-forwarded-proto':
    'That the application takes itself for http is in no answer; what is left is an Origin that it refuses.',
  'python-websockets-new-names':
    'Code 1011 and an error in code are any exception of the server; that it is about a name of the library is in no answer.',
  'starlette-receive-bytes':
    'That text ends the socket and binary data does not is established; an error in code with code 1006 speaks more for an application that closes.',
  'uvicorn-close-before-accept':
    'A 403 of the application is more often a wrong path; neither its answer nor its log tells the two apart.',
  'webpack-empty-bufferutil':
    'A message that ends the socket and an error in code are any exception of the server; that it is about unmasking is in no answer.',
  'workerd-response-rewrapped':
    'An error in code with a 500 is more often that of a middleware; that it is about a response of a Worker is in no answer.',
};
