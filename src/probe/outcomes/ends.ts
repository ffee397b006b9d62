/** How connections ended, and what that says; read from the trace. */
import type { StepId } from '../plan.ts';
import type { EventOf, Trace } from '../trace.ts';
import { find, findAll, stepOf } from '../trace.ts';

/** Whether the test has ended. */
export const isOver = (trace: Trace) => find(trace, 'finished') !== undefined;

/** The connections that were open and ended without this test asking for it, in that order. */
export const drops = (trace: Trace) =>
  findAll(trace, 'closed').filter(
    ({ socket }) => find(trace, 'socket-open', socket) && !find(trace, 'closing', socket),
  );

/** The first connection that was open and ended by itself, if one did. */
export const firstDrop = (trace: Trace): EventOf<'closed'> | undefined => drops(trace)[0];

/** The connection that ended by itself in a step, if one did. */
export function dropIn(trace: Trace, step: StepId): EventOf<'closed'> | undefined {
  return drops(trace).find(({ socket }) => stepOf(trace, socket) === step);
}

/**
 * Whether the host answers HTTP, as far as a page can know: `no-answer` only where both the ordinary request and the
 * handshake waited in vain. A request that fails proves nothing, for a browser also fails it for an answer that it
 * keeps from the page: one with a Cross-Origin-Resource-Policy header, or a redirect that loops or leads nowhere.
 */
export function hostAnswers(trace: Trace): 'answers' | 'no-answer' | undefined {
  if (find(trace, 'request-answered')) return 'answers';
  return find(trace, 'request-timed-out') && find(trace, 'handshake-timed-out') ? 'no-answer' : undefined;
}

/** How much later than a hold's end its drop may be told of, in milliseconds. */
const asleepAfter = 5000;

/** Whether the socket ended in a hold that should have been over: no timer ran, and the end says nothing of the endpoint. */
export function wasAsleep(trace: Trace): boolean {
  const hold = find(trace, 'started')?.plan.hold ?? Infinity;
  const begun = beginOf(trace, 'hold');
  const drop = dropIn(trace, 'hold');
  return !!begun && !!drop && drop.at - begun.at > hold * 1000 + asleepAfter;
}

/** The beginning of a step, if it was reached. */
export const beginOf = (trace: Trace, step: StepId) =>
  findAll(trace, 'step').find((event) => event.step === step);

/** Whether a step is the one that was reached last. */
export const stepIs = (trace: Trace, step: string) => findAll(trace, 'step').at(-1)?.step === step;
