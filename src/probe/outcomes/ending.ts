import type { Trace } from '../trace.ts';
import { find, findAll, stepOf } from '../trace.ts';
import { closeWords, span } from '../words.ts';
import { firstDrop, isOver } from './ends.ts';
import { waiting } from './step.ts';
import type { Step } from './step.ts';

/** Coming back after a drop. */
export function reconnect(trace: Trace): Step {
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

/** Several sockets at once. */
export function parallel(trace: Trace): Step {
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

/** The end of the first connection that was open. */
export function close(trace: Trace): Step {
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
