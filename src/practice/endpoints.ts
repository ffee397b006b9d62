/** Which part of a connection an endpoint breaks; the key of `practiceGroupTitles`. */
export type PracticeGroup =
  'works' | 'refuses' | 'no-answer' | 'handshake' | 'closes' | 'limits' | 'pace' | 'frames' | 'hostile';

/** A limit that a client may set in the query of an endpoint's URL. */
export interface PracticeParameter {
  /** Name in the query, which is also the unit of the value. `bytes` takes whole numbers only. */
  name: 'seconds' | 'bytes';
  /** Value when the query does not name the parameter. */
  default: number;
  /** Smallest value accepted. */
  min: number;
  /** Largest value accepted. */
  max: number;
}

/** One WebSocket endpoint of the practice server. */
export interface PracticeEndpoint {
  /** Identifier, unique in the list: lower-case letters, digits and hyphens. */
  name: string;
  /** Path on the practice server: `/` and the name, then the parameter with its default, if there is one. */
  path: string;
  /** What the endpoint does, as one sentence of plain text. */
  line: string;
  /** The group under which a page lists the endpoint. */
  group: PracticeGroup;
  /** The limit that a client may set; absent when the endpoint has none. */
  parameter?: PracticeParameter;
}

/** Heading of each group, in the order in which a page shows the groups. */
export const practiceGroupTitles: Readonly<Record<PracticeGroup, string>> = {
  works: 'Works',
  refuses: 'Refuses the handshake',
  'no-answer': 'Leaves the handshake unanswered',
  handshake: 'Answers the handshake wrongly',
  closes: 'Closes or drops an open connection',
  limits: 'Limits the size of messages',
  pace: 'Answers at an unexpected time',
  frames: 'Sends frames that RFC 6455 forbids',
  hostile: 'Tries the patience of the client',
};

