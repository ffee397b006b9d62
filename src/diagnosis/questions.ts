/** The questions of the tree. A question has a closed list of answers; an answered question is a fact. */

import { CANNOT_TELL } from './fact.ts';

export { CANNOT_TELL } from './fact.ts';

export interface Question {
  /** The question as the reader is asked it. */
  ask: string;
  /** Ids of the answers and their words, in the order in which they are offered. Does not list `cannot-tell`. */
  answers: readonly (readonly [id: string, words: string])[];
  /** The question in two or three words, for the list of a reader's answers. */
  short: string;
  /** Whether several answers can be true at once, as where proxies stand behind one another. */
  several?: true;
  /** Whether only a text can tell, so that nobody is asked it. */
  onlyRead?: true;
  /** Whether a text only mentions the answer, as the name of a program; a status, a body or a line of a log leaves no doubt. */
  mentioned?: true;
  /** What must be known for the question to make sense: one of these answers of other questions. */
  after?: Readonly<Record<string, readonly string[]>>;
}

/** Every question by its id. The id is also the id of the fact and the key in the fragment. */
export const questions = {
  symptom: {
    short: 'Symptom',
    mentioned: true,
    ask: 'What happens?',
    answers: [
      ['never-opens', 'It never opens: the connection fails before any message'],
      ['drops', 'It opens, then drops'],
      ['messages', 'It stays open, but messages are missing, late, cut off or doubled'],
      ['one-place', 'It works in one place, browser, program or way, and fails in another'],
      ['crowd', 'It fails under load, or there are more sockets or attempts than there should be'],
      ['message', 'I only have a message or a number, and do not know whether it opened'],
    ],
  },
  'message-kind': {
    short: 'Kind of message',
    ask: 'What kind of message do you have?',
    answers: [
      ['status', 'An HTTP status such as 400, 403, 404 or 502'],
      ['close-code', 'A close code such as 1006 or 1009'],
      ['connection', 'A connection, certificate or TLS error'],
      ['log', 'A line in the log of a proxy or load balancer'],
      ['exception', 'An exception or a log line of the application or the client program'],
      ['other', 'Another line, such as one from the browser’s console'],
    ],
  },
  words: {
    short: 'Message about',
    mentioned: true,
    ask: 'What is the error message about?',
    answers: [
      ['mixed-content', '“Mixed Content”, “insecure WebSocket connection”, “the operation is insecure”'],
      ['csp', '“Content Security Policy”, connect-src'],
      ['address', 'The address: “Failed to construct”, an invalid URL or scheme'],
      ['wrong-moment', 'A call at the wrong moment: “still in CONNECTING state”, “socket is not connected”'],
      [
        'given-up',
        'A socket closed by its own page before it was open: “closed before the connection is established”',
      ],
      ['cleartext', 'A phone’s rule: “CLEARTEXT … not permitted”, “App Transport Security”'],
      ['origin', 'The origin, CORS or cross-site requests'],
      ['host', 'The host name: “Invalid Host header”, “This host is not allowed”'],
      ['upgrade', 'A missing upgrade: the Upgrade or Connection header, “not a WebSocket request”'],
      [
        'switched-off',
        'WebSockets that are off or unsupported: “WebSockets are disabled”, “No protocol handler”',
      ],
      [
        'answer',
        'An answer that is not a handshake: “bad handshake”, “bad response”, “unexpected server response”',
      ],
      ['route', 'A path or route that is not there: “No route found for path”, “Cannot GET”'],
      ['redirect', 'A redirect'],
      ['subprotocol', 'The subprotocol (Sec-WebSocket-Protocol)'],
      ['accept', 'Another header of the handshake: Sec-WebSocket-Accept, -Key or -Version, Upgrade'],
      ['frame', 'A frame: invalid header, opcode, reserved bits, mask, compression or UTF-8'],
      ['close-code', 'A close code that is not allowed'],
      [
        'namespace',
        'A namespace, app or channel that the server does not know: “Invalid namespace”, “unknown app”',
      ],
      ['version', 'A protocol version: “unsupported protocol version”, “Transport unknown”'],
      ['session', 'A session or connection the server does not know: “Session ID unknown”, “Gone”'],
      ['login', 'A token, a cookie or a login'],
      ['tls', 'TLS or a certificate'],
      ['sni', 'The server name in TLS (SNI): “unrecognized name”'],
      ['port', 'A port that is not allowed'],
      ['http2', 'HTTP/2 or a protocol that was negotiated in TLS (ALPN)'],
      ['size', 'Something too large: a message, a header, a buffer'],
      ['rate', 'A rate or quota: “too many requests”'],
      [
        'used-up',
        'Something used up: connections, open files, ports, memory, “cannot assign requested address”',
      ],
      ['library', 'A module, class or library that is missing or cannot be loaded'],
      [
        'code-error',
        'An error in code: undefined is not a function, an unexpected argument, a hijack that fails',
      ],
      ['heartbeat', 'A ping, pong or heartbeat that did not come'],
      ['idle', 'A connection that was idle: “idle timeout”, “idle connection”'],
      ['timeout', 'A time that ran out while connecting or waiting for an answer: “timed out”'],
      ['blocked', 'A worker or task that hangs, or was killed for it'],
      ['no-answer', 'Something unreachable: “connection refused”, “host not found”, a failed health check'],
      ['policy', 'Something blocked by a firewall, filter, permission or local-network rule'],
      ['ended', 'Only the end: “EOF”, “connection reset”, “abnormal closure”, “without close frame”'],
      ['other', 'None of these'],
    ],
  },
  client: {
    short: 'Client',
    ask: 'What opens the socket?',
    answers: [
      ['browser', 'A page in a browser'],
      ['mobile-app', 'An app on a phone or tablet'],
      ['program', 'A program, script or other server'],
      ['tool', 'A test tool: curl, wscat, websocat, Postman'],
      ['device', 'A small device: ESP32, Arduino, a TV, a charger'],
      ['extension', 'A browser extension or a desktop app'],
    ],
  },
  schemes: {
    short: 'Page and socket',
    after: { symptom: ['never-opens', 'one-place', 'message'] },
    ask: 'Is the page on https:// while the socket address starts with ws://?',
    answers: [
      ['mixed', 'Yes: an https:// page opens a ws:// address'],
      ['other', 'No: the address starts with wss://, or the page is on http://'],
      ['no-page', 'There is no page: an app or a program connects'],
    ],
  },
  address: {
    short: 'Address',
    ask: 'Where does the address of the socket lead?',
    answers: [
      ['loopback', 'To this computer: localhost, 127.0.0.1 or [::1]'],
      ['ip', 'To an IP address, or to a name in our own network'],
      ['public', 'To a public name, and it is the right one'],
      ['unexpected', 'To another scheme, host, port or path than intended'],
    ],
  },
  reach: {
    short: 'Host answers',
    after: { symptom: ['never-opens', 'one-place', 'message'] },
    ask: 'Does the host answer ordinary HTTP at the same address and port?',
    answers: [
      ['answers', 'Yes: a page, an error page or any other HTTP answer'],
      ['redirect', 'Yes, with a redirect to another scheme, host or path'],
      ['no-answer', 'No: the browser says that it cannot connect'],
      ['tls-error', 'No: the browser warns about the certificate or the secure connection'],
    ],
  },
  'connect-error': {
    short: 'Connection error',
    after: {
      status: ['no-connection', 'none'],
      reach: ['no-answer', 'tls-error'],
      'message-kind': ['connection'],
    },
    ask: 'What stops the connection?',
    answers: [
      ['refused', 'Connection refused (ERR_CONNECTION_REFUSED, ECONNREFUSED)'],
      ['timed-out', 'It does not connect, until a timeout (ERR_CONNECTION_TIMED_OUT, ETIMEDOUT)'],
      ['silent', 'It connects, and then nothing comes (“0 bytes received”)'],
      ['empty', 'It connects, and is closed without an answer (ERR_EMPTY_RESPONSE, “Empty reply”)'],
      ['reset', 'Connection reset (ERR_CONNECTION_RESET, ECONNRESET)'],
      ['no-such-host', 'The name is not found (ERR_NAME_NOT_RESOLVED, ENOTFOUND)'],
      ['redirect', 'A redirect (“Unexpected response code: 301”, 302, 307 or 308)'],
      ['not-tls', 'The answer is not TLS (ERR_SSL_PROTOCOL_ERROR, “wrong version number”)'],
      ['tls-alert', 'TLS itself fails (“handshake failure”, ERR_SSL_VERSION_OR_CIPHER_MISMATCH)'],
      ['certificate', 'The certificate is refused (ERR_CERT_…, “self-signed”, “expired”)'],
      ['local-network', 'The browser refuses a local address (ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS)'],
      ['unsafe-port', 'The browser refuses the port (ERR_UNSAFE_PORT)'],
      ['http2', 'HTTP/2 (ERR_HTTP2_PROTOCOL_ERROR, “malformed HTTP response”, “no application protocol”)'],
      [
        'used-up',
        'Nothing is left (ERR_INSUFFICIENT_RESOURCES, “cannot assign requested address”, “too many open files”)',
      ],
      ['other-network', 'It fails here and works from another network'],
    ],
  },
  status: {
    short: 'Handshake status',
    after: { symptom: ['never-opens', 'one-place', 'crowd', 'message'] },
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
    after: { status: ['101'], symptom: ['drops'] },
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
    after: { status: ['200'] },
    ask: 'What is in the body of that 200?',
    answers: [
      ['web-page', 'A web page: the start page, a login page, an index.html'],
      ['app-answer', 'A short answer of the application itself'],
    ],
  },
  'body-400': {
    short: 'Body of the 400',
    after: { status: ['400'] },
    ask: 'What does the body of the 400 say?',
    answers: [
      ['session-id-unknown', '“Session ID unknown”'],
      ['upgrade-missing', 'Something about Upgrade, Connection or “not using the websocket protocol”'],
      ['plain-http', '“The plain HTTP request was sent to HTTPS port”'],
      ['version', '“Unsupported protocol version”'],
      ['transport', '“Transport unknown”'],
      ['handshake-header', 'A header of the handshake: “Missing or invalid Sec-WebSocket-Key”, or -Version'],
      ['no-library', '“No supported WebSocket library detected”'],
      ['header-too-large', '“Request Header Or Cookie Too Large”, “exceeds server limit”'],
      ['proxy-not-trusted', 'That the proxy is not trusted, or the application’s log says so'],
      ['empty', 'Nothing: the body is empty'],
      ['unreadable', 'Nothing, and no header but “Connection: close”'],
      ['bare', 'Only “Bad Request”'],
      ['other', 'Something else'],
    ],
  },
  'refuser-403': {
    short: 'Sender of the 403',
    after: { status: ['403'] },
    ask: 'Who sent the 403?',
    answers: [
      ['origin', 'The application, and its log or body mentions the origin'],
      ['gateway', 'Envoy or a proxy built on it: `server: envoy`, `istio-envoy` or “upgrade_failed”'],
      ['challenge', 'A firewall, CDN or bot check, with a page of its own'],
      ['dev-server', 'A development server that does not know the host name'],
      ['application', 'The application, without a reason'],
    ],
  },
  origin: {
    short: 'Origin',
    after: { status: ['401', '403', '404', '101'], words: ['origin'] },
    ask: 'Does the handshake pass when Origin is the site’s own address?',
    answers: [
      ['passes', 'Yes: with the right Origin, or without one, it gets 101'],
      ['refused', 'No: it is refused either way'],
    ],
  },
  direct: {
    short: 'Straight to the app',
    mentioned: true,
    after: { symptom: ['never-opens', 'one-place', 'message'] },
    ask: 'What does the application answer when you bypass every proxy?',
    answers: [
      ['101', '101: it works directly'],
      ['same', 'The same refusal, or there is no proxy in between'],
      ['no-library', 'The same refusal, and its log says “Unsupported upgrade request”'],
      ['no-answer', 'Connection refused, or no answer'],
      ['platform', 'I cannot bypass it: a platform runs the application'],
    ],
  },
  arrives: {
    short: 'Reaches the app',
    after: { direct: ['101'], status: ['400', '403', '404'] },
    ask: 'Does the refused handshake reach the application?',
    answers: [
      ['arrives', 'Yes: its log has the request'],
      ['elsewhere', 'No: the proxy itself or another service answers'],
    ],
  },
  front: {
    short: 'In front',
    mentioned: true,
    ask: 'What stands in front of the application?',
    several: true,
    answers: [
      ['nginx', 'nginx, or something built on it (ingress-nginx, Nginx Proxy Manager, Synology DSM)'],
      ['apache', 'Apache'],
      ['haproxy', 'HAProxy'],
      ['caddy-traefik', 'Caddy or Traefik'],
      ['iis', 'IIS'],
      ['gateway', 'Envoy, Istio, Kong, AWS API Gateway or another API gateway'],
      ['cdn', 'Cloudflare or another CDN or web application firewall'],
      ['cloud', 'A cloud load balancer, or the hosting platform'],
      ['tunnel', 'A tunnel, a port forwarder or a cloud IDE'],
      ['other', 'Another proxy or load balancer'],
      ['nothing', 'Nothing: clients reach the application itself'],
    ],
  },
  server: {
    short: 'Server',
    mentioned: true,
    ask: 'Which WebSocket server or framework do you use?',
    several: true,
    answers: [
      ['socket-io', 'Socket.IO, in any language'],
      ['python', 'Python without Socket.IO: FastAPI, Starlette, Django Channels, uvicorn'],
      ['rails', 'Rails (Action Cable) or Phoenix'],
      ['dotnet', 'ASP.NET Core, SignalR or Blazor'],
      ['java', 'Java or Kotlin: Spring, Tomcat, Jetty, Netty'],
      ['go', 'Go'],
      ['node', 'Node.js without Socket.IO, such as ws'],
      ['php', 'PHP: Laravel Reverb, Ratchet, Swoole'],
      ['edge', 'Workers, Deno, Bun or another edge runtime'],
      ['broker', 'A message broker: MQTT, STOMP, NATS'],
      ['dev', 'A development server: Vite, webpack, Next.js'],
      ['ready-made', 'A program that we installed: Grafana, Jupyter, Home Assistant …'],
      ['provider', 'A service of somebody else: Pusher, an exchange, a streaming API'],
      ['other', 'Something else: C, C++, Rust, Swift …'],
    ],
  },
  'for-whom': {
    short: 'Affected',
    mentioned: true,
    ask: 'Who is affected?',
    answers: [
      ['everybody', 'Everybody, each time'],
      ['some-attempts', 'Anybody, but only some attempts'],
      ['logged-in', 'People who are logged in; a private window works'],
      ['some-places', 'Some networks or computers only'],
      ['some-browsers', 'Some browsers, devices or versions only'],
      ['not-browsers', 'Programs, scripts or apps; browsers connect'],
    ],
  },
  place: {
    short: 'Place',
    mentioned: true,
    after: { 'for-whom': ['some-places', 'not-browsers'], 'works-where': ['network', 'one-device'] },
    ask: 'What is special about the place where it fails?',
    answers: [
      ['company', 'A company, school or hotel network, with a proxy or firewall'],
      ['computer', 'One computer, with an antivirus, a security program or company management'],
      ['old-program', 'An old phone, system or program'],
      ['vpn', 'A VPN, tunnel or mobile line, where short requests pass and long ones hang'],
      ['cluster', 'A network of our own: a cluster, a cloud network, a firewall rule'],
    ],
  },
  certificate: {
    short: 'Certificate',
    after: { 'connect-error': ['certificate'], words: ['tls'], reach: ['tls-error'] },
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
    short: 'Proxy’s log',
    after: {
      front: ['nginx', 'apache', 'haproxy', 'caddy-traefik', 'gateway', 'other'],
      status: ['gateway', '503', '500'],
    },
    ask: 'What does the proxy’s log say at that second?',
    answers: [
      ['refused', '“Connection refused” or “no route to host”'],
      ['no-such-host', 'It does not find the backend’s name: “could not be resolved”, “no resolver defined”'],
      ['permission', '“Permission denied” while connecting'],
      ['other-service', 'It went to a service or port that was not meant'],
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
    mentioned: true,
    ask: 'Since when does it fail?',
    answers: [
      ['never-worked', 'It has never worked here'],
      ['update', 'Since an update of a proxy, server, library, browser or antivirus'],
      ['own-change', 'Since we changed our own configuration, code or hosting'],
      ['more-servers', 'Since there are several servers, processes or pods'],
      ['suddenly', 'Suddenly, without a change of ours'],
    ],
  },
  updated: {
    short: 'Updated',
    mentioned: true,
    after: { since: ['update'], 'works-where': ['before-update'] },
    ask: 'What was updated?',
    answers: [
      ['proxy', 'A proxy, load balancer or gateway'],
      ['library', 'A library, framework or runtime of the server or of the client'],
      ['browser', 'A browser or an operating system'],
      ['security', 'An antivirus, firewall or security program'],
    ],
  },
  http2: {
    short: 'HTTP/2',
    mentioned: true,
    after: { symptom: ['never-opens', 'one-place', 'message'] },
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
      ['switch', 'On a service that has a WebSocket switch, or behind a load balancer that must be told'],
      ['container', 'In a container or a long-running process'],
    ],
  },
  drop: {
    short: 'Drop',
    after: { symptom: ['drops'] },
    ask: 'When does it drop?',
    answers: [
      ['same-seconds', 'After about the same time each time: 60 seconds, 5 minutes, an hour'],
      ['after-silence', 'After a quiet time, and I do not know how long'],
      ['large-message', 'When a large message is sent'],
      ['content', 'On a certain message: a file, binary data, special characters'],
      ['at-once', 'Right after it opens, or with the first or second message'],
      ['server-busy', 'While the server is busy'],
      ['deploy', 'At a deploy, restart or config reload'],
      ['background', 'When the tab is hidden or the phone sleeps'],
      ['network', 'When the network changes or is lost'],
      ['on-purpose', 'When one side closes it on purpose, with a reason'],
      ['irregular', 'At no time that I can see'],
    ],
  },
  busy: {
    short: 'Under traffic',
    after: { symptom: ['drops'] },
    ask: 'Does regular traffic keep it open?',
    answers: [
      ['stays', 'Yes: with traffic it stays open'],
      ['drops-anyway', 'No: it drops all the same'],
    ],
  },
  quiet: {
    short: 'Before the drop',
    after: { symptom: ['drops'] },
    ask: 'Did messages pass just before it drops?',
    answers: [
      ['quiet', 'No: it drops when nothing was sent for a while'],
      ['busy', 'Yes: it drops in the middle of traffic too'],
    ],
  },
  seconds: {
    short: 'Seconds',
    after: { symptom: ['drops'] },
    ask: 'How many seconds until it drops?',
    answers: [
      ['short', 'Less than 25'],
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
    after: { symptom: ['drops'] },
    ask: 'Do many sockets end in the same moment?',
    answers: [
      ['together', 'Yes: many clients at once'],
      ['one-by-one', 'No: each at its own time'],
    ],
  },
  reconnect: {
    short: 'Return',
    after: { symptom: ['drops', 'crowd'] },
    ask: 'How do the clients come back?',
    answers: [
      ['well', 'They do, and only the interruption hurts'],
      ['at-once', 'All in the same moment, and the server buckles or refuses them'],
      ['wrongly', 'Not at all, or over and over'],
    ],
  },
  'close-code': {
    short: 'Close code',
    after: { symptom: ['drops', 'message'] },
    ask: 'Which close code does the client report?',
    answers: [
      ['normal', '1000, 1001 or 1005'],
      ['1006', '1006'],
      ['protocol', '1002 or 1007'],
      ['1003', '1003'],
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
    after: { symptom: ['messages', 'crowd'] },
    ask: 'What is wrong with the messages?',
    answers: [
      ['large', 'Large ones fail, small ones arrive'],
      ['some-users', 'Only some users get them, or it depends on the server'],
      ['some-lost', 'Some are lost'],
      ['first-lost', 'The first ones are lost'],
      ['changed', 'They arrive changed: garbled, or as another type'],
      ['late', 'They arrive late, or many at once'],
      ['stop-after-silence', 'They stop after a quiet time, without a close event'],
      ['unnoticed', 'They stop when the network fails, and one side never notices'],
      ['none', 'None arrives, though the socket is open'],
      ['twice', 'They arrive twice, or more sockets are open than there are pages'],
    ],
  },
  'works-where': {
    short: 'Works where',
    mentioned: true,
    ask: 'Where does it work, and where not?',
    answers: [
      ['deployed', 'On localhost, but not when deployed'],
      ['past-proxy', 'Directly, but not through the proxy'],
      ['one-proxy', 'Through one proxy, but not through two in a row'],
      ['several-servers', 'With one server or process, but not with several'],
      ['few-clients', 'With few clients, but not with many'],
      ['not-in-browser', 'With curl or wscat, but not in a browser'],
      ['only-in-browser', 'In a browser, but not with another client'],
      ['one-browser', 'In one browser, but not in another'],
      ['one-device', 'On one device, system or emulator, but not on another'],
      ['network', 'From one network or computer, but not from another'],
      ['other-page', 'From the test page here, but not from my own page'],
      ['clean-profile', 'In a fresh profile of the same browser, but not in mine'],
      ['development-build', 'In the development build of an app, but not in its release'],
      ['http1', 'Over HTTP/1.1, but not over HTTP/2'],
      ['plain-only', 'With ws://, but not with wss://'],
      ['before-update', 'Before an update of a proxy, server or library, but not after it'],
      ['standalone', 'Alone, but not as part of a larger application or behind middleware'],
      ['dev-server', 'On localhost, but not through a tunnel or proxy to a development server'],
      ['other-name', 'Under one name, address or port of the server, but not under another'],
    ],
  },
  'several-servers': {
    short: 'Several servers',
    after: { 'works-where': ['several-servers'], since: ['more-servers'] },
    ask: 'What fails with several servers?',
    answers: [
      ['connecting', 'Connecting, now and then or always: 400, 404 or “Session ID unknown”'],
      ['messages', 'Messages: connecting works, but only some clients get them'],
    ],
  },
  'dev-server': {
    short: 'Dev server',
    after: { server: ['dev'], 'works-where': ['dev-server'] },
    ask: 'What does the development server show under that name?',
    answers: [
      ['refused', '“Blocked request. This host …” or “Invalid Host header”'],
      ['page-only', 'The page; only its hot reload or live reload cannot connect'],
      ['own-socket', 'The page; the socket of my own code cannot connect'],
    ],
  },
  config: {
    short: 'Configuration',
    ask: 'What does the configuration show?',
    several: true,
    onlyRead: true,
    answers: [
      ['upgrade-dropped', 'The proxy does not pass the upgrade on'],
      ['upgrade-passed', 'The proxy passes the upgrade on'],
      ['upgrade-off', 'Upgrades are switched off'],
      ['other-route', 'Another rule answers this path, or changes it'],
      ['redirects', 'This path is redirected'],
      ['short-timeout', 'A timeout ends a quiet socket'],
      ['lifetime', 'A limit ends even a busy socket'],
      ['not-applied', 'A setting has no effect'],
      ['reload-cuts', 'A reload soon cuts open sockets'],
      ['tls-mixed', 'One side speaks TLS, the other does not'],
      ['tls-refused', 'TLS versions or server names do not match'],
      ['certificate', 'The certificate is not one that is trusted here'],
      ['proxy-protocol', 'A PROXY protocol header is expected'],
      ['handshake-changed', 'A header of the handshake is replaced'],
      ['header-limit', 'Large headers are refused'],
      ['host-rewritten', 'The application sees another Host'],
      ['login', 'A login is required'],
      ['rate-limit', 'Few requests are let through'],
      ['few-connections', 'Few connections are allowed'],
      ['http2-upstream', 'HTTP/2 is spoken to the application'],
      ['no-affinity', 'Requests of one session are spread over servers'],
      ['stale-name', 'The name of the backend is not resolved again, or not at all'],
      ['csp', 'The Content-Security-Policy leaves the socket out'],
      ['response-wrapped', 'A Worker wraps the 101 in another response'],
      ['middleware', 'A middleware stands in the way of the upgrade'],
      ['firewall', 'A web application firewall inspects the socket'],
      ['policy', 'A network policy inspects the socket'],
      ['login-subrequest', 'The login check gets the upgrade too'],
      ['no-endpoint', 'The program has no WebSocket endpoint'],
    ],
  },
} as const satisfies Record<string, Question>;

/** Id of a question, and of the fact that it becomes. */
export type QuestionId = keyof typeof questions;

/** Every question's id, in the order in which the questions are written. */
export const questionIds = Object.keys(questions) as readonly QuestionId[];

/** Ids of the answers to a question, `cannot-tell` included. */
export type AnswerId<Id extends QuestionId = QuestionId> =
  (typeof questions)[Id]['answers'][number][0] | typeof CANNOT_TELL;

/** Question → answer, for facts whose words do not matter. */
export type KnownAnswers = { [Id in QuestionId]?: AnswerId<Id> };

/**
 * The question of an id, or `undefined` if there is none of that id.
 */
export function findQuestion(id: string): Question | undefined {
  return Object.hasOwn(questions, id) ? questions[id as QuestionId] : undefined;
}

/** Whether a question is answered by what is read in a text alone, and never asked. */
export function isOnlyRead(id: QuestionId): boolean {
  return (questions[id] as Question).onlyRead === true;
}

/** Whether a text only mentions the answer to a question. */
export function isMentioned(id: QuestionId): boolean {
  return (questions[id] as Question).mentioned === true;
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
