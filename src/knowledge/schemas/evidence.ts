import { z } from 'astro/zod';
import { daySchema } from './parts.ts';
import { socketSchema } from './socket.ts';
import { arrivalSchema, stepSchema } from './step.ts';

/** What the `WebSocket` of one browser engine reported. */
const browserSchema = z.strictObject({
  socket: socketSchema,
  closeCode: z.number().int().nullable(),
  /** `null` if the page got no `close` event, or if it is chance: where the case says so, and for Firefox when a Close frame meets a message that is still being sent. */
  wasClean: z.boolean().nullable(),
  /** Seconds from open to close, to the nearest whole second; `null` if it was held or never opened. */
  seconds: z.number().int().nullable(),
  /** Characters of the echo that came back, or its bytes if it is binary; `null` if none was asked for or none came. */
  echoed: z.number().int().nullable(),
  /** Set if the echo came back as a binary message. */
  isBinary: z.literal(true).optional(),
  /** Console lines and uncaught exceptions, with `<url>` in the place of the address; `null` where the engine's driver gives none, as WebKitGTK's, or where the case calls it chance. */
  console: z.array(z.string()).nullable(),
  /** Frames after the open that the browser sent by itself or as asked, its Close aside, as the backend got them: each kind once. Only where the case has a silence, the page opens one socket, and the backend's connection is not encrypted. */
  sent: z.array(z.enum(['text', 'binary', 'ping', 'pong'])).optional(),
});

/** What `curl` printed when it sent the handshake as the commands on the pages do. It never answers a ping. */
const curlSchema = z.strictObject({
  /** Status of the answer; `null` if none arrived. */
  status: z.number().int().nullable(),
  /** Its exit code; `null` if it still held a 101 when the observation was over. */
  exitCode: z.number().int().nullable(),
  /** Seconds from the 101 to its end, to the nearest whole second; `null` if it was held or never opened. */
  seconds: z.number().int().nullable(),
  /** Seconds from the first Ping, which it leaves unanswered, to its end, to the nearest whole second. `seconds` is then `null`: when the first Ping comes depends on the server's own clock. Absent where no Ping came before the end. */
  sincePing: z.number().int().optional(),
  /** Its own error sentence. */
  error: z.string().nullable(),
  /** Headers of a refusal that tell something, in the order in which they came: name → value, without versions and what differs from run to run. */
  head: z.record(z.string(), z.string()).optional(),
  /** The first characters of a refusal's body, as text. */
  body: z.string().nullable(),
});

const observationSchema = z.strictObject({
  /** Status of the answer to a correct handshake by the raw client; `null` if none arrived. */
  status: z.number().int().nullable(),
  /** The handshake as the backend received it; `null` if it received none. */
  backendSaw: arrivalSchema.nullable(),
  chromium: browserSchema,
  /** `null` where this engine cannot take part: it can be given neither the run's own authority nor another address space here. */
  firefox: browserSchema.nullable(),
  /** As `firefox`. */
  webkit: browserSchema.nullable(),
  curl: curlSchema,
  /** Connections to the backend that the proxy opened for the raw client's `requests`; absent where the case has none. */
  requestConnections: z.number().int().optional(),
  /** On how many nodes sockets of the observers opened; absent where one node runs, there is no proxy or the client is Socket.IO. */
  nodesUsed: z.number().int().optional(),
  /** Log lines of the proxy about this exchange, with their level, without time, process and address; a line that repeats stands once. */
  proxyLog: z.array(z.string()),
  /** As `proxyLog`, of a backend with a log of its own, or what a program on Python, Node or Deno complained about; absent where there is nothing. */
  serverLog: z.array(z.string()).optional(),
  /** The exchange as the ladder diagram shows it. */
  steps: z.array(stepSchema).min(1),
});

/** What a recorded run of a case observed; written by `npm run lab -- --record`. */
export const evidenceSchema = z.strictObject({
  /** Day of the recording. */
  recorded: daySchema,
  /** Program → version, as the program prints it. */
  versions: z.record(z.string(), z.string()),
  broken: observationSchema,
  fixed: observationSchema,
});

export type Evidence = z.infer<typeof evidenceSchema>;
export type Observation = z.infer<typeof observationSchema>;
