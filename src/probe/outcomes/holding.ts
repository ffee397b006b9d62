import { heartbeatEvery } from '../../diagnosis/heartbeat.ts';
import { proofLength } from '../plan.ts';
import type { Trace } from '../trace.ts';
import { find, findAll } from '../trace.ts';
import { span } from '../words.ts';
import { beginOf, dropIn, drops, isOver, stepIs, wasAsleep } from './ends.ts';
import { waiting } from './step.ts';
import type { Step, StepName } from './step.ts';

/** The hold, in silence or with traffic. */
export function hold(trace: Trace): Step {
  const plan = find(trace, 'started')?.plan;
  const name = plan?.traffic ? 'Traffic' : 'Silence';
  if (plan?.hold === 0) return { name, outcome: 'skipped', text: 'Hold was off.' };
  const begun = beginOf(trace, 'hold');
  const drop = dropIn(trace, 'hold');
  if (begun && drop && wasAsleep(trace))
    return {
      name,
      outcome: 'could not run',
      text: `It ended ${span(drop.at - begun.at)} into a hold of ${plan?.hold} s: this tab or this computer was asleep. Start again.`,
    };
  if (begun && drop)
    return {
      name,
      outcome: 'failed',
      text:
        name === 'Silence'
          ? `Dropped after ${span(drop.silence)} without a message.`
          : `Dropped ${span(drop.age)} after it opened, though a message was sent every 25 s.`,
    };
  const held = begun && findAll(trace, 'held').find(({ socket }) => socket === begun.socket);
  if (begun && held) {
    const spoke = findAll(trace, 'messages-received').some(
      ({ socket, at, until = at }) => socket === begun.socket && until > begun.at,
    );
    const kind =
      name === 'Traffic'
        ? ' with a message every 25 s'
        : spoke
          ? '; the server kept sending, so it was not silent'
          : ' without a message (a page does not see pings)';
    return { name, outcome: 'passed', text: `Still open after ${span(held.milliseconds)}${kind}.` };
  }
  const stopped = find(trace, 'stopped');
  if (begun && stopped)
    return {
      name,
      outcome: 'skipped',
      text: `Stopped after ${span(stopped.at - begun.at)}; it was still open.`,
    };
  return waiting(trace, name, begun && 'Holding the connection …');
}

/** The second hold, with a heartbeat: the drop before it, how it ended, and how the silent socket beside it did. */
function secondHold(trace: Trace) {
  const before = dropIn(trace, 'hold');
  const socket = findAll(trace, 'step').findLast(({ step }) => step === 'heartbeat')?.socket;
  if (!before || !socket) return undefined;
  return {
    before,
    held: find(trace, 'held', socket),
    after: drops(trace).find((drop) => drop.socket === socket),
    control: find(trace, 'control-closed', socket),
  };
}

/** How far two ends that have the same cause may be apart, in milliseconds: servers count in whole seconds, and late. */
const tolerance = (milliseconds: number) => Math.max(1500, milliseconds * 0.1);

/**
 * What the second hold, with a heartbeat, showed: `cured` if it outlived the drop, and a silent socket beside it did
 * not; `once` if both did, so that the drop was no idle timeout; `outlived` if the silent socket tells nothing, because
 * it did not open, ended clearly sooner or with another code, for a reason of its own, or was not silent for longer;
 * `age` if it ended at the same age however busy; `unclear` if it ended at another.
 */
export function heartbeatVerdict(
  trace: Trace,
): 'cured' | 'once' | 'outlived' | 'age' | 'unclear' | undefined {
  const second = secondHold(trace);
  if (!second) return undefined;
  const { before, held, after, control } = second;
  if (held) {
    // A short silence leaves less time for the control than the tolerance.
    const near = Math.min(tolerance(before.silence), before.silence / 2);
    if (!control) return 'outlived';
    if (control.code === undefined) return control.silence >= before.silence + near ? 'once' : 'outlived';
    return control.code === before.code && control.silence >= before.silence - near ? 'cured' : 'outlived';
  }
  if (!after) return undefined;
  return Math.abs(after.age - before.age) <= tolerance(before.age) ? 'age' : 'unclear';
}