const endpoints = [
  {
    name: 'echo',
    path: '/echo',
    line: 'Echoes text and binary messages of up to 16 MiB and picks the first subprotocol offered.',
    group: 'works',
  },
  {
    name: 'refuses-200',
    path: '/refuses-200',
    line: 'Answers the handshake with 200 OK, as a web server does that knows nothing of WebSocket.',
    group: 'refuses',
  },
  {
    name: 'refuses-301',
    path: '/refuses-301',
    line: 'Answers the handshake with 301 Moved Permanently and a Location that leads to the echo endpoint.',
    group: 'refuses',
  },
  {
    name: 'refuses-400',
    path: '/refuses-400',
    line: 'Answers the handshake with 400 Bad Request.',
    group: 'refuses',
  },
  {
    name: 'refuses-401',
    path: '/refuses-401',
    line: 'Answers the handshake with 401 Unauthorized and a WWW-Authenticate header that asks for a bearer token.',
    group: 'refuses',
  },
  {
    name: 'refuses-403',
    path: '/refuses-403',
    line: 'Answers the handshake with 403 Forbidden.',
    group: 'refuses',
  },
  {
    name: 'refuses-403-with-corp',
    path: '/refuses-403-with-corp',
    line: 'Answers the handshake and every ordinary request with 403 and Cross-Origin-Resource-Policy: same-origin, as Helmet sets it, so that browsers keep the answer from pages of other origins.',
    group: 'refuses',
  },
  {
    name: 'redirects-forever',
    path: '/redirects-forever',
    line: 'Answers the handshake and every ordinary request with a 301 to this same address, as a proxy does that redirects http to https behind another one that already ended TLS.',
    group: 'refuses',
  },
  {
    name: 'refuses-404',
    path: '/refuses-404',
    line: 'Answers the handshake with 404 Not Found.',
    group: 'refuses',
  },
  {
    name: 'refuses-426',
    path: '/refuses-426',
    line: 'Answers the handshake with 426 Upgrade Required and Sec-WebSocket-Version: 13.',
    group: 'refuses',
  },
  {
    name: 'refuses-429',
    path: '/refuses-429',
    line: 'Answers the handshake with 429 Too Many Requests and Retry-After: 30.',
    group: 'refuses',
  },
  {
    name: 'refuses-500',
    path: '/refuses-500',
    line: 'Answers the handshake with 500 Internal Server Error.',
    group: 'refuses',
  },
  {
    name: 'refuses-502',
    path: '/refuses-502',
    line: 'Answers the handshake with 502 Bad Gateway.',
    group: 'refuses',
  },
  {
    name: 'refuses-503',
    path: '/refuses-503',
    line: 'Answers the handshake with 503 Service Unavailable.',
    group: 'refuses',
  },
  {
    name: 'never-answers',
    path: '/never-answers',
    line: 'Accepts the TCP connection and never answers the handshake.',
    group: 'no-answer',
  },
  {
    name: 'slow-handshake',
    path: '/slow-handshake?seconds=5',
    line: 'Answers the handshake correctly, but only after 5 s (seconds: 0 to 300), and then echoes.',
    group: 'no-answer',
    parameter: { name: 'seconds', default: 5, min: 0, max: 300 },
  },
  {
    name: 'closes-before-answering',
    path: '/closes-before-answering',
    line: 'Closes the TCP connection with a FIN instead of answering the handshake.',
    group: 'no-answer',
  },
  {
    name: 'resets-during-handshake',
    path: '/resets-during-handshake',
    line: 'Resets the TCP connection with an RST instead of answering the handshake.',
    group: 'no-answer',
  },
  {
    name: 'wrong-accept',
    path: '/wrong-accept',
    line: 'Answers 101 with a Sec-WebSocket-Accept that does not belong to the key of the client.',
    group: 'handshake',
  },
  {
    name: 'no-upgrade-header',
    path: '/no-upgrade-header',
    line: 'Answers 101 without an Upgrade header, as behind a proxy that removes it.',
    group: 'handshake',
  },
  {
    name: 'subprotocol-not-echoed',
    path: '/subprotocol-not-echoed',
    line: 'Answers 101 without a subprotocol, whichever ones the client requested, and then echoes.',
    group: 'handshake',
  },
  {
    name: 'subprotocol-not-requested',
    path: '/subprotocol-not-requested',
    line: 'Answers 101 with a subprotocol that the client did not request, and then echoes.',
    group: 'handshake',
  },
  {
    name: 'closes-1008',
    path: '/closes-1008',
    line: 'Opens and at once closes with 1008 (policy violation) and a reason.',
    group: 'closes',
  },
  {
    name: 'closes-1011',
    path: '/closes-1011',
    line: 'Opens and at once closes with 1011 (internal error) and a reason.',
    group: 'closes',
  },
  {
    name: 'closes-1013',
    path: '/closes-1013',
    line: 'Opens and at once closes with 1013 (try again later) and a reason.',
    group: 'closes',
  },
  {
    name: 'closes-4401',
    path: '/closes-4401',
    line: "Opens and at once closes with 4401, a code of the application's own, and a reason.",
    group: 'closes',
  },
  {
    name: 'resets-after-open',
    path: '/resets-after-open?seconds=0.1',
    line: 'Opens and resets the TCP connection with an RST after 0.1 s (seconds: 0 to 3600).',
    group: 'closes',
    parameter: { name: 'seconds', default: 0.1, min: 0, max: 3600 },
  },
  {
    name: 'drops-after-silence',
    path: '/drops-after-silence?seconds=10',
    line: 'Echoes, but ends TCP without a Close frame after 10 s (seconds: 0 to 3600) without any frame from the client.',
    group: 'closes',
    parameter: { name: 'seconds', default: 10, min: 0, max: 3600 },
  },
  {
    name: 'closes-when-idle',
    path: '/closes-when-idle?seconds=10',
    line: 'Echoes, but closes with 1000 after 10 s (seconds: 0 to 3600) without any frame from the client.',
    group: 'closes',
    parameter: { name: 'seconds', default: 10, min: 0, max: 3600 },
  },
  {
    name: 'drops-at-age',
    path: '/drops-at-age?seconds=20',
    line: 'Echoes, but ends TCP without a Close frame 20 s (seconds: 0 to 3600) after opening, however busy the connection is.',
    group: 'closes',
    parameter: { name: 'seconds', default: 20, min: 0, max: 3600 },
  },
  {
    name: 'message-limit',
    path: '/message-limit?bytes=65536',
    line: 'Echoes, but closes with 1009 (message too big) when a message is longer than 65536 bytes (bytes: 1 to 16777216).',
    group: 'limits',
    parameter: { name: 'bytes', default: 65_536, min: 1, max: 16_777_216 },
  },
  {
    name: 'cuts-large-messages',
    path: '/cuts-large-messages?bytes=65536',
    line: 'Echoes, but resets TCP without a Close frame when a message is longer than 65536 bytes (bytes: 1 to 16777216).',
    group: 'limits',
    parameter: { name: 'bytes', default: 65_536, min: 1, max: 16_777_216 },
  },
  {
    name: 'swallows-large-messages',
    path: '/swallows-large-messages?bytes=65536',
    line: 'Echoes, but says nothing to a message that is longer than 65536 bytes (bytes: 1 to 16777216).',
    group: 'limits',
    parameter: { name: 'bytes', default: 65_536, min: 1, max: 16_777_216 },
  },
  {
    name: 'stops-reading',
    path: '/stops-reading?seconds=120',
    line: 'Opens and reads nothing, as if every packet of the client got lost on the way, and ends TCP after 120 s (seconds: 0 to 300).',
    group: 'limits',
    parameter: { name: 'seconds', default: 120, min: 0, max: 300 },
  },
  {
    name: 'text-only',
    path: '/text-only',
    line: 'Echoes text messages and closes with 1003 (unacceptable data) at a binary one.',
    group: 'limits',
  },
  {
    name: 'two-at-a-time',
    path: '/two-at-a-time',
    line: 'Echoes on two connections of one browser and refuses any further one with 503 while those are open.',
    group: 'limits',
  },
  {
    name: 'answers-late',
    path: '/answers-late?seconds=3',
    line: 'Echoes each message 3 s (seconds: 0 to 3600) after it arrived.',
    group: 'pace',
    parameter: { name: 'seconds', default: 3, min: 0, max: 3600 },
  },
  {
    name: 'answers-in-bursts',
    path: '/answers-in-bursts?seconds=5',
    line: 'Collects messages and echoes them all at once, 5 s (seconds: 0 to 3600) after the first of them.',
    group: 'pace',
    parameter: { name: 'seconds', default: 5, min: 0, max: 3600 },
  },
  {
    name: 'loses-messages',
    path: '/loses-messages',
    line: 'Echoes, but leaves out every tenth message.',
    group: 'pace',
  },
  {
    name: 'swaps-messages',
    path: '/swaps-messages',
    line: 'Echoes the messages that arrive together in pairs, the later one first.',
    group: 'pace',
  },
  {
    name: 'joins-messages',
    path: '/joins-messages',
    line: 'Echoes the messages that arrive together as one message.',
    group: 'pace',
  },
  {
    name: 'sends-steadily',
    path: '/sends-steadily?seconds=0.01',
    line: 'Sends a message of 100 bytes every 0.01 s (seconds: 0.01 to 3600), and echoes.',
    group: 'pace',
    parameter: { name: 'seconds', default: 0.01, min: 0.01, max: 3600 },
  },
  {
    name: 'speaks-first',
    path: '/speaks-first',
    line: 'Sends three messages as soon as it is open, and then echoes.',
    group: 'pace',
  },
  {
    name: 'silent',
    path: '/silent',
    line: 'Opens and never sends a message, whatever it receives.',
    group: 'pace',
  },
  {
    name: 'masked-frame',
    path: '/masked-frame',
    line: 'Opens and sends a masked frame, which only a client may send.',
    group: 'frames',
  },
  {
    name: 'reserved-bit',
    path: '/reserved-bit',
    line: 'Opens and sends a frame with the RSV1 bit set, though no extension was negotiated.',
    group: 'frames',
  },
  {
    name: 'invalid-utf-8',
    path: '/invalid-utf-8',
    line: 'Opens and sends a text message in Latin-1, which is not valid UTF-8.',
    group: 'frames',
  },
  {
    name: 'close-reason-too-long',
    path: '/close-reason-too-long',
    line: 'Opens and sends a Close frame whose reason has 124 bytes, one more than a control frame can hold.',
    group: 'frames',
  },
  {
    name: 'close-code-1005',
    path: '/close-code-1005',
    line: 'Opens and sends a Close frame with 1005, a code reserved for a close without a code.',
    group: 'frames',
  },
  {
    name: 'close-code-1006',
    path: '/close-code-1006',
    line: 'Opens and sends a Close frame with 1006, a code reserved for a loss without a Close frame.',
    group: 'frames',
  },
  {
    name: 'flood',
    path: '/flood?seconds=60',
    line: 'Sends small messages as fast as the client takes them and stops after 60 s (seconds: 0 to 60) or 2,000,000 messages.',
    group: 'hostile',
    parameter: { name: 'seconds', default: 60, min: 0, max: 60 },
  },
  {
    name: 'flood-through-close',
    path: '/flood-through-close?seconds=60',
    line: 'Sends small messages as fast as the client takes them, ignores the Close frame of the client, and ends TCP after 60 s (seconds: 0 to 60).',
    group: 'hostile',
    parameter: { name: 'seconds', default: 60, min: 0, max: 60 },
  },
  {
    name: 'huge-message',
    path: '/huge-message?bytes=100000000',
    line: 'Sends one fragmented text message of 100000000 bytes (bytes: 1 to 256000000) as soon as it is open.',
    group: 'hostile',
    parameter: { name: 'bytes', default: 100_000_000, min: 1, max: 256_000_000 },
  },
  {
    name: 'markup',
    path: '/markup?seconds=2',
    line: 'Sends messages full of HTML, and closes with HTML in the reason after 2 s (seconds: 0 to 3600) or when it receives the message “close”.',
    group: 'hostile',
    parameter: { name: 'seconds', default: 2, min: 0, max: 3600 },
  },
  {
    name: 'never-closes',
    path: '/never-closes?seconds=60',
    line: 'Echoes, ignores the Close frame of the client, and ends TCP 60 s (seconds: 0 to 60) after it.',
    group: 'hostile',
    parameter: { name: 'seconds', default: 60, min: 0, max: 60 },
  },
] as const satisfies readonly PracticeEndpoint[];

type ListedEndpoint = (typeof endpoints)[number];

/** Name of an endpoint in `practiceEndpoints`. */
export type PracticeEndpointName = ListedEndpoint['name'];

/** Name of an endpoint that takes a parameter. */
export type ParameterisedEndpointName = Extract<ListedEndpoint, { parameter: PracticeParameter }>['name'];

/** Every endpoint of the practice server, in the order in which a page lists them within its group. */
export const practiceEndpoints: readonly (PracticeEndpoint & {
  name: PracticeEndpointName;
})[] = endpoints;
