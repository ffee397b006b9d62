import type { EventOf, Trace } from '../trace.ts';
import { find, findAll } from '../trace.ts';
import { closeWords, size, span } from '../words.ts';
import { beginOf, dropIn, isOver, stepIs } from './ends.ts';
import { waiting } from './step.ts';
import type { Step } from './step.ts';

/** A reply of the test's own message that takes longer than this in the median is late, in milliseconds. */
export const lateReply = 1000;
/** All replies of a burst that come later than `lateReply` but within this time of each other were held back, in milliseconds. */
const togetherWithin = 250;

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

/** Messages one after the other. */
export function messages(trace: Trace): Step {
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

/** One binary message. */
export function binary(trace: Trace): Step {
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

/** Many messages at once. */
export function burst(trace: Trace): Step {
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

/** How far the sizes got: what passed last, what ended the connection, or what was lost or not taken. */
export function sizesOf(trace: Trace): {
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

/** Messages of growing size. */
export function sizes(trace: Trace): Step {
  const name = 'Sizes';
  const { passed, broke, failed } = sizesOf(trace);
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
