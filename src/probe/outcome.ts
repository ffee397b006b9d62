import { heartbeatEvery } from '../diagnosis/heartbeat.ts';
import { proofLength } from './plan.ts';
import type { StepId } from './plan.ts';
import type { TerminalStep } from './terminal-steps.ts';
import type { EventOf, Trace } from './trace.ts';
import { find, findAll, stepOf } from './trace.ts';
import { closeWords, size, span } from './words.ts';

/** How a step ended, or how far it is. `unknowable`: it failed, and a browser does not tell script why. */
export type StepOutcome =
  'passed' | 'failed' | 'skipped' | 'could not run' | 'unknowable' | 'running' | 'waiting';

/** Names of the steps, as they are shown. */
export type StepName =
  | TerminalStep
  | 'HTTP'
  | 'Handshake'
  | 'Messages'
  | 'Binary'
  | 'Burst'
  | 'Sizes'
  | 'Silence'
  | 'Traffic'
  | 'Heartbeat'
  | 'Reconnect'
  | 'Parallel'
  | 'Close';

export interface Step {
  name: StepName;
  outcome: StepOutcome;
  /** What was measured, in a sentence or two. */
  text: string;
}

/** A reply of the test's own message that takes longer than this in the median is late, in milliseconds. */
export const lateReply = 1000;
/** All replies of a burst that come later than `lateReply` but within this time of each other were held back, in milliseconds. */
const togetherWithin = 250;

/** Whether the test has ended. */
export const isOver = (trace: Trace) => find(trace, 'finished') !== undefined;

/** A step without an outcome: what it does now, or what it waits for where it has not begun. */
function waiting(trace: Trace, name: StepName, now: string | false | undefined, until = 'Not yet.'): Step {
  if (isOver(trace)) return { name, outcome: 'skipped', text: 'Not reached.' };
  return now ? { name, outcome: 'running', text: now } : { name, outcome: 'waiting', text: until };
}

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

/** The connections that were open and ended without this test asking for it, in that order. */
const drops = (trace: Trace) =>
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
const beginOf = (trace: Trace, step: StepId) => findAll(trace, 'step').find((event) => event.step === step);

function request(trace: Trace): Step {
  const name = 'HTTP';
  const answered = find(trace, 'request-answered');
  if (answered)
    return {
      name,
      outcome: 'passed',
      text: `The host answers HTTP${answered.status === undefined ? '' : ` (status ${answered.status} to an ordinary request)`}. DNS, TCP and, for wss, TLS work.`,
    };
  const unanswered = find(trace, 'request-failed') ?? find(trace, 'request-timed-out');
  if (unanswered && find(trace, 'socket-open'))
    return {
      name,
      outcome: 'skipped',
      text: 'The ordinary request got no answer that this page may see. The handshake got through, so that is not a fault.',
    };
  if (find(trace, 'request-failed'))
    return {
      name,
      outcome: 'unknowable',
      text: 'The ordinary request failed, and the browser hides why from this page. DNS, a refused connection, a certificate or TLS may be at fault. Or the host does answer, and the browser kept the answer back: it does so for a Cross-Origin-Resource-Policy (CORP) header, and for a redirect that loops or leads nowhere. The Console names the error.',
    };
  if (hostAnswers(trace) === 'no-answer')
    return {
      name,
      outcome: 'failed',
      text: 'Neither the ordinary request nor the handshake was answered in time.',
    };
  if (find(trace, 'request-timed-out'))
    return {
      name,
      outcome: 'unknowable',
      text: 'The ordinary request was given up after 8 seconds. Either nothing answers, or the answer comes so slowly that the browser still keeps it from this page.',
    };
  return waiting(trace, name, 'Waiting for any HTTP answer …');
}

