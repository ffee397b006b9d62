/** What is done on an open socket: ping, messages, sizes, silence, and after a drop what tells its kind. */
import type { Facts } from '../diagnosis/facts.ts';
import type { DoctorOptions } from './options.ts';
import type { Recorder } from './recorder.ts';
import type { Ended, Session } from './session.ts';
import { fill } from '../probe/filler.ts';
import { heartbeatEvery } from '../diagnosis/heartbeat.ts';
import { proofLength, rungs, shortestIdle, type StepId } from '../probe/plan.ts';
import { span } from '../probe/words.ts';

/** Milliseconds for a pong and for the reply to a message. */
const patience = { pong: 3000, reply: 6000, busy: 1500 };
/** Messages of the round trip. */
const roundTrips = 5;
/** How long a socket that nobody holds is watched: an end within this time is an end at once. */
const watched = shortestIdle + 300;
/** Pauses before the attempts to come back after a drop, in milliseconds. */
const returnPauses = [0, 1000, 3000];
/** Codes of an end that says nothing of its cause but that something was wrong. */
const wordless = new Set([1002, 1003, 1006, 1007]);
/** Characters of a message: short ones pass some faults by, such as that of a library that unmasks them in another way. */
const messageLength = 100;
/** How long a second socket must stay to show that the end of the first was no rule. */
const stable = 2000;

/** The way to another socket of the same endpoint; `undefined` where it does not open. */
export type OpenAgain = () => Promise<Session | undefined>;

/** What a conversation needs. */
export interface Conversation {
  options: DoctorOptions;
  recorder: Recorder;
  openAgain: OpenAgain;
  /** The way to a socket of the application itself, past every proxy; opens none where the reader did not say where that is. */
  openPast: OpenAgain;
  /** What the reason of a Close frame says. */
  said: (reason: string) => Facts;
  /** The version of Engine.IO that the address names; absent where it is no address of such a server. */
  engineIo: string | undefined;
}

/** The events of one connection. */
const socketEvents = (recorder: Recorder, socket: number) => ({
  step: (step: StepId) => recorder.note({ id: 'step', step, socket }),
  open: (session: Session, protocol: string) => {
    recorder.note({ id: 'socket-open', protocol: recorder.quote(protocol), extensions: '', socket });
    return session;
  },
  end: ({ code, reason, wasClean, age, silence, asked }: Ended) => {
    if (asked) recorder.note({ id: 'closing', socket });
    recorder.note({ id: 'closed', code, reason: recorder.quote(reason), wasClean, age, silence, socket });
  },
});

/**
 * Recognises a protocol on top of the socket by its first message and the subprotocol, and speaks it as far as something
 * is learnt. Says whether there is one, in which a text of the doctor's own would be an error.
 */
async function speakProtocol(
  session: Session,
  { recorder, engineIo }: Conversation,
  chosen: string,
): Promise<boolean> {
  if (/^graphql-(transport-)?ws$/.test(chosen)) {
    session.send('{"type":"connection_init"}');
    const reply = await session.next(patience.reply, ({ text }) => text?.includes('connection_') ?? false);
    const isReady = reply?.text?.includes('connection_ack') ?? false;
    recorder.check(
      'Protocol',
      isReady ? 'passed' : session.ended() ? 'failed' : 'skipped',
      isReady
        ? `GraphQL over ${chosen}: connection_init was acknowledged.`
        : `GraphQL over ${chosen}: connection_init got ${reply ? `“${recorder.quote(reply.text ?? '')}”` : 'no answer'}.`,
    );
    return true;
  }
  if (engineIo !== undefined || session.firstMessage?.text?.startsWith('0{')) {
    if (!session.firstMessage) await session.next(patience.reply, () => true);
    const opening = session.firstMessage?.text ?? '';
    // Without an answer to its ping, a server ends the session.
    session.reply = (text) => (text === '2' ? '3' : undefined);
    if (!opening.startsWith('0{')) return true;
    // Before version 4 a server takes every client into its main namespace by itself.
    if (engineIo !== '3') session.send('40');
    const joined = await session.next(patience.reply, ({ text }) => /^4[04]/.test(text ?? ''));
    const text = joined?.text ?? '';
    const isRefused = text.startsWith('44');
    recorder.check(
      'Protocol',
      isRefused ? 'failed' : 'passed',
      isRefused
        ? `Engine.IO opened a session, and Socket.IO refuses the main namespace: “${recorder.quote(text)}”.`
        : `Engine.IO opened a session${text ? ', and Socket.IO took the client into its main namespace' : ''}. pingInterval ${/"pingInterval":(\d{1,9})/.exec(opening)?.[1] ?? 'unknown'} ms, maxPayload ${/"maxPayload":(\d{1,12})/.exec(opening)?.[1] ?? 'unknown'} bytes.`,
    );
    if (isRefused) recorder.establish('after-101', 'namespace');
    return true;
  }
  if (session.firstMessage?.text === 'o') {
    recorder.check('Protocol', 'passed', 'SockJS opened a session (frame “o”).');
    return true;
  }
  return false;
}

