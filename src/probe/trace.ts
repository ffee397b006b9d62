/**
 * What happened, in the order in which it happened. The trace is the only thing that the probe produces: the
 * timeline, the outcomes, the facts and the report are all read from it.
 */

/** Milliseconds since the probe was started. */
type Milliseconds = number;

export type TraceEvent = { at: Milliseconds } & (
  | { id: 'started'; endpoint: string; secure: boolean; echoBytes: number; silenceSeconds: number }
  | { id: 'request-sent' }
  /** `status` only where the server's CORS answer allows script to read it. */
  | { id: 'request-answered'; status?: number }
  | { id: 'request-failed' }
  | { id: 'request-timed-out' }
  | { id: 'socket-opening' }
  /** The constructor itself threw. */
  | { id: 'socket-refused'; name: string }
  | { id: 'socket-open'; protocol: string; extensions: string }
  | { id: 'handshake-timed-out' }
  | { id: 'message-sent'; bytes: number }
  /** Messages that arrived, joined where they follow each other. */
  | { id: 'messages-received'; count: number; bytes: number }
  | { id: 'echo-received'; milliseconds: Milliseconds }
  | { id: 'echo-timed-out' }
  | { id: 'silence-started' }
  | { id: 'silence-held' }
  | { id: 'closing' }
  | { id: 'closed'; code: number; reason: string; wasClean: boolean; silence: Milliseconds }
  | { id: 'close-timed-out' }
  | { id: 'flooded'; count: number; bytes: number }
  | { id: 'stopped' }
);

/** An event before it is stamped with its time. */
export type Unstamped<Event extends TraceEvent = TraceEvent> = Event extends TraceEvent
  ? Omit<Event, 'at'>
  : never;

export type Trace = readonly TraceEvent[];

/** From this many rows on, messages are no longer recorded. */
export const longestTrace = 200;

/** The trace with one more event. Messages that follow each other become one row; of a full trace only they are left out. */
export function record(trace: Trace, event: TraceEvent): Trace {
  if (event.id !== 'messages-received') return [...trace, event];
  const last = trace.at(-1);
  if (last?.id === 'messages-received')
    return trace.with(-1, { ...event, count: last.count + event.count, bytes: last.bytes + event.bytes });
  return trace.length < longestTrace ? [...trace, event] : trace;
}

/** The one event of an id, if it happened. */
export function find<Id extends TraceEvent['id']>(
  trace: Trace,
  id: Id,
): Extract<TraceEvent, { id: Id }> | undefined {
  return trace.find((event): event is Extract<TraceEvent, { id: Id }> => event.id === id);
}

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });

/** A time span in words: milliseconds below one second, seconds to one decimal above. */
export function span(milliseconds: Milliseconds): string {
  return milliseconds < 1000 ? `${number(Math.round(milliseconds))} ms` : `${number(milliseconds / 1000)} s`;
}

/** A size in words; decimal units. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${number(bytes / 1000)} kB` : `${number(bytes / 1_000_000)} MB`;
}

/** An event in words. What a server sent is quoted, never interpreted. */
export function describe(event: TraceEvent): string {
  switch (event.id) {
    case 'started':
      return `Test of ${event.endpoint} started`;
    case 'request-sent':
      return 'Ordinary HTTP request sent';
    case 'request-answered':
      return event.status === undefined
        ? 'An HTTP answer arrived'
        : `HTTP answer with status ${event.status}`;
    case 'request-failed':
      return 'No HTTP answer: the browser reports a network error';
    case 'request-timed-out':
      return 'No HTTP answer within the time allowed';
    case 'socket-opening':
      return 'Handshake sent';
    case 'socket-refused':
      return `The browser refused to open the socket (${event.name})`;
    case 'socket-open':
      return `Open: 101 Switching Protocols${event.protocol ? `, subprotocol ${event.protocol}` : ''}${event.extensions ? `, extension ${event.extensions}` : ''}`;
    case 'handshake-timed-out':
      return 'The handshake got no answer within the time allowed';
    case 'message-sent':
      return `Message of ${size(event.bytes)} sent`;
    case 'messages-received':
      return `${event.count === 1 ? 'Message' : `${number(event.count)} messages`} of ${size(event.bytes)} received`;
    case 'echo-received':
      return `Echo received after ${span(event.milliseconds)}`;
    case 'echo-timed-out':
      return 'No echo; many servers do not send one';
    case 'silence-started':
      return 'Silence begins';
    case 'silence-held':
      return 'Still open at the end of the silence';
    case 'closing':
      return 'Close sent by this test (1000)';
    case 'closed':
      return `Closed: code ${event.code}${event.reason ? `, reason “${event.reason}”` : ', no reason'}, ${event.wasClean ? 'clean' : 'not clean'}`;
    case 'close-timed-out':
      return 'The server did not complete the closing handshake; given up';
    case 'flooded':
      return `Cut off by this test after ${number(event.count)} messages, ${size(event.bytes)}: the server sends more than a test can take`;
    case 'stopped':
      return 'Stopped';
  }
}
