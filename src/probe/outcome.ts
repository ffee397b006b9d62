/** What each step of a test came to, read from its trace. One file of `outcomes/` has the steps of one part. */
import { close, parallel, reconnect } from './outcomes/ending.ts';
import { isOver } from './outcomes/ends.ts';
import { heartbeat, hold } from './outcomes/holding.ts';
import { binary, burst, messages, sizes } from './outcomes/messages.ts';
import { handshake, request } from './outcomes/opening.ts';
import type { Step } from './outcomes/step.ts';
import type { Trace } from './trace.ts';
import { find } from './trace.ts';

export { dropIn, firstDrop, hostAnswers, wasAsleep } from './outcomes/ends.ts';
export { heartbeatVerdict, longWait } from './outcomes/holding.ts';
export { hasEcho, isHeldBack, lateReply, roundTrips, sizesOf } from './outcomes/messages.ts';
export type { Step, StepName, StepOutcome } from './outcomes/step.ts';

/** The steps of a test, read from its trace; those that were not asked for are left out. */
export function steps(trace: Trace): Step[] {
  const plan = find(trace, 'started')?.plan;
  if (!plan) return [];
  return [
    request(trace),
    handshake(trace),
    messages(trace),
    ...(plan.binary ? [binary(trace)] : []),
    ...(plan.burst > 0 ? [burst(trace)] : []),
    ...(plan.largest > 0 ? [sizes(trace)] : []),
    hold(trace),
    ...(plan.heartbeat && plan.hold !== 0 && !plan.traffic ? [heartbeat(trace)] : []),
    ...(plan.reconnect ? [reconnect(trace)] : []),
    ...(plan.parallel > 0 ? [parallel(trace)] : []),
    close(trace),
  ];
}

/** Those of the steps that a terminal takes too, on a socket that is open. */
export function stepsOfOpenSocket(trace: Trace): Step[] {
  const plan = find(trace, 'started')?.plan;
  if (!plan) return [];
  return [
    messages(trace),
    ...(plan.largest > 0 ? [sizes(trace)] : []),
    ...(plan.hold !== 0 ? [hold(trace)] : []),
    ...(plan.heartbeat && plan.hold !== 0 ? [heartbeat(trace)] : []),
    close(trace),
  ];
}

/** Whether everything that was asked for worked. */
export function allPassed(trace: Trace): boolean {
  const opened = find(trace, 'socket-open');
  return (
    !!opened &&
    isOver(trace) &&
    steps(trace).every(({ outcome }) => outcome === 'passed' || outcome === 'skipped')
  );
}