async function measurePing(session: Session, recorder: Recorder): Promise<void> {
  const milliseconds = await session.ping(patience.pong);
  if (session.ended()) return;
  recorder.check(
    'Ping',
    milliseconds === undefined ? 'failed' : 'passed',
    milliseconds === undefined
      ? `No pong came back within ${span(patience.pong)}; every endpoint must answer a ping (RFC 6455 section 5.5.3), unless it is busy.`
      : `A ping came back as a pong after ${span(Math.max(1, milliseconds))}.`,
  );
}

/**
 * Waits for a reply. A server that answered a ping before, and answers neither a ping nor the message until the socket
 * drops, is busy with the message.
 */
async function replyOrBusy(session: Session, recorder: Recorder, reply: Promise<unknown>): Promise<boolean> {
  const isQuick = await Promise.race([
    reply.then(() => true),
    session.stays(patience.busy).then(() => false),
  ]);
  if (isQuick || session.ended()) return (await reply) !== undefined;
  const pong = await session.ping(patience.reply);
  const end = session.ended();
  if (pong === undefined && end && !end.asked) {
    recorder.check(
      'Ping',
      'failed',
      `After a message the server answered neither it nor a ping, and ${span(end.silence)} later the socket ended: the server was busy.`,
    );
    recorder.establish('drop', 'server-busy');
  }
  return (await reply) !== undefined;
}

async function measureRoundTrips(session: Session, recorder: Recorder, socket: number): Promise<boolean> {
  const nonce = Math.random().toString(36).slice(2, 10);
  const samples: number[] = [];
  for (let index = 0; index < roundTrips && !session.ended(); index += 1) {
    const text = `not101 ${nonce} m${index}.`;
    const startedAt = performance.now();
    const reply = session.next(patience.reply, (message) => message.text?.includes(text) ?? false);
    session.send(text.padEnd(messageLength, 'x'));
    recorder.note({ id: 'messages-sent', count: 1, bytes: messageLength, socket });
    if (!(await replyOrBusy(session, recorder, reply))) {
      if (!session.ended()) recorder.note({ id: 'reply-timed-out', socket });
      break;
    }
    samples.push(Math.round(performance.now() - startedAt));
  }
  if (samples.length > 0) recorder.note({ id: 'replies', samples, echo: true, socket });
  return samples.length > 0;
}

/** Takes down that another socket did not open. */
function noteFailedReturn(recorder: Recorder, socket: number): void {
  recorder.note({ id: 'closed', code: 1006, reason: '', wasClean: false, age: 0, silence: 0, socket });
}

/** Waits until everything has left, or the session is over; `false` if it is stuck. */
async function leaves(session: Session, wait: number): Promise<boolean> {
  const until = performance.now() + wait;
  while (session.unsent() > 0 && !session.ended()) {
    if (performance.now() > until) return false;
    await session.stays(100);
  }
  return true;
}