function handshake(trace: Trace): Step {
  const name = 'Handshake';
  const opening = find(trace, 'socket-opening', 1);
  const open = find(trace, 'socket-open', 1);
  const offered = find(trace, 'started')?.plan.subprotocols ?? 0;
  const delayed = find(trace, 'browser-delays')
    ? ' The time is the browser’s: it delays handshakes after many failures.'
    : '';
  if (open) {
    const chosen = [
      open.protocol !== ''
        ? `subprotocol ${open.protocol}`
        : offered > 0
          ? 'no subprotocol, though some were offered'
          : '',
      open.extensions === '' ? '' : `extensions ${open.extensions}`,
    ].filter(Boolean);
    return {
      name,
      outcome: 'passed',
      text: `101 Switching Protocols after ${span(open.at - (opening?.at ?? 0))}${chosen.length > 0 ? `; ${chosen.join(', ')}` : ''}.${delayed}`,
    };
  }
  const refused = find(trace, 'policy-blocked') ? undefined : find(trace, 'socket-refused');
  if (refused)
    return {
      name,
      outcome: 'could not run',
      text: `The browser refused to open this address (${refused.name}). Nothing was sent.`,
    };
  if (find(trace, 'policy-blocked'))
    return {
      name,
      outcome: 'could not run',
      text: 'The Content-Security-Policy of the page blocked the socket. Nothing was sent.',
    };
  if (find(trace, 'handshake-timed-out'))
    return {
      name,
      outcome: 'failed',
      text: 'No answer within 15 seconds: the connection stands, but nobody answers the upgrade.',
    };
  const permission = find(trace, 'local-network')?.permission;
  if (permission === 'denied' || permission === 'prompt')
    return {
      name,
      outcome: 'could not run',
      text:
        permission === 'denied'
          ? 'The browser denies this page the local network, so nothing reached the endpoint. Allow it in the site settings beside the address bar.'
          : 'The browser asks before this page may reach the local network, and nobody answered. Start again and allow it.',
    };
  const closed = find(trace, 'closed');
  if (closed)
    return {
      name,
      outcome: 'unknowable',
      text: `Failed after ${span(closed.at - (opening?.at ?? 0))} with code ${closed.code}. Script never sees the status or the reason.${permission === 'unknown' ? ' The browser may also have refused by itself: some keep pages of the internet from local addresses.' : ''}${delayed}`,
    };
  return waiting(trace, name, opening && 'Waiting for the answer to the handshake …');
}

