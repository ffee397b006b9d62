import type { Fact, Facts } from '../diagnosis/facts.ts';
import type { AnswerId } from '../diagnosis/questions.ts';
import type { Trace } from './trace.ts';
import { find, size, span } from './trace.ts';

/** How a step ended. `unknowable`: it failed, and a browser does not tell script why. */
export type StepOutcome = 'passed' | 'failed' | 'skipped' | 'could not run' | 'unknowable' | 'running';

export interface Step {
  name: 'HTTP' | 'Handshake' | 'Echo' | 'Silence' | 'Close';
  outcome: StepOutcome;
  /** What was measured, in one sentence. */
  text: string;
}

/** A message of this size or more that ends the connection points to a size limit, in bytes. */
const largeMessage = 4096;
/** A connection that ends in a shorter silence than this did not run into an idle timeout, in milliseconds. */
const shortestIdle = 1500;

/** The steps of a test, read from its trace. */
export function steps(trace: Trace): Step[] {
  return [request(trace), handshake(trace), echo(trace), silence(trace), close(trace)];
}

const isOver = (trace: Trace) =>
  trace.some(({ id }) =>
    ['stopped', 'closed', 'close-timed-out', 'flooded', 'handshake-timed-out', 'socket-refused'].includes(id),
  );

const waiting = (trace: Trace, name: Step['name'], text: string): Step =>
  isOver(trace) ? { name, outcome: 'skipped', text: 'Not reached.' } : { name, outcome: 'running', text };

function request(trace: Trace): Step {
  const name = 'HTTP';
  const answered = find(trace, 'request-answered');
  if (answered)
    return {
      name,
      outcome: 'passed',
      text: `The host answers HTTP${answered.status === undefined ? '' : ` (status ${answered.status} to an ordinary request)`}. DNS, TCP and, for wss, TLS work.`,
    };
  if (find(trace, 'request-failed'))
    return {
      name,
      outcome: 'unknowable',
      text: 'No HTTP answer. It may be DNS, a refused connection, a certificate or TLS: the browser does not say which.',
    };
  if (find(trace, 'request-timed-out'))
    return { name, outcome: 'failed', text: 'No HTTP answer within 8 seconds.' };
  return waiting(trace, name, 'Waiting for any HTTP answer …');
}

function handshake(trace: Trace): Step {
  const name = 'Handshake';
  const opening = find(trace, 'socket-opening');
  const open = find(trace, 'socket-open');
  if (open)
    return {
      name,
      outcome: 'passed',
      text: `101 Switching Protocols after ${span(open.at - (opening?.at ?? 0))}.`,
    };
  const refused = find(trace, 'socket-refused');
  if (refused)
    return {
      name,
      outcome: 'could not run',
      text: `The browser refused to open this address (${refused.name}). Nothing was sent.`,
    };
  if (find(trace, 'handshake-timed-out'))
    return {
      name,
      outcome: 'failed',
      text: 'No answer within 15 seconds: the connection stands, but nobody answers the upgrade.',
    };
  const closed = find(trace, 'closed');
  if (closed)
    return {
      name,
      outcome: 'unknowable',
      text: `Failed after ${span(closed.at - (opening?.at ?? 0))} with code ${closed.code}. Script never sees the status or the reason.`,
    };
  return waiting(trace, name, 'Waiting for the answer to the handshake …');
}

function echo(trace: Trace): Step {
  const name = 'Echo';
  const started = find(trace, 'started');
  const received = find(trace, 'echo-received');
  if (received) return { name, outcome: 'passed', text: `Round trip in ${span(received.milliseconds)}.` };
  if (started?.echoBytes === 0) return { name, outcome: 'skipped', text: 'No message was to be sent.' };
  if (find(trace, 'echo-timed-out')) {
    const messages = find(trace, 'messages-received');
    return {
      name,
      outcome: 'skipped',
      text: messages
        ? 'No echo, but the server sends messages of its own. That is normal.'
        : 'No echo within 6 seconds. Most servers have no echo; that is normal.',
    };
  }
  const sent = find(trace, 'message-sent');
  const closed = find(trace, 'closed');
  if (sent && closed && closed.at >= sent.at)
    return { name, outcome: 'failed', text: `The connection ended after a message of ${size(sent.bytes)}.` };
  return waiting(trace, name, sent ? 'Waiting for the echo …' : 'Not yet.');
}