async function climb(
  session: Session,
  recorder: Recorder,
  { options, socket, hasEcho }: { options: DoctorOptions; socket: number; hasEcho: boolean },
): Promise<void> {
  const { largest, patience } = options;
  // What is large takes longer to leave, and to come back.
  const wait = 2 * patience;
  for (const bytes of rungs.filter((rung) => rung <= largest)) {
    const startedAt = performance.now();
    recorder.note({ id: 'rung-sent', bytes, socket });
    const echo = session.next(hasEcho ? wait : stable, (message) => message.bytes === bytes);
    session.send(fill('not101 size.', bytes));
    const hasLeft = await leaves(session, wait);
    const milliseconds = () => Math.round(performance.now() - startedAt);
    if (!hasLeft) return recorder.note({ id: 'rung-stuck', bytes, milliseconds: milliseconds(), socket });
    const echoed = (await echo) !== undefined;
    if (session.ended()) return undefined;
    if (hasEcho && !echoed) return recorder.note({ id: 'rung-lost', bytes, socket });
    recorder.note({ id: 'rung-passed', bytes, echoed, milliseconds: milliseconds(), socket });
  }
}

/** Holds a session, doing something again and again; says whether it stayed. */
async function holdBusy(
  session: Session,
  milliseconds: number,
  every: number,
  act: () => void,
): Promise<boolean> {
  const until = session.age() + milliseconds;
  while (session.age() < until) {
    // The age may have grown beyond the end since it was asked for.
    if (!(await session.stays(Math.max(0, Math.min(every, until - session.age()))))) return false;
    if (session.age() < until) act();
  }
  return session.ended() === undefined;
}

/**
 * After a drop in silence: three sockets side by side, one with messages, one with pings and one in silence, to see
 * what keeps it open.
 */
async function tryHeartbeats(
  { recorder, openAgain, openPast }: Conversation,
  drop: Ended,
  mayTalk: boolean,
): Promise<void> {
  const every = heartbeatEvery(drop);
  const length = proofLength(drop);
  const socket = 2;
  recorder.note({ id: 'socket-opening', socket });
  const busy = await openAgain();
  if (!busy) return noteFailedReturn(recorder, socket);
  const events = socketEvents(recorder, socket);
  events.open(busy, '');
  events.step('heartbeat');
  const beat = (): void => {
    if (mayTalk) busy.send('not101 heartbeat.');
    else void busy.ping(every);
    recorder.note({ id: 'heartbeats-sent', count: 1, every, socket });
  };
  const busyRun = holdBusy(busy, length, every, beat);
  const pinged = await openAgain();
  const pingedRun = pinged && holdBusy(pinged, length, every, () => void pinged.ping(every));
  const silent = await openAgain();
  if (silent) recorder.note({ id: 'control-open', socket });
  const past = await openPast();
  const [busyStayed, pingedStayed, , pastStayed] = await Promise.all([
    ...[busyRun, pingedRun, silent?.stays(length), past?.stays(length)],
  ]);
  const control = silent?.ended();
  if (silent)
    recorder.note({
      ...{
        id: 'control-closed',
        socket,
        age: control?.age ?? silent.age(),
        silence: control?.silence ?? silent.age(),
      },
      ...(control && { code: control.code }),
    });
  if (busyStayed) recorder.note({ id: 'held', milliseconds: Math.round(length), socket });
  if (pinged)
    recorder.check(
      'Heartbeat by ping',
      pingedStayed ? 'passed' : 'failed',
      pingedStayed
        ? `With a ping every ${span(every)} a socket stayed open for ${span(length)}.`
        : `With a ping every ${span(every)} a socket ended ${span(pinged.ended()?.age ?? 0)} after it opened: pings do not keep it open.`,
    );
  // A socket that stays proves something only beside one that does not.
  if (past && (control || !pastStayed)) {
    recorder.check(
      'Past the proxy',
      pastStayed ? 'passed' : 'failed',
      pastStayed
        ? `A silent socket past the proxy stayed open for ${span(length)}: what stands in front ends it.`
        : `A silent socket past the proxy ended after ${span(past.ended()?.age ?? 0)} too: the application itself ends it.`,
    );
    recorder.establish('direct', pastStayed ? '101' : 'same');
    if (pastStayed) recorder.establish('works-where', 'past-proxy');
  }
  const [end] = await Promise.all([busy.close(), pinged?.close(), silent?.close(), past?.close()]);
  events.end(end);
}

