import type { TerminalStep } from './terminal-steps.ts';
import type { StepOutcome } from './outcome.ts';
import type { PublicPlan, StepId } from './plan.ts';

/**
 * What happened, in the order in which it happened. The trace is the only thing that the probe produces: the
 * timeline, the chart, the outcomes, the facts and the report are all read from it.
 */

/** Milliseconds since the probe was started. */
export type Milliseconds = number;

/** Whether a page may reach the local network, as the browser says. */
export const localNetworkPermissions = ['granted', 'denied', 'prompt', 'unknown'] as const;
export type LocalNetworkPermission = (typeof localNetworkPermissions)[number];

/** An event of one connection; connections are counted from 1. */
type OfSocket<Event> = Event & { socket: number };

export type TraceEvent = { at: Milliseconds } & (
  | { id: 'started'; endpoint: string; secure: boolean; plan: PublicPlan }
  | { id: 'request-sent' }
  /** `status` only where the server's CORS answer allows script to read it. */
  | { id: 'request-answered'; status?: number }
  | { id: 'request-failed' }
  | { id: 'request-timed-out' }
  /** So many handshakes failed lately that the browser itself delays the next ones. */
  | { id: 'browser-delays'; failures: number }
  /** A page of the public internet asked for an address of the local network, in vain. */
  | { id: 'local-network'; permission: LocalNetworkPermission }
  /** A rule of the page's own Content-Security-Policy stopped the socket. */
  | { id: 'policy-blocked' }
  | { id: 'page-hidden' }
  | { id: 'page-shown' }
  /** The reader left the page, or the browser froze it; either ends the sockets, and with them the test. */
  | { id: 'page-left' }
  /** A timer of the test fired so much later than it was set for: the browser slows hidden tabs down. */
  | { id: 'timer-late'; milliseconds: Milliseconds }
  | OfSocket<{ id: 'step'; step: StepId }>
  | OfSocket<{ id: 'socket-opening' }>
  /** The constructor itself threw. */
  | OfSocket<{ id: 'socket-refused'; name: string }>
  | OfSocket<{ id: 'socket-open'; protocol: string; extensions: string }>
  | OfSocket<{ id: 'handshake-timed-out' }>
  /** Messages of the test, joined where they follow each other; `until` is the time of the last. */
  | OfSocket<{ id: 'messages-sent'; count: number; bytes: number; until?: Milliseconds }>
  /** Messages that arrived, joined where they follow each other; `until` is the time of the last. */
  | OfSocket<{ id: 'messages-received'; count: number; bytes: number; until?: Milliseconds }>
  /** How long each reply took, in the order of the messages. `echo` if they were the messages themselves. */
  | OfSocket<{ id: 'replies'; samples: readonly Milliseconds[]; echo: boolean; until?: Milliseconds }>
  | OfSocket<{ id: 'binary-echoed'; as: 'binary' | 'text' }>
  | OfSocket<{ id: 'reply-timed-out' }>
  /** What came back of numbered messages that were sent at once. */
  | OfSocket<{ id: 'burst' } & BurstTally>
  | OfSocket<{ id: 'rung-sent'; bytes: number }>
  /** A message of the ladder arrived back, or the socket outlived it. */
  | OfSocket<{ id: 'rung-passed'; bytes: number; echoed: boolean; milliseconds: Milliseconds }>
  /** A message of the ladder did not arrive back, where shorter ones had. */
  | OfSocket<{ id: 'rung-lost'; bytes: number }>
  /** A message of the ladder did not leave the browser: whoever should read it does not. */
  | OfSocket<{ id: 'rung-stuck'; bytes: number; milliseconds: Milliseconds }>
  | OfSocket<{ id: 'heartbeats-sent'; count: number; every: Milliseconds; until?: Milliseconds }>
  | OfSocket<{ id: 'held'; milliseconds: Milliseconds }>
  /** A second socket, the control, is open in silence beside one that is held with a heartbeat. */
  | OfSocket<{ id: 'control-open' }>
  /**
   * The end of the control: without `code` this test ended it. `age` since its open, `silence` since the last message
   * on it or its open; both 0 if it never opened.
   */
  | OfSocket<{ id: 'control-closed'; code?: number; age: Milliseconds; silence: Milliseconds }>
  | OfSocket<{ id: 'closing' }>
  /** `age` since the open, `silence` since the last frame either way; both 0 for a socket that never opened. */
  | OfSocket<{
      id: 'closed';
      code: number;
      reason: string;
      wasClean: boolean;
      age: Milliseconds;
      silence: Milliseconds;
    }>
  | OfSocket<{ id: 'close-timed-out' }>
  | OfSocket<{ id: 'flooded'; count: number; bytes: number }>
  /** A pause before the next attempt to come back. */
  | { id: 'waiting'; milliseconds: Milliseconds }
  /** Sockets that were opened at once: how many were asked for, and how many were still open a second later. */
  | { id: 'parallel'; asked: number; open: number }
  /** A step that only a terminal can take, and how it ended; `text` says what was found. */
  | { id: 'checked'; step: TerminalStep; outcome: StepOutcome; text: string }
  /** What such a step established: the ids of a question and of its answer. */
  | { id: 'established'; question: string; answer: string; value?: number; detail?: string }
  | { id: 'stopped' }
  | { id: 'finished' }
);

