/** What the live test does with a case, and which cases it can do nothing with. Pure. */
import type { Evidence } from '../../../src/knowledge/schemas.ts';
import type { LabCase } from '../case.ts';
import type { FormFields } from './drive.ts';

/** Cases whose fault no live test of an address can meet, and why. */
export const excluded: Readonly<Record<string, string>> = {
  'blocked-port-page': 'The file is a page; the test refuses such a port before it sends anything.',
  'local-network-access-page': 'The file is a page, and the fault is the place that it comes from.',
  'mixed-content-page': 'The file is a page, and the fault is its own scheme.',
  'page-csp-self': 'The file is a page, and the fault is its own scheme.',
  'page-relative-address': 'The file is a page, and the fault is the address that it makes.',
  'page-name-unknown': 'The file is a page, and the fault is the address that it makes.',
  'page-ws-loopback': 'The file is a page, and the fault is its own scheme.',
  'page-reconnect': 'The file is a page, and the fault is that it does not come back.',
  'caddy-reload-page': 'The file is a page, and the fault is that it does not come back.',
  'node-http2-connect-refused':
    'Only a page of the same host has an HTTP/2 connection on which a browser would try the socket; the test page is on another.',
  'haproxy-complete-config':
    'Its server refuses the test page by its Origin, and its own page cannot measure traffic; the same limit is tested with haproxy-idle-timeout.',
  'node-ws-terminate':
    'The server sends until it ends the socket, so whether a silence came before the end is chance.',
  'page-send-before-open': 'The file is a page, and the fault is when it sends.',
  'page-duplicate-sockets': 'The file is a page, and the fault is how many sockets it opens.',
  'page-connect-timeout': 'The file is a page, and the fault is how long it waits.',
  'node-ws-two-nodes': 'The socket opens and stays open; the fault is which clients get a message.',
  'nginx-map-close': 'The socket opens and stays open; the fault is in the connections of other requests.',
  'gorilla-concurrent-writes':
    'Each of its messages comes back twice and is large, so the test page finds even the fixed side slow.',
  'nginx-no-upgrade-mosquitto':
    'A broker ends a socket on which anything but its own protocol arrives, and the test page sends a message.',
  'nginx-no-upgrade-nats':
    'A broker ends a socket on which anything but its own protocol arrives, and the test page sends a message.',
  'flask-socketio-origins':
    'The refused request is an HTTP request; a bare socket gets its 101 before the server looks at its origin.',
  'nginx-no-upgrade-websockify': 'websockify takes binary messages alone, and the test page sends text.',
  'mosquitto-listener-mqtt':
    'A broker ends a socket on which anything but its own protocol arrives, and the test page sends a message.',
  'nats-allowed-origins':
    'A broker ends a socket on which anything but its own protocol arrives, and the test page sends a message.',
  'graphql-ws-old-server':
    'A GraphQL server ends a socket on which anything but its own protocol arrives, and the test page sends a message.',
  'node-bytes-past-framing':
    'The answer to a short message announces a longer frame, and two engines wait for the rest of it.',
  'node-ws-text-as-buffer': 'The socket opens and stays open; the fault is that the server takes no text.',
  'node-ws-text-resent-as-binary':
    'The socket opens and stays open; the fault is the kind of the messages that come back.',
  'node-ws-socketio-client': 'The refused request is an HTTP request; a bare socket opens at this server.',
  'socketio-namespace-unknown':
    'The namespace is in the messages of Socket.IO; its socket opens and stays open.',
  'socketio-two-nodes': 'A bare socket starts no session with HTTP requests, so any node takes it.',
  'socketio-version-mismatch':
    'The version is refused in the answer to an HTTP request; a bare socket opens and is cut, and one engine never sees it open.',
  'vite-host-check': 'The address has a token that only the page of the dev server gets.',
  'webpack-hmr-wrong-port': 'The fault is the address that the script of the dev server makes.',
};

/**
 * From where a case is tested: from the test page, with the console snippet from the page that the fault concerns, or from both though the fault
 * is the same.
 */
export type Vantage = 'test page' | 'own page' | 'both';

/** What the live test is to do with a case. */
export interface LivePlan {
  vantage: Vantage;
  /** What the form is filled with, besides the address. */
  fields: Omit<FormFields, 'url'>;
  /** What follows the case's path in the address. */
  query: string;
  /** How long the snippet holds the socket, in seconds. */
  snippetHold: number;
}

/** Options of the form for the time that a socket is held, in seconds. */
const holds = [10, 30, 65, 130] as const;
/** Options of the form for the largest message, in bytes. */
const sizes = [64_000, 1_000_000, 4_000_000, 16_000_000] as const;
/** From this length on a message is a matter of its size, in bytes. */
const large = 1000;
const snippetHold = 3;
/** Cases that the snippet is run against too, though any page shows their fault: a refusal, and a drop in silence. */
const alsoWithSnippet: readonly string[] = ['nginx-no-upgrade-headers', 'nginx-proxy-buffering-off'];
/** From this time on a test does little but wait, in seconds. */
export const longHold = 30;