/** The second hold, with a heartbeat, as a step. */
export function heartbeat(trace: Trace): Step {
  const name = 'Heartbeat';
  const { before, held, after, control } = secondHold(trace) ?? {};
  const every = find(trace, 'heartbeats-sent')?.every ?? 0;
  const stayed = `With a message every ${span(every)} it stayed open for ${span(held?.milliseconds ?? 0)}`;
  const silence = span(before?.silence ?? 0);
  const controlSilence = span(control?.silence ?? 0);
  switch (heartbeatVerdict(trace)) {
    case 'cured':
      return {
        name,
        outcome: 'passed',
        text: `${stayed}, where ${silence} of silence had ended it: a heartbeat cures it. A socket beside it, without the heartbeat, dropped again after ${controlSilence}.`,
      };
    case 'once':
      return {
        name,
        outcome: 'passed',
        text: `${stayed}, and so did a socket beside it in ${controlSilence} of silence, though ${silence} had ended the first: no idle limit. Something ended the first one once: a reload, a deploy, a restart, the network.`,
      };
    case 'outlived':
      return {
        name,
        outcome: 'passed',
        text: `${stayed}, where ${silence} of silence had ended the first. The heartbeat may have cured it, or the drop came only once: ${control?.code === undefined ? 'no socket beside it was silent for as long' : `the silent socket beside it did not stay (code ${control.code} after ${controlSilence})`} to compare with.`,
      };
    case 'age':
      return {
        name,
        outcome: 'failed',
        text: `It ended at the same age again (${span(after?.age ?? 0)}), though a message was sent every ${span(every)}: a limit of age, which no heartbeat moves.`,
      };
    case 'unclear':
      return {
        name,
        outcome: 'failed',
        text: `It ended again, ${span(after?.age ?? 0)} after it opened, though a message was sent every ${span(every)}.`,
      };
    case undefined:
      if (isOver(trace) && !dropIn(trace, 'hold'))
        return { name, outcome: 'skipped', text: 'Not needed: no silence ended it.' };
      return waiting(
        trace,
        name,
        stepIs(trace, 'heartbeat') && 'Holding it with a heartbeat …',
        'Only after a drop in silence.',
      );
  }
}

/** A step that takes long, while it runs. Times are milliseconds of the trace. */
export interface LongWait {
  step: StepName;
  since: number;
  /** When it will end by itself; `undefined` if only the reader ends it. */
  until: number | undefined;
  /** What is being waited for, in words. */
  waitingFor: string;
}

/** The long step that runs now, if one does. */
export function longWait(trace: Trace): LongWait | undefined {
  const plan = find(trace, 'started')?.plan;
  const step = findAll(trace, 'step').at(-1);
  if (!plan || !step || isOver(trace)) return undefined;
  if (
    trace.some(
      (event) =>
        'socket' in event && event.socket === step.socket && ['closed', 'closing'].includes(event.id),
    )
  )
    return undefined;
  const since = step.at;
  if (step.step === 'hold')
    return {
      step: plan.traffic ? 'Traffic' : 'Silence',
      since,
      until: plan.hold === null ? undefined : since + plan.hold * 1000,
      waitingFor: plan.traffic ? 'a drop in spite of a message every 25 s' : 'a drop in silence',
    };
  const before = dropIn(trace, 'hold');
  if (step.step !== 'heartbeat' || !before) return undefined;
  return {
    step: 'Heartbeat',
    since,
    until: since + proofLength(before),
    waitingFor: `it to outlive ${span(before.silence)}, with a message every ${span(heartbeatEvery(before))}${find(trace, 'control-open', step.socket) ? ', beside a silent one' : ''}`,
  };
}