/** What came back of a burst. Times are milliseconds since the first message was sent; 0 if nothing came. */
export interface BurstTally {
  sent: number;
  received: number;
  /** Messages that came before one that was sent earlier. */
  reordered: number;
  duplicated: number;
  /** Replies that held several of the messages in one. */
  joined: number;
  first: Milliseconds;
  last: Milliseconds;
}

/** An event before it is stamped with its time. */
export type Unstamped<Event extends TraceEvent = TraceEvent> = Event extends TraceEvent
  ? Omit<Event, 'at'>
  : never;

export type Trace = readonly TraceEvent[];

/** From this many rows on, only what changes an outcome is recorded. */
export const longestTrace = 200;

type Merge = { [Id in TraceEvent['id']]?: (earlier: EventOf<Id>, later: EventOf<Id>) => EventOf<Id> };
/** The event of an id. */
export type EventOf<Id extends TraceEvent['id']> = Extract<TraceEvent, { id: Id }>;

const counted = <Event extends { at: number; count: number; bytes: number }>(
  earlier: Event,
  later: Event,
): Event => ({
  ...earlier,
  count: earlier.count + later.count,
  bytes: earlier.bytes + later.bytes,
  until: later.at,
});

/** Events that come in any number; in an unbroken run of such events each id has one row. */
const merges: Merge = {
  'messages-received': counted,
  'messages-sent': counted,
  replies: (earlier, later) => ({
    ...earlier,
    samples: [...earlier.samples, ...later.samples],
    until: later.at,
  }),
  'heartbeats-sent': (earlier, later) => ({
    ...earlier,
    count: earlier.count + later.count,
    until: later.at,
  }),
  'timer-late': (earlier, later) => ({
    ...earlier,
    milliseconds: Math.max(earlier.milliseconds, later.milliseconds),
  }),
};
/** What a full trace leaves out. */
const dispensable = new Set<TraceEvent['id']>([
  ...(Object.keys(merges) as TraceEvent['id'][]),
  'page-hidden',
  'page-shown',
]);

const socketOf = (event: TraceEvent) => ('socket' in event ? event.socket : undefined);

/** The trace with one more event. Events of which any number can come share a row; of a full trace only they are left out. */
export function record(trace: Trace, event: TraceEvent): Trace {
  const merge = merges[event.id] as ((earlier: TraceEvent, later: TraceEvent) => TraceEvent) | undefined;
  if (merge)
    for (let index = trace.length - 1; index >= 0; index -= 1) {
      const earlier = trace[index];
      if (earlier === undefined || merges[earlier.id] === undefined) break;
      if (earlier.id === event.id && socketOf(earlier) === socketOf(event))
        // Not by `with`, which Chrome has only since 110.
        return [...trace.slice(0, index), merge(earlier, event), ...trace.slice(index + 1)];
    }
  return trace.length < longestTrace || !dispensable.has(event.id) ? [...trace, event] : trace;
}

/** The first event of an id, if it happened; of one connection if that is named. */
export function find<Id extends TraceEvent['id']>(
  trace: Trace,
  id: Id,
  socket?: number,
): EventOf<Id> | undefined {
  return trace.find(
    (event): event is EventOf<Id> => event.id === id && (socket === undefined || socketOf(event) === socket),
  );
}

/** Every event of an id, in the order in which they happened. */
export function findAll<Id extends TraceEvent['id']>(trace: Trace, id: Id): EventOf<Id>[] {
  return trace.filter((event): event is EventOf<Id> => event.id === id);
}

/** The step that a connection was in when it ended, or is in; `undefined` before the first. */
export function stepOf(trace: Trace, socket: number): StepId | undefined {
  return trace.findLast((event): event is EventOf<'step'> => event.id === 'step' && event.socket === socket)
    ?.step;
}
