/** The questions of the tree. A question has a closed list of answers; an answered question is a fact. */

/** The answer that every question has. It never stops the reader: the tree goes on with several causes. */
export const CANNOT_TELL = 'cannot-tell';

export interface Question {
  /** The question as the reader is asked it. */
  ask: string;
  /** Ids of the answers and their words, in the order in which they are offered. Does not list `cannot-tell`. */
  answers: readonly (readonly [id: string, words: string])[];
  /** The question in two or three words, for the list of a reader's answers. */
  short: string;
}

/** Every question by its id. The id is also the id of the fact and the key in the fragment. */
export const questions = {
  symptom: {
    short: 'Symptom',
    ask: 'What happens?',
    answers: [
      ['never-opens', 'It never opens: the connection fails before any message'],
      ['drops', 'It opens, then drops'],
      ['messages', 'It stays open, but messages are missing, late or cut off'],
      ['one-place', 'It works in one place and not in another'],
      ['message', 'I have an error message or a number'],
    ],
  },
  'message-kind': {
    short: 'Message',
    ask: 'What kind of message is it?',
    answers: [
      ['status', 'An HTTP status such as 400, 403, 404 or 502'],
      ['close-code', 'A close code such as 1006 or 1009'],
      ['connection', 'A connection, certificate or TLS error'],
      ['mixed-content', '“Mixed Content” or “insecure WebSocket connection”'],
      ['csp', '“Content Security Policy”'],
      ['log', 'A line in the log of a proxy'],
      ['other', 'None of these'],
    ],
  },
  words: {
    short: 'Words',
    ask: 'What do the words of the message speak of?',
    answers: [
      ['address', 'The address itself: “Failed to construct”, an invalid URL or scheme'],
      ['wrong-moment', 'A call at a wrong moment: “still in CONNECTING state”, “closing transport”'],
      [
        'given-up',
        'A socket that was given up before it was open: “closed before the connection is established”',
      ],
      ['cleartext', 'A phone’s rule: “CLEARTEXT … not permitted”, “App Transport Security”'],
      ['origin', 'The origin, CORS or another site'],
      ['host', 'The name of the host: “Invalid Host header”, “This host is not allowed”'],
      ['upgrade', 'An upgrade that is missing: the Upgrade or Connection header, “not a WebSocket request”'],
      ['subprotocol', 'The subprotocol'],
      ['accept', 'The header Sec-WebSocket-Accept'],
      ['frame', 'A frame: invalid header, reserved bits, mask or UTF-8'],
      ['namespace', 'A namespace (Socket.IO: “Invalid namespace”)'],
      ['version', 'A version of the protocol: “unsupported version”, “Transport unknown”, “incompatible”'],
      ['session', 'A session that the server does not know: “Session ID unknown”'],
      ['login', 'A token, a cookie or a login'],
      ['tls', 'TLS or a certificate'],
      ['sni', 'The server name that a client sends in TLS (SNI)'],
      ['size', 'A size that is exceeded: “message too big”, “exceeds maximum”'],
      ['rate', 'A rate or quota: “too many requests”'],
      ['used-up', 'Something that is used up: connections, open files, ports, “insufficient resources”'],
      ['library', 'A library or module that is missing or cannot be loaded'],
      ['heartbeat', 'A ping, pong or heartbeat that did not come or is switched off'],
      ['blocked', 'A worker or task that hangs, or was killed for that'],
      ['no-answer', 'Something that does not answer: “connection refused”, a failed health check'],
      ['ended', 'Only the end: “EOF”, “abnormal closure”, “without completing the close handshake”'],
      ['other', 'None of these'],
    ],
  },
  schemes: {
    short: 'Page and socket',
    ask: 'Is the page on https:// while the socket address starts with ws://?',
    answers: [
      ['mixed', 'Yes: an https:// page opens a ws:// address'],
      ['other', 'No: wss://, or the page itself is on http://'],
    ],
  },
  address: {
    short: 'Address',
    ask: 'Where does the address of the socket lead?',
    answers: [
      ['loopback', 'To this computer: localhost, 127.0.0.1 or [::1]'],
      ['ip', 'To an IP number, or to a name of our own network'],
      ['public', 'To a public name, and it is the right one'],
      ['unexpected', 'To another scheme, host, port or path than I meant'],
    ],
  },
  reach: {
    short: 'Host answers',
    ask: 'Does the host answer ordinary HTTP at the same address and port?',
    answers: [
      ['answers', 'Yes: a page, an error page or any other HTTP answer'],
      ['no-answer', 'No: the browser says that it cannot connect'],
      ['tls-error', 'No: the browser warns about the certificate or the secure connection'],
    ],
  },
  'connect-error': {
    short: 'Connection error',
    ask: 'What stops the connection?',
    answers: [
      ['refused', 'Connection refused (ERR_CONNECTION_REFUSED, ECONNREFUSED)'],
      ['timed-out', 'It does not connect, until a timeout (ERR_CONNECTION_TIMED_OUT, ETIMEDOUT)'],
      ['silent', 'It connects, and then nothing comes (“0 bytes received”)'],
      ['empty', 'It connects, and is closed without an answer (ERR_EMPTY_RESPONSE, “Empty reply”)'],
      ['reset', 'Connection reset (ERR_CONNECTION_RESET, ECONNRESET)'],
      ['no-such-host', 'The name is not found (ERR_NAME_NOT_RESOLVED, ENOTFOUND)'],
      ['not-tls', 'The answer is not TLS (ERR_SSL_PROTOCOL_ERROR, “wrong version number”)'],
      ['tls-alert', 'TLS itself fails (“handshake failure”, ERR_SSL_VERSION_OR_CIPHER_MISMATCH)'],
      ['certificate', 'The certificate is refused (ERR_CERT_…, “self-signed”, “expired”)'],
      ['local-network', 'The browser refuses a local address (ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS)'],
      ['unsafe-port', 'The browser refuses the port (ERR_UNSAFE_PORT)'],
      ['http2', 'HTTP/2 (ERR_HTTP2_PROTOCOL_ERROR, “malformed HTTP response”, “no application protocol”)'],
      ['used-up', 'No port or file is left (“cannot assign requested address”, “too many open files”)'],
      ['other-network', 'It fails here and works from another network'],
    ],
  },
  status: {
    short: 'Handshake status',
    ask: 'Which status does the handshake get?',
    answers: [
      ['101', '101, and still it fails'],
      ['200', '200'],
      ['redirect', '301, 302, 307 or 308'],
      ['400', '400'],
      ['401', '401'],
      ['403', '403'],
      ['404', '404'],
      ['405', '405'],
      ['410', '410'],
      ['426', '426'],
      ['429', '429'],
      ['431', '431 or 413'],
      ['500', '500'],
      ['gateway', '502, 504, or 52x from Cloudflare'],
      ['503', '503'],
      ['none', 'None: it is cut off or hangs without an answer'],
      ['no-connection', 'None: it cannot even connect (refused, timeout, TLS or certificate error)'],
    ],
  },
  'after-101': {
    short: 'Complaint after 101',
    ask: 'What does the client complain about after the 101?',
    answers: [
      ['subprotocol', 'The subprotocol (Sec-WebSocket-Protocol)'],
      ['accept', 'A header of the answer: Upgrade, Connection or Sec-WebSocket-Accept'],
      ['frames', 'A frame: invalid header, reserved bits, mask or UTF-8'],
      ['namespace', 'A namespace (Socket.IO: “Invalid namespace”)'],
      ['nothing', 'Nothing: the socket simply ends'],
    ],
  },
  'body-200': {
    short: 'Body of the 200',
    ask: 'What is in the body of that 200?',
    answers: [
      ['web-page', 'A web page: the start page, a login page, an index.html'],
      ['app-answer', 'A short answer of the application itself'],
    ],
  },
  'body-400': {
    short: 'Body of the 400',
    ask: 'What does the body of the 400 say?',
    answers: [
      ['session-id-unknown', '“Session ID unknown”'],
      ['upgrade-missing', 'Something about Upgrade, Connection or “not using the websocket protocol”'],
      ['plain-http', '“The plain HTTP request was sent to HTTPS port”'],
      ['version', '“Unsupported protocol version” or “Transport unknown”'],
      ['no-library', '“No supported WebSocket library detected”'],
      ['header-too-large', '“Request Header Or Cookie Too Large”, “exceeds server limit”'],
      ['proxy-not-trusted', 'That the proxy is not trusted, or the application’s log says so'],
      ['empty', 'Nothing: the body is empty'],
      ['other', 'Something else'],
    ],
  },
  'refuser-403': {
    short: 'Sender of the 403',
    ask: 'Who sent the 403?',
    answers: [
      ['origin', 'The application, and its log or body speaks of the origin'],
      ['gateway', 'Envoy or something made of it: `server: envoy`, `istio-envoy` or “upgrade_failed”'],
      ['challenge', 'A firewall, CDN or bot check, with a page of its own'],
      ['dev-server', 'A development server that does not know the host name'],
      ['application', 'The application, without a reason'],
    ],
  },
  origin: {
    short: 'Origin',
    ask: 'Does the handshake pass when Origin is the site’s own address?',
    answers: [
      ['passes', 'Yes: with the right Origin, or without one, it gets 101'],
      ['refused', 'No: 403 either way'],
    ],
  },
  direct: {
    short: 'Straight to the app',
    ask: 'What does the application answer when you ask it directly, past every proxy?',
    answers: [
      ['101', '101: it works directly'],
      ['same', 'The same refusal, or there is no proxy in between'],
      ['no-library', 'The same refusal, and its log says “Unsupported upgrade request”'],
      ['no-answer', 'Connection refused, or no answer'],
      ['platform', 'I cannot get past it: a platform runs the application'],
    ],
  },
  arrives: {
    short: 'Reaches the app',
    ask: 'Does the refused handshake reach the application?',
    answers: [
      ['arrives', 'Yes: its log has the request'],
      ['elsewhere', 'No: the proxy itself or another service answers'],
    ],
  },
  front: {
    short: 'In front',
    ask: 'What stands directly in front of the application?',
    answers: [
      ['nginx', 'nginx, or something made of it (ingress-nginx, Nginx Proxy Manager, Synology DSM)'],
      ['apache', 'Apache'],
      ['haproxy', 'HAProxy'],
      ['caddy-traefik', 'Caddy or Traefik'],
      ['iis', 'IIS'],
      ['gateway', 'Envoy, Istio or another API gateway'],
      ['cloud', 'A cloud balancer, a CDN or the hosting platform'],
      ['tunnel', 'A tunnel, a port forwarder or a cloud IDE'],
      ['other', 'Another proxy'],
      ['nothing', 'Nothing: clients reach the application itself'],
    ],
  },
  server: {
    short: 'Server',
    ask: 'What answers sockets on the server?',
    answers: [
      ['socket-io', 'Socket.IO, in any language'],
      ['python', 'Python without Socket.IO: FastAPI, Starlette, Django Channels, uvicorn'],
      ['rails', 'Rails (Action Cable) or Phoenix'],
      ['dotnet', 'ASP.NET Core, SignalR or Blazor'],
      ['java', 'Java: Spring, Tomcat, Jetty'],
      ['go', 'Go'],
      ['node', 'Node.js without Socket.IO, such as ws'],
      ['broker', 'A message broker: MQTT, STOMP, NATS'],
      ['dev', 'A development server: Vite, webpack, Next.js'],
      ['ready-made', 'A program that I installed: Grafana, Jupyter, Home Assistant …'],
      ['provider', 'A service of somebody else that I use'],
      ['other', 'Something else'],
    ],
  },
  'for-whom': {
    short: 'For whom',
    ask: 'Whom does it hit?',
    answers: [
      ['everybody', 'Everybody, each time'],
      ['some-attempts', 'Anybody, but only some attempts'],
      ['logged-in', 'Those who are logged in; a private window works'],
      ['some-places', 'Some networks or computers only'],
      ['not-browsers', 'Programs, scripts or apps; browsers connect'],
    ],
  },
  place: {
    short: 'Place',
    ask: 'What is special about the place where it fails?',
    answers: [
      ['company', 'A company, school or hotel network, with a proxy or firewall'],
      ['computer', 'One computer, with an antivirus or security program'],
      ['old-program', 'An old phone, system or program'],
      ['vpn', 'A VPN, tunnel or mobile line, where short requests pass and long ones hang'],
      ['cluster', 'A network of our own: a cluster, a cloud network, a firewall rule'],
    ],
  },
  certificate: {
    short: 'Certificate',
    ask: 'What is wrong with the certificate?',
    answers: [
      [
        'unknown-issuer',
        'Nobody known signed it: self-signed, a private authority or a missing intermediate',
      ],
      ['inspector', 'An antivirus or a company signed it, and not the site’s own authority'],
      ['other-site', 'It belongs to another site or is the server’s default'],
      ['wrong-name', 'It lacks this name or IP address'],
      ['dates', 'It has expired or is not valid yet'],
    ],
  },
  'proxy-log': {
    short: 'Log of the proxy',
    ask: 'What does the log of the proxy say at that second?',
    answers: [
      ['refused', '“Connection refused”, “no route to host” or “host not found”'],
      ['other-service', 'It went to a service or port that I did not mean'],
      ['tls', 'A TLS error: “wrong version number” or “record too long”'],
      ['tls-alert', 'A TLS alert: “handshake failure” or “unrecognized name”'],
      ['certificate', 'The backend’s certificate is not accepted'],
      ['http2', '“http2: invalid Upgrade request header”, or another HTTP/2 error'],
      ['closed', 'The backend closed “prematurely”, or sent an invalid answer (HAProxy: SH, PH)'],
      ['used-up', 'Too few connections, ports or open files, or a full queue (HAProxy: sQ)'],
      ['limited', 'It limits requests or connections itself: “limiting requests”'],
      ['timed-out', 'The backend did not answer in time'],
    ],
  },
  since: {
    short: 'Since when',
    ask: 'Since when does it fail?',
    answers: [
      ['never-worked', 'It has never worked here'],
      ['update', 'Since an update of a proxy, server or library'],
      ['more-servers', 'Since there are several servers, processes or pods'],
      ['suddenly', 'Suddenly, without a change of ours'],
    ],
  },
  updated: {
    short: 'Updated',
    ask: 'What was updated?',
    answers: [
      ['proxy', 'A proxy, balancer or gateway'],
      ['library', 'A library, framework or runtime of the server or of the client'],
      ['browser', 'A browser or an operating system'],
    ],
  },
  http2: {
    short: 'HTTP/2',
    ask: 'Does it work over HTTP/1.1?',
    answers: [
      ['works', 'Yes: with HTTP/2 switched off, or with this command, it gets 101'],
      ['same', 'No: it fails the same way over HTTP/1.1'],
    ],
  },
  hosting: {
    short: 'Hosting',
    ask: 'Where does the server code run?',
    answers: [
      ['functions', 'In functions, or on a host for static files'],
      ['switch', 'On a service that has a WebSocket switch, or behind a balancer that must be told'],
      ['container', 'In a container or a long-running process'],
    ],
  },
  drop: {
    short: 'Drop',
    ask: 'When does it drop?',
    answers: [
      ['same-seconds', 'After the same number of seconds each time'],
      ['after-silence', 'After a quiet time, and I do not know how long'],
      ['large-message', 'When a large message is sent'],
      ['at-once', 'Right after it opens, or with the first message'],
      ['deploy', 'At a deploy, restart or config reload'],
      ['background', 'When the tab is hidden or the phone sleeps'],
      ['irregular', 'At no time that I can see'],
    ],
  },
  busy: {
    short: 'Under traffic',
    ask: 'Does regular traffic keep it open?',
    answers: [
      ['stays', 'Yes: with traffic it stays open'],
      ['drops-anyway', 'No: it drops at the same age, however busy'],
    ],
  },
  quiet: {
    short: 'Before the drop',
    ask: 'Did messages pass just before it drops?',
    answers: [
      ['quiet', 'No: it drops when nothing was sent for a while'],
      ['busy', 'Yes: it drops in the middle of traffic too'],
    ],
  },
  seconds: {
    short: 'Seconds',
    ask: 'How many seconds until it drops?',
    answers: [
      ['30', 'About 30'],
      ['60', '55 to 65'],
      ['100', '90 to 125'],
      ['240', 'About 240 (4 minutes)'],
      ['300', '270 to 300 (5 minutes)'],
      ['350', 'About 350'],
      ['600', 'About 600 (10 minutes)'],
      ['hours', 'An hour or more'],
      ['other', 'Another number'],
    ],
  },
  together: {
    short: 'Together',
    ask: 'Do many sockets end in the same moment?',
    answers: [
      ['together', 'Yes: many clients at once'],
      ['one-by-one', 'No: each at its own time'],
    ],
  },
  reconnect: {
    short: 'Return',
    ask: 'How do the clients come back?',
    answers: [
      ['well', 'They do, and the interruption is all that hurts'],
      ['at-once', 'All in the same moment, and the server buckles or refuses them'],
      ['wrongly', 'Not at all, or over and over'],
    ],
  },
  'close-code': {
    short: 'Close code',
    ask: 'Which close code does the client report?',
    answers: [
      ['normal', '1000, 1001 or 1005'],
      ['1006', '1006'],
      ['protocol', '1002, 1003 or 1007'],
      ['1008', '1008'],
      ['1009', '1009'],
      ['1011', '1011'],
      ['1012', '1012'],
      ['1013', '1013'],
      ['application', 'A code from 3000 to 4999'],
    ],
  },
  'message-problem': {
    short: 'Messages',
    ask: 'What is wrong with the messages?',
    answers: [
      ['large', 'Large ones fail, small ones arrive'],
      ['some-users', 'Only some users get them, or it depends on the server'],
      ['late', 'They arrive late, or many at once'],
      ['stop-after-silence', 'They stop after a quiet time, without a close event'],
      ['unnoticed', 'They stop when the network fails, and one side never notices'],
      ['none', 'None arrives, though the socket is open'],
      ['twice', 'They arrive twice, or more sockets are open than there are pages'],
    ],
  },
  'works-where': {
    short: 'Works where',
    ask: 'Where does it work, and where not?',
    answers: [
      ['deployed', 'On localhost, but not when deployed'],
      ['several-servers', 'With one server or process, but not with several'],
      ['few-clients', 'With few clients, but not with many'],
      ['not-in-browser', 'With curl or wscat, but not in a browser'],
      ['only-in-browser', 'In a browser, but not with another client'],
      ['network', 'From one network, but not from another'],
      ['other-page', 'From the test page here, but not from my own page'],
      ['clean-profile', 'In a fresh profile of the same browser, but not in mine'],
      ['development-build', 'In the development build of an app, but not in its release'],
      ['http1', 'Over HTTP/1.1, but not over HTTP/2'],
      ['plain-only', 'With ws://, but not with wss://'],
      ['before-update', 'Before an update of a proxy, server or library, but not after it'],
      ['dev-server', 'On localhost, but not through a tunnel or proxy to a development server'],
      ['other-name', 'Under one name or number of the server, but not under another'],
    ],
  },
  'several-servers': {
    short: 'Several servers',
    ask: 'What fails with several servers?',
    answers: [
      ['connecting', 'Connecting, now and then or always: 400, 404 or “Session ID unknown”'],
      ['messages', 'Messages: connecting works, but only some clients get them'],
    ],
  },
  'dev-server': {
    short: 'Dev server',
    ask: 'What does the development server show under that name?',
    answers: [
      ['refused', '“Blocked request. This host …” or “Invalid Host header”'],
      ['page-only', 'The page; only its hot reload or live reload cannot connect'],
      ['own-socket', 'The page; the socket of my own code cannot connect'],
    ],
  },
} as const satisfies Record<string, Question>;

/** Id of a question, and of the fact that it becomes. */
export type QuestionId = keyof typeof questions;

/** Ids of the answers to a question, `cannot-tell` included. */
export type AnswerId<Id extends QuestionId = QuestionId> =
  (typeof questions)[Id]['answers'][number][0] | typeof CANNOT_TELL;

/**
 * The question of an id, or `undefined` if there is none of that id.
 */
export function findQuestion(id: string): Question | undefined {
  return Object.hasOwn(questions, id) ? questions[id as QuestionId] : undefined;
}

/** The words of an answer, "I can't tell" included. Throws if the question has no such answer. */
export function answerText(id: QuestionId, answer: string): string {
  if (answer === CANNOT_TELL) return 'I can’t tell';
  const { answers }: Question = questions[id];
  const text = answers.find(([each]) => each === answer)?.[1];
  if (text === undefined)
    throw new Error(
      `Question "${id}" has no answer "${answer}"; it has ${answers.map(([each]) => each).join(', ')} and ${CANNOT_TELL}.`,
    );
  return text;
}