function atLeast(options: readonly number[], wanted: number, what: string): string {
  const found = options.find((option) => option >= wanted);
  if (found === undefined) throw new Error(`The form of the test page has no ${what} of ${wanted} or more.`);
  return String(found);
}

/** How long to hold a socket that a case's broken side ends: a little longer than it was recorded to live. */
function holdFor({ observe }: LabCase, { broken }: Evidence): string {
  const { seconds } = broken.chromium;
  if (observe.silence === 0 || seconds === null) return '0';
  return atLeast(holds, seconds + Math.max(2, seconds * 0.05), 'time');
}

/** Socket.IO closes a socket on which it does not get its own messages; `40` joins the main namespace. */
const socketIoMessage = { message: '40', expected: '' };

/** Whether the fault, or the way to it, is the Origin that a page sends. */
const isOriginChecked = ({ observe, backend }: LabCase) =>
  backend === 'origin-check' || observe.headers.includes('Origin');

/** What the live test does with a case, on both of its sides. */
export function planOf(labCase: LabCase, evidence: Evidence): LivePlan {
  const { observe, path } = labCase;
  const { echo = 0 } = observe;
  const isSocketIo = observe.client === 'socket.io';
  const isOfPage =
    isOriginChecked(labCase) || observe.cookieBytes !== undefined || labCase.language === 'html';
  const isBoth = alsoWithSnippet.includes(labCase.slug);
  const hold = holdFor(labCase, evidence);
  return {
    vantage: isOfPage ? 'own page' : isBoth ? 'both' : 'test page',
    fields: {
      hold,
      // Many long tests begin at once, and replies are late then; the short ones test messages.
      ...(Number(hold) >= longHold && { messages: false }),
      ...(echo >= large && { largest: atLeast(sizes, echo, 'size') }),
      ...(observe.subprotocols.length > 0 && { subprotocols: observe.subprotocols.join(', ') }),
      ...(isSocketIo && socketIoMessage),
    },
    query: isSocketIo ? `${path.includes('?') ? '&' : '?'}EIO=4&transport=websocket` : '',
    snippetHold: Math.max(snippetHold, Number(hold)),
  };
}

/**
 * Whether a reader of a case could give the test the application's own address, past the proxy: there is a proxy, and what clients did before does
 * not count.
 */
export function hasOtherAddress({ proxy, language, observe }: LabCase): boolean {
  const isAlone = observe.heldSockets === 0 && observe.earlierHandshakes === 0 && !observe.forwardProxy;
  return proxy !== undefined && language !== 'html' && isAlone;
}

/**
 * Why a browser, and a reader who answers two questions and pastes the texts that they hold, could not know the cause of a case. A test holds the
 * list to what the records come to, so that a case leaves it with the change that finds its cause.
 */
export const missed: Readonly<Record<string, string>> = {
  'channels-allowed-hosts':
    'The site’s own origin is refused too, as a wrong path is; which hosts are allowed stands in the settings alone.',
  'apache-forwarded-host-twice':
    'A 403 that goes away without an Origin is most often a list of origins; that a proxy doubles a header is in no answer.',
  'bun-idle-timeout':
    'A socket that ends in silence points to a proxy first; that nothing stands in front is a third question.',
  'bun-no-upgrade':
    'A server without an endpoint and a wrong path give the same 404, and Bun’s has no header that tells.',
  'nginx-complete-server':
    'A 200 with a page says as well that the path leads to a page; what the application answers past the proxy is a third question.',
  'nginx-timeout-wrong-location':
    'A limit that was never raised and one that was raised in the wrong place end a socket alike.',
  'node-relay-without-key':
    'The browser’s own handshake is right, so a header that is missing at the server is put down to the proxy; that a relay writes the handshake is in no answer.',
  'node-sse-endpoint':
    'WebKit waits for the end of a 200 that has none, so it knows of no status, and three questions are left.',
  'node-ws-blocked-loop': 'A socket that ends while a reply is awaited can have ended for any reason.',
  'node-ws-forwarded-proto':
    'A 401 says that a login is missing; that the server takes the page for an insecure one is in no answer.',
  'uvicorn-close-before-accept':
    'A 403 to every origin is more often a wrong path; that the code closes by itself is in no answer.',
};

/** Why the first cause of the ranking could not be the case's, as a sentence. */
export function whyMissed(slug: string): string {
  return missed[slug] ?? 'No limit of a browser explains this: the answers speak more for another cause.';
}
