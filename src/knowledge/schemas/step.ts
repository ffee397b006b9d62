/** The steps of a recorded exchange, as data. `src/present/step-words.ts` says them in words. */
import { z } from 'astro/zod';
import { sentence } from './parts.ts';

const partySchema = z.enum(['client', 'proxy', 'server']);

/** What every step has. */
const way = {
  /** Who acts. */
  from: partySchema,
  /** To whom. */
  to: partySchema,
  /** The first `failed` step is where the exchange breaks; those after it follow from it. */
  outcome: z.enum(['passed', 'failed']),
};

/** Seconds of silence or life before a step. */
const after = z.number().nonnegative();

const bytes = z.number().int().nonnegative();

/** Version of HTTP, as on the first line of a message: `1.1`. */
const version = z.string().regex(/^1\.\d$/, 'must be a version of HTTP/1.x, such as "1.1"');

/** What stopped something, as the program that noticed it names it: `ECONNRESET`, `net::ERR_SSL_PROTOCOL_ERROR`. */
const error = sentence;

/** The start of a request of HTTP/1.x (RFC 9112 section 3). */
const requestLine = {
  /** Version of the PROXY protocol's header before the request; absent if there was none. */
  proxyProtocol: z.enum(['v1', 'v2']).optional(),
  method: sentence,
  /** The request target, as it was sent. */
  target: sentence,
  version,
};

/** A request as it arrived at the backend. */
export const arrivalSchema = z.strictObject({
  ...requestLine,
  /** Upgrade, Connection, Host, Origin and the case's own headers, as far as they arrived: name → value. A long value is its length. */
  headers: z.record(z.string(), z.string()),
});

/** Headers that a step shows: name → value, `null` where the header is missing. A long value is its length. */
const shownHeaders = z.record(z.string(), z.string().nullable());