function silence(trace: Trace): Step {
  const name = 'Silence';
  const begun = find(trace, 'silence-started');
  const started = find(trace, 'started');
  if (started?.silenceSeconds === 0) return { name, outcome: 'skipped', text: 'No silence was to be held.' };
  const held = find(trace, 'silence-held');
  if (begun && held) {
    const spoke = trace.some(({ id, at }) => id === 'messages-received' && at > begun.at);
    return {
      name,
      outcome: 'passed',
      text: `Still open after ${span(held.at - begun.at)}${spoke ? '; the server kept sending, so it was not silent' : ' of silence'}.`,
    };
  }
  const closed = find(trace, 'closed');
  if (begun && closed)
    return { name, outcome: 'failed', text: `Dropped after ${span(closed.silence)} of silence.` };
  return waiting(trace, name, begun ? 'Holding the connection in silence …' : 'Not yet.');
}

function close(trace: Trace): Step {
  const name = 'Close';
  const closed = find(trace, 'closed');
  const closing = find(trace, 'closing');
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
  if (find(trace, 'socket-open') && closed) {
    const since = span(closed.at - (find(trace, 'socket-open')?.at ?? 0));
    const words = `Code ${closed.code}${closed.reason ? `, reason “${closed.reason}”` : ', no reason'}, ${closed.wasClean ? 'clean' : 'not clean'}, ${since} after it opened.`;
    return { name, outcome: closing ? 'passed' : 'failed', text: words };
  }
  return waiting(trace, name, 'Not yet.');
}

/** Whether everything that was asked for worked. */
export function allPassed(trace: Trace): boolean {
  return isOver(trace) && steps(trace).every(({ outcome }) => outcome === 'passed' || outcome === 'skipped');
}

/** Close code → answer to the question `close-code`. */
export function closeCodeAnswer(code: number): AnswerId<'close-code'> {
  if (code === 1000 || code === 1001 || code === 1005) return 'normal';
  if (code === 1002 || code === 1003 || code === 1007) return 'protocol';
  if (code >= 3000 && code <= 4999) return 'application';
  const answers = ['1006', '1008', '1009', '1011', '1012', '1013'] as const;
  return answers.find((answer) => answer === String(code)) ?? 'cannot-tell';
}

/** What a test established, as facts for the tree. Nothing that a browser cannot know is among them. */
export function facts(trace: Trace): Facts {
  const found: Fact[] = [];
  const started = find(trace, 'started');
  const closed = find(trace, 'closed');
  const open = find(trace, 'socket-open');
  if (!started || find(trace, 'socket-refused')) return [];

  if (!open) {
    if (!closed && !find(trace, 'handshake-timed-out')) return [];
    found.push({ question: 'symptom', answer: 'never-opens', source: 'measured' });
    if (started.secure)
      found.push({ question: 'schemes', answer: 'other', source: 'measured', detail: 'wss://' });
    if (find(trace, 'request-answered'))
      found.push({ question: 'reach', answer: 'answers', source: 'measured' });
    else found.push({ question: 'reach', answer: 'no-answer', source: 'measured' });
    if (find(trace, 'handshake-timed-out') && find(trace, 'request-answered'))
      found.push({ question: 'status', answer: 'none', source: 'measured', detail: 'no answer for 15 s' });
    return found;
  }

  if (!closed || find(trace, 'closing')) return [];
  const sent = find(trace, 'message-sent');
  const echoed = find(trace, 'echo-received') ?? find(trace, 'echo-timed-out');
  const code: Fact = {
    question: 'close-code',
    answer: closeCodeAnswer(closed.code),
    source: 'measured',
    detail: String(closed.code),
  };
  found.push({ question: 'symptom', answer: 'drops', source: 'measured' });
  if (sent && sent.bytes >= largeMessage && !echoed)
    found.push({ question: 'drop', answer: 'large-message', source: 'measured', detail: size(sent.bytes) });
  else if (closed.code === 1006 && closed.silence >= shortestIdle)
    found.push({
      question: 'drop',
      answer: 'same-seconds',
      source: 'measured',
      detail: `${span(closed.silence)} of silence`,
    });
  else if (closed.at - open.at < shortestIdle)
    found.push({ question: 'drop', answer: 'at-once', source: 'measured' });
  else found.push({ question: 'drop', answer: 'irregular', source: 'measured' });
  found.push(code);
  return found;
}
