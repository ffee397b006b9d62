import type { EventOf, TraceEvent } from './event-fields.ts';
import type { StepId } from './plan.ts';

/**
 * What happened, in the order in which it happened. The trace is the only thing that the probe produces: the
 * timeline, the chart, the outcomes, the facts and the report are all read from it.
 */
export type Trace = readonly TraceEvent[];

export type {
  BurstTally,
  EventOf,
  LocalNetworkPermission,
  Milliseconds,
  TraceEvent,
} from './event-fields.ts';

/** An event before it is stamped with its time. */
export type Unstamped<Event extends TraceEvent = TraceEvent> = Event extends TraceEvent
  ? Omit<Event, 'at'>
  : never;

/** From this many rows on, only what changes an outcome is recorded. */
export const longestTrace = 200;

type Merge = { [Id in TraceEvent['id']]?: (earlier: EventOf<Id>, later: EventOf<Id>) => EventOf<Id> };

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