/** One step of the ladder: an act of one party towards another. `kind` says which act; a docstring stands before each. */
export const stepSchema = z.discriminatedUnion('kind', [
  /** Sends a request of HTTP/1.x. */
  z.strictObject({
    ...way,
    kind: z.literal('request'),
    ...requestLine,
    headers: shownHeaders,
    /** Set if the proxy sent another Sec-WebSocket-Key than it got. */
    isOtherKey: z.literal(true).optional(),
  }),
  /** Answers a request. */
  z.strictObject({
    ...way,
    kind: z.literal('answer'),
    version,
    status: z.number().int(),
    /** The words after the status; empty if there are none. */
    reason: z.string(),
    /** The header that tells most about an answer of this status, and for a 101 the case's own. */
    headers: shownHeaders,
    /** What is wrong with the Sec-WebSocket-Accept of a 101 (RFC 6455 section 4.2.2); absent if it is right. */
    accept: z.enum(['missing', 'of another key']).optional(),
    /** A refusal's body, where it is short plain text that says more than the reason. */
    body: sentence.optional(),
    /** Set if the body opened a session of Socket.IO. */
    isSession: z.literal(true).optional(),
    /** Set if it came in plain text where the client had begun TLS. */
    isInsteadOfTls: z.literal(true).optional(),
  }),
  /** Gives no answer, and the connection fails. */
  z.strictObject({ ...way, kind: z.literal('no-answer'), error }),
  /** Gives no answer, and the connection stays open. */
  z.strictObject({
    ...way,
    kind: z.literal('silence'),
    /** Seconds for which the client waited. */
    seconds: z.number().positive(),
  }),
  /** Ends the TCP connection. */
  z.strictObject({
    ...way,
    kind: z.literal('end'),
    /** What should have come first. */
    without: z.enum(['answer', 'Close frame']),
    after: after.optional(),
  }),
  /** Asks for a TCP connection, and is refused. */
  z.strictObject({ ...way, kind: z.literal('connect-refused') }),
  /** A proxy that speaks HTTP/2 to the server passes nothing on, because HTTP/2 has no Upgrade header. */
  z.strictObject({ ...way, kind: z.literal('http2-without-upgrade') }),
  /** A browser blocks the handshake before it is sent. */
  z.strictObject({ ...way, kind: z.literal('not-sent'), error }),

  /** Begins TLS. */
  z.strictObject({
    ...way,
    kind: z.literal('tls-hello'),
    /** Set if something other than TLS was the answer to it. */
    isAnsweredOtherwise: z.literal(true).optional(),
  }),
  /** Completes a TLS handshake. */
  z.strictObject({
    ...way,
    kind: z.literal('tls-handshake'),
    /** Set if the request went through it unseen. */
    isRequestInside: z.literal(true).optional(),
  }),
  /** Shows its certificate. */
  z.strictObject({ ...way, kind: z.literal('certificate') }),
  /** Refuses the other side's certificate. */
  z.strictObject({ ...way, kind: z.literal('certificate-refused'), error }),
  /** Refuses TLS with an alert (RFC 8446 section 6). */
  z.strictObject({ ...way, kind: z.literal('tls-alert'), code: z.number().int() }),
  /** Answers the beginning of TLS neither with TLS nor with HTTP. */
  z.strictObject({ ...way, kind: z.literal('no-tls'), error }),

  /** Sends a text message. */
  z.strictObject({ ...way, kind: z.literal('message'), bytes }),
  /** Sends the client's message back. */
  z.strictObject({
    ...way,
    kind: z.literal('echo'),
    bytes,
    /** Set if the text came back as a binary message. */
    isBinary: z.literal(true).optional(),
  }),
  /** Sends a text message again and again, `after` seconds apart. */
  z.strictObject({ ...way, kind: z.literal('heartbeat'), after, isAnswered: z.boolean() }),
  /** Sends a Ping. */
  z.strictObject({ ...way, kind: z.literal('ping'), after, isAnswered: z.boolean() }),
  /** Sends a Close frame. */
  z.strictObject({
    ...way,
    kind: z.literal('close'),
    /** Its close code; 1005 if it has none. */
    code: z.number().int(),
    after: after.optional(),
  }),
  /** Sends bytes that are not a frame. */
  z.strictObject({
    ...way,
    kind: z.literal('no-frame'),
    /** Their first line, cut where it is long. */
    text: sentence,
  }),
  /** The socket is still open at the end. */
  z.strictObject({
    ...way,
    kind: z.literal('open'),
    after,
    /** Whether nothing was sent in all that time. */
    isSilent: z.boolean(),
  }),

  /** Sends a message for a client at another node. */
  z.strictObject({ ...way, kind: z.literal('peer-message') }),
  /** Sends the answer of the client at the other node. */
  z.strictObject({ ...way, kind: z.literal('peer-answer'), bytes }),
  /** Sends nothing, because the client at the other node never got the message. */
  z.strictObject({ ...way, kind: z.literal('peer-unreached') }),
  /** A proxy opened sockets on so many of two nodes. */
  z.strictObject({ ...way, kind: z.literal('nodes'), opened: z.number().int().min(0).max(2) }),
  /** A proxy made ordinary requests of the server. */
  z.strictObject({
    ...way,
    kind: z.literal('requests'),
    made: z.number().int().positive(),
    /** Connections that they took. */
    connections: z.number().int(),
  }),

  /** A proxy passes a request of Socket.IO on to a node. */
  z.strictObject({
    ...way,
    kind: z.literal('node'),
    /** Port of the node; `null` if no node got the request. */
    port: z.number().int().nullable(),
  }),
  /** Sends a packet of Socket.IO. */
  z.strictObject({ ...way, kind: z.literal('packet'), text: sentence }),

  /** Sends the page that opens the socket. */
  z.strictObject({ ...way, kind: z.literal('page'), scheme: z.enum(['http', 'https']) }),
  /** Refuses to send the page. */
  z.strictObject({ ...way, kind: z.literal('page-refused'), status: z.number().int() }),
  /** The page's own script dials another address than that of the page, and fails. */
  z.strictObject({ ...way, kind: z.literal('page-dials'), url: sentence, error }),
  /** The page closes its own socket before the answer arrives. */
  z.strictObject({ ...way, kind: z.literal('page-closes') }),
  /** The page connects again. */
  z.strictObject({
    ...way,
    kind: z.literal('page-reconnects'),
    /** Which of its sockets stayed open; 1 is the first. */
    socket: z.number().int(),
  }),
]);

/** A request as it arrived at the backend. */
export type Arrival = z.infer<typeof arrivalSchema>;
/** One step of the ladder. */
export type LadderStep = z.infer<typeof stepSchema>;