/** The value below which a share of the samples lies. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Smallest, median and 95th percentile of round trips, in milliseconds. */
export function roundTrips(samples: readonly number[]): { min: number; median: number; p95: number } {
  return { min: quantile(samples, 0), median: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}

/** When the step after one began; `undefined` if none did. */
const nextStepAt = (trace: Trace, step: EventOf<'step'>) => {
  const all = findAll(trace, 'step');
  return all[all.indexOf(step) + 1]?.at;
};

function messages(trace: Trace): Step {
  const name = 'Messages';
  const plan = find(trace, 'started')?.plan;
  const replies = find(trace, 'replies');
  if (plan?.roundTrips === 0) return { name, outcome: 'skipped', text: 'Messages were off.' };
  const drop = dropIn(trace, 'messages');
  if (drop)
    return {
      name,
      outcome: 'failed',
      text: `The connection ended ${span(drop.silence)} after a message, with ${closeWords(drop)}.`,
    };
  if (replies) {
    const { min, median, p95 } = roundTrips(replies.samples);
    const count = replies.samples.length;
    const step = beginOf(trace, 'messages');
    const lost = findAll(trace, 'reply-timed-out').some(
      ({ socket, at }) => socket === step?.socket && at <= (nextStepAt(trace, step) ?? Infinity),
    );
    if (lost)
      return {
        name,
        outcome: 'failed',
        text: `After ${count === 1 ? 'one echo' : `${count} echoes`} a message got none within 6 seconds: it was lost on the way.`,
      };
    return {
      name,
      outcome: median >= lateReply && replies.echo ? 'failed' : 'passed',
      text: `${replies.echo ? 'Round trip' : 'Reply'} in ${span(median)}${count > 1 ? ` (median of ${count}; fastest ${span(min)}, 95 % within ${span(p95)})` : ''}.${median >= lateReply && replies.echo ? ' That is late: something holds messages back, or the server is busy.' : ''}`,
    };
  }
  if (find(trace, 'reply-timed-out'))
    return {
      name,
      outcome: 'skipped',
      text: plan?.ownMessage
        ? 'No such reply within 6 seconds.'
        : find(trace, 'messages-received')
          ? 'No echo, but the server sends messages of its own. That is normal.'
          : 'No echo within 6 seconds. Most servers have no echo; that is normal.',
    };
  return waiting(trace, name, find(trace, 'messages-sent') && 'Waiting for the reply …');
}

function binary(trace: Trace): Step {
  const name = 'Binary';
  const drop = dropIn(trace, 'binary');
  if (drop)
    return {
      name,
      outcome: 'failed',
      text: `A binary message ended the connection with ${closeWords(drop)}.`,
    };
  const echoed = find(trace, 'binary-echoed');
  if (echoed)
    return {
      name,
      outcome: echoed.as === 'binary' ? 'passed' : 'failed',
      text:
        echoed.as === 'binary'
          ? 'A binary message came back as it was.'
          : 'The binary message came back as text.',
    };
  const step = beginOf(trace, 'binary');
  if (step && findAll(trace, 'reply-timed-out').some(({ at }) => at >= step.at))
    return { name, outcome: 'failed', text: 'Text comes back, a binary message does not.' };
  return waiting(trace, name, step && 'Waiting for the binary message …');
}

/** Whether a burst was held back and let go at once. */
export const isHeldBack = ({ received, first, last }: EventOf<'burst'>) =>
  received > 0 && first >= lateReply && last - first <= togetherWithin;

function burst(trace: Trace): Step {
  const name = 'Burst';
  const drop = dropIn(trace, 'burst');
  if (drop)
    return {
      name,
      outcome: 'failed',
      text: `Many messages at once ended the connection with ${closeWords(drop)}.`,
    };
  const tally = find(trace, 'burst');
  if (!tally) return waiting(trace, name, stepIs(trace, 'burst') && 'Waiting for them …');
  const faults = [
    tally.received < tally.sent ? `${tally.sent - tally.received} were lost` : '',
    tally.reordered > 0 ? `${tally.reordered} came out of order` : '',
    tally.duplicated > 0 ? `${tally.duplicated} came twice` : '',
    tally.joined > 0 ? `${tally.joined} replies held several messages in one` : '',
    isHeldBack(tally) ? `all of them were held back for ${span(tally.first)}` : '',
  ].filter(Boolean);
  return {
    name,
    outcome: faults.length > 0 ? 'failed' : 'passed',
    text:
      faults.length > 0
        ? `Of ${tally.sent} messages sent at once ${faults.join(', ')}.`
        : `All ${tally.sent} messages sent at once came back, in order, within ${span(tally.last)}.`,
  };
}

/** Whether the server sends back what it is sent. */
export const hasEcho = (trace: Trace) =>
  trace.some(
    (event) => (event.id === 'replies' && event.echo) || (event.id === 'rung-passed' && event.echoed),
  );

/** How far the size ladder got: what passed last, what ended the connection, or what was lost or not taken. */
export function ladder(trace: Trace): {
  passed: EventOf<'rung-passed'> | undefined;
  broke: { bytes: number; closed: EventOf<'closed'> } | undefined;
  failed: EventOf<'rung-lost'> | EventOf<'rung-stuck'> | undefined;
} {
  const drop = dropIn(trace, 'sizes');
  const sent = findAll(trace, 'rung-sent').at(-1);
  return {
    passed: findAll(trace, 'rung-passed').at(-1),
    broke: drop && sent ? { bytes: sent.bytes, closed: drop } : undefined,
    failed: find(trace, 'rung-lost') ?? find(trace, 'rung-stuck'),
  };
}

function sizes(trace: Trace): Step {
  const name = 'Sizes';
  const { passed, broke, failed } = ladder(trace);
  const until = passed
    ? passed.echoed
      ? `${size(passed.bytes)} came back`
      : `It survived ${size(passed.bytes)}`
    : 'Nothing came back';
  if (broke)
    return {
      name,
      outcome: 'failed',
      text: `${until}; a message of ${size(broke.bytes)} ended the connection with ${closeWords(broke.closed)}.`,
    };
  const sent = findAll(trace, 'rung-sent').at(-1);
  if (failed?.id === 'rung-stuck')
    return {
      name,
      outcome: 'failed',
      text: `${passed ? `${until}; a` : 'A'} message of ${size(failed.bytes)} was not taken within ${span(failed.milliseconds)}: the server, or something on the way, stopped reading.`,
    };
  if (failed) {
    const came = trace.slice(
      trace.findLastIndex(({ id }) => id === 'rung-sent'),
      trace.indexOf(failed),
    );
    const instead = find(came, 'messages-received');
    return {
      name,
      outcome: 'failed',
      text: `${passed ? until : 'A short message came back'}, ${size(failed.bytes)} did not within 30 s: it was lost on the way.${instead?.count === 1 ? ` A message of ${size(instead.bytes)} came instead.` : ''}`,
    };
  }
  const isDone = passed && (isOver(trace) || !stepIs(trace, 'sizes')) && passed.bytes === sent?.bytes;
  if (isDone) return { name, outcome: 'passed', text: `${until}, the largest that was sent.` };
  return waiting(trace, name, sent && `Sending ${size(sent.bytes)} …`);
}

const stepIs = (trace: Trace, step: string) => findAll(trace, 'step').at(-1)?.step === step;

function hold(trace: Trace): Step {
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

function heartbeat(trace: Trace): Step {
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

function reconnect(trace: Trace): Step {
  const name = 'Reconnect';
  const dropped = firstDrop(trace);
  if (!dropped)
    return isOver(trace)
      ? { name, outcome: 'skipped', text: 'Not needed: it did not drop.' }
      : waiting(trace, name, undefined, 'Only after a drop.');
  const again = findAll(trace, 'socket-open').find(({ socket }) => socket > dropped.socket);
  const attempts = findAll(trace, 'socket-opening').filter(({ socket }) => socket > dropped.socket);
  if (again) {
    const number = attempts.findIndex(({ socket }) => socket === again.socket) + 1;
    const ended = find(trace, 'closed', again.socket);
    const isShort =
      ended && !find(trace, 'closing', again.socket) && stepOf(trace, again.socket) === 'reconnect';
    return {
      name,
      outcome: isShort ? 'failed' : 'passed',
      text: `Open again ${span(again.at - dropped.at)} after the drop${number > 1 ? `, at attempt ${number}` : ''}${isShort ? `, and ended again after ${span(ended.age)} with ${closeWords(ended)}` : ''}.`,
    };
  }
  if (attempts.length === 0) return waiting(trace, name, undefined);
  return isOver(trace)
    ? {
        name,
        outcome: 'failed',
        text: `It did not come back in ${attempts.length === 1 ? 'one attempt' : `${attempts.length} attempts`}.`,
      }
    : { name, outcome: 'running', text: `Attempt ${attempts.length} …` };
}

function parallel(trace: Trace): Step {
  const name = 'Parallel';
  const result = find(trace, 'parallel');
  if (!result) return waiting(trace, name, undefined, 'At the end.');
  return {
    name,
    outcome: result.open === result.asked ? 'passed' : 'failed',
    text:
      result.open === result.asked
        ? `${result.asked} sockets are open at once.`
        : `Of ${result.asked} sockets at once ${result.open === 0 ? 'none stays' : `only ${result.open} stay`} open.`,
  };
}

function close(trace: Trace): Step {
  const name = 'Close';
  if (find(trace, 'flooded'))
    return {
      name,
      outcome: 'failed',
      text: 'Cut off by this test: the server sends more than a test can take.',
    };
  if (find(trace, 'close-timed-out'))
    return {
      name,
      outcome: 'failed',
      text: 'The server did not complete the closing handshake within 3 seconds.',
    };
  const opened = new Set(findAll(trace, 'socket-open').map(({ socket }) => socket));
  const ends = findAll(trace, 'closed').filter(({ socket }) => opened.has(socket));
  // The first end that this test did not ask for, or else the one that it did.
  const closed = ends.find(({ socket }) => !find(trace, 'closing', socket)) ?? ends[0];
  if (closed && (isOver(trace) || !find(trace, 'closing', closed.socket)))
    return {
      name,
      outcome: find(trace, 'closing', closed.socket) ? 'passed' : 'failed',
      text: `${closeWords(closed).replace(/^c/, 'C')}, ${span(closed.age)} after it opened.`,
    };
  return waiting(trace, name, undefined);
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

/** Whether everything that was asked for worked. */
export function allPassed(trace: Trace): boolean {
  const opened = find(trace, 'socket-open');
  return (
    !!opened &&
    isOver(trace) &&
    steps(trace).every(({ outcome }) => outcome === 'passed' || outcome === 'skipped')
  );
}