/** Opens another socket, in a few attempts: a server that restarts needs a moment. */
async function openSomewhatLater(openAgain: OpenAgain): Promise<Session | undefined> {
  for (const pause of returnPauses) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const session = await openAgain();
    if (session) return session;
  }
  return undefined;
}

/** After an end at once: whether the next socket, with the same done on it, ends in the same way, and one more that gets the same as binary data. */
async function tryAgain({ recorder, openAgain }: Conversation, mayTalk: boolean): Promise<void> {
  const socket = 2;
  recorder.note({ id: 'socket-opening', socket });
  const session = await openSomewhatLater(openAgain);
  if (!session) return noteFailedReturn(recorder, socket);
  const events = socketEvents(recorder, socket);
  events.open(session, '');
  events.step('reconnect');
  const again = 'not101 again.'.padEnd(messageLength, 'x');
  if (mayTalk) session.send(again);
  const hasStayed = await session.stays(stable);
  if (hasStayed) recorder.note({ id: 'held', milliseconds: stable, socket });
  const end = await session.close();
  events.end(end);
  if (hasStayed || !mayTalk) return;
  const other = await openAgain();
  other?.send(again, 'binary');
  // An end at a certain age is none of a message.
  if (await other?.stays(Math.max(stable, 4 * end.age))) {
    recorder.check(
      'Binary',
      'failed',
      'A message of text ends the socket, and the same as binary data does not.',
    );
    recorder.establish('drop', 'content', { detail: 'text, and not binary data' });
  }
  await other?.close();
}

/** Does on an open socket what was asked for, and takes everything down. */
export async function converse(session: Session, conversation: Conversation, chosen: string): Promise<void> {
  const { options, recorder } = conversation;
  const socket = 1;
  const events = socketEvents(recorder, socket);
  events.open(session, chosen);
  events.step('messages');
  // Servers that speak first do so at once; the ping leaves them time.
  await measurePing(session, recorder);
  const isSpoken = !session.ended() && (await speakProtocol(session, conversation, chosen));
  const mayTalk = options.messages && !isSpoken;
  const hasEcho = mayTalk && !session.ended() ? await measureRoundTrips(session, recorder, socket) : false;
  const hasClimbed = options.largest > 0 && mayTalk && !session.ended();
  if (hasClimbed) {
    events.step('sizes');
    await climb(session, recorder, { options, socket, hasEcho });
  }
  if (!session.ended()) {
    // An end at once is no matter of the hold.
    const isStable = await session.stays(Math.max(0, watched - session.age()));
    const length = options.hold * 1000;
    if (isStable && length > 0) {
      events.step('hold');
      if (await session.stays(length)) recorder.note({ id: 'held', milliseconds: length, socket });
    }
  }
  if (session.received.count > 0) recorder.note({ id: 'messages-received', ...session.received, socket });
  const fault = session.fault();
  const ended = await session.close();
  // A flood is cut off by this test.
  const end = { ...ended, asked: ended.asked || fault?.isFlood === true };
  events.end(end);
  if (fault?.isFlood) recorder.note({ id: 'flooded', ...session.received, socket });
  else if (fault) {
    recorder.check('Frames', 'failed', fault.text);
    recorder.establish('after-101', 'frames');
  }
  if (end.asked || fault) return;
  // No wrong frame came, and no word of why.
  if (wordless.has(end.code) && end.age < watched && !hasClimbed) recorder.establish('after-101', 'nothing');
  // Data of a kind that the server cannot take, and data that is not what its kind says (RFC 6455 section 7.4.1).
  if (end.code === 1003 || end.code === 1007) recorder.establish('drop', 'content');
  if (end.code >= 3000 && end.reason !== '')
    recorder.establish('drop', 'on-purpose', { detail: recorder.quote(end.reason) });
  recorder.take(conversation.said(end.reason));
  if (options.hold > 0 && end.silence >= shortestIdle) await tryHeartbeats(conversation, end, mayTalk);
  else await tryAgain(conversation, mayTalk);
}
