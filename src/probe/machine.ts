import { heartbeatEvery, trafficEvery } from '../diagnosis/heartbeat.ts';
import type { SilentDrop } from '../diagnosis/heartbeat.ts';
import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { Endpoint } from './endpoint.ts';
import { fill } from './filler.ts';
import { firstDrop, hasEcho, wasAsleep } from './outcome.ts';
import { holdLength, proofLength, publicPlan, rungs, shortestIdle, stepsOf } from './plan.ts';
import type { Plan, StepId } from './plan.ts';
import { controlActor, crowdActor, socketActor } from './socket.ts';
import type {
  ControlEvent,
  CrowdEvent,
  ProbeEnvironment,
  SocketCommand,
  SocketEvent,
  SocketInput,
} from './socket.ts';
import { findAll, record, stepOf } from './trace.ts';
import type { LocalNetworkPermission, Trace, TraceEvent, Unstamped } from './trace.ts';

export interface ProbeSettings {
  endpoint: Endpoint;
  plan: Plan;
  /** Whether the page is of a wider network than the endpoint, so that the browser may ask the reader or refuse. */
  crossesIntoLocalNetwork: boolean;
  /** Handshakes of this tab that failed in the last two minutes. */
  recentFailures: number;
}

interface ProbeContext extends ProbeSettings {
  environment: ProbeEnvironment;
  nonce: string;
  startedAt: number;
  trace: Trace;
  /** Steps that are still to be done. */
  queue: StepId[];
  /** Number of the connection, from 1. */
  socket: number;
  /** Times in milliseconds since the start. */
  openedAt: number | undefined;
  lastFrameAt: number;
  stepAt: number;
  sentAt: number;
  /** Replies that this step got, and whether any step got one. */
  replies: number;
  hasReplied: boolean;
  /** Index of the size that the ladder has reached; -1 before the first. */
  rung: number;
  /** Bytes of the rung that had not left the browser when last looked, and since when there are no fewer. */
  unsent: number;
  unsentSince: number;
  /** Attempts to come back that failed. */
  failedReturns: number;
  drop: SilentDrop | undefined;
  /** The silent socket beside the one with a heartbeat, while it is open; times as above. */
  control: { openedAt: number; lastFrameAt: number } | undefined;
  crowd: { open: number; pending: number };
}

/** How long each step may take, in milliseconds. */
export const stepLimits = {
  request: 8000,
  handshake: 15_000,
  reply: 6000,
  /** All messages that wait for each other's replies. */
  messages: 10_000,
  burst: 12_000,
  /** How long the echo of a message of the ladder may take, once the message has left the browser. */
  rung: 30_000,
  /** How long a message of the ladder without a reply is watched before the next. */
  rungWithoutReply: 2000,
  /** How long none of its bytes may leave the browser, and how long all of them may take to. */
  rungStuck: 28_000,
  rungSending: 120_000,
  /** How often its bytes are looked at. */
  rungLook: 1000,
  /** How long after an `error` event without a `close` event a handshake counts as failed: Chromium gives no `close` for a socket that a policy blocks. */
  error: 1000,
  stable: 2000,
  close: 3000,
  crowd: 15_000,
} as const;

/** From this many failed handshakes in two minutes on, Chrome delays each new one by seconds (facts of its throttler: from 16). */
export const throttledFrom = 14;
/** Attempts to come back after a drop, and the pauses before the second and the third, in milliseconds. */
const returnPauses = [1000, 3000];
/** A timer that fires later than this is worth a row, in milliseconds. */
const lateness = 1000;
/** Bytes of one of the test's own messages. */
const messageBytes = 100;
/** Bytes of the binary message; unlikely enough to recognise its echo by. */
const binaryBytes = 113;

const probeSetup = setup({
  types: {
    context: {} as ProbeContext,
    input: {} as ProbeSettings & { environment: ProbeEnvironment; nonce: string },
    events: {} as
      SocketEvent | ControlEvent | CrowdEvent | { type: 'stop' | 'page.hidden' | 'page.shown' | 'page.left' },
  },
  actors: {
    // Without the query: a browser follows a redirect to any host, and does not let script forbid it here.
    request: fromPromise<{ status?: number }, { environment: ProbeEnvironment; endpoint: Endpoint }>(
      ({ input: { environment, endpoint }, signal }) =>
        environment.request(endpoint.shown.replace(/^ws/, 'http'), signal),
    ),
    permission: fromPromise<LocalNetworkPermission, { environment: ProbeEnvironment; endpoint: Endpoint }>(
      ({ input: { environment, endpoint } }) =>
        environment.localNetwork(endpoint.addressSpace === 'loopback' ? 'loopback' : 'private'),
    ),
    socket: socketActor,
    control: controlActor,
    crowd: crowdActor,
  },
  actions: {
    trace: assign(({ context }, event: Unstamped) => ({
      trace: record(context.trace, { ...event, at: elapsed(context) }),
    })),
    /** An event of the connection that is open now. */
    traceHere: assign(({ context }, event: Unsocketed) => ({
      trace: record(context.trace, {
        ...event,
        socket: context.socket,
        at: elapsed(context),
      }),
    })),
    markFrame: assign({ lastFrameAt: ({ context }) => elapsed(context) }),
    markSent: assign({ sentAt: ({ context }) => elapsed(context) }),
    markStep: assign({ stepAt: ({ context }) => elapsed(context), replies: 0 }),
    takeStep: assign({ queue: ({ context: { queue } }) => queue.slice(1) }),
    /** Without any reply there is nothing to learn from more messages of this kind. */
    giveUpReplies: assign({
      queue: ({ context: { queue, hasReplied } }) =>
        hasReplied ? queue : queue.filter((step) => step !== 'binary' && step !== 'burst'),
    }),
    countReply: assign({ replies: ({ context }) => context.replies + 1, hasReplied: true }),
    countFailedReturn: assign({ failedReturns: ({ context }) => context.failedReturns + 1 }),
    climb: assign({ rung: ({ context }) => context.rung + 1 }),
    markUnsent: assign(({ context }) => ({ unsent: Infinity, unsentSince: elapsed(context) })),
    followUnsent: assign(({ context }, bytes: number) =>
      bytes < context.unsent ? { unsent: bytes, unsentSince: elapsed(context) } : {},
    ),
    followControl: assign(({ context }, event: SocketEvent) => followControl(context, event)),
    leaveControl: assign(({ context }) => (context.control ? endOfControl(context) : {})),
    noteLateness: assign(({ context }, due: number) => {
      const at = elapsed(context);
      const milliseconds = at - due;
      if (milliseconds <= lateness) return {};
      return { trace: record(context.trace, { id: 'timer-late', milliseconds, at }) };
    }),
    /** Sends what the step `messages` sends, and says which reply it waits for. */
    sendMessage: sendTo('socket', ({ context }: { context: ProbeContext }): SocketCommand => {
      const { message, expected } = context.plan;
      if (message !== '')
        return { type: 'send', data: message, expect: { kind: 'contains', text: expected } };
      const text = ownMessage(context, `m${context.replies}`);
      const data = text.padEnd(messageBytes, 'x');
      return { type: 'send', data, expect: { kind: 'echo', text, longest: 4 * messageBytes } };
    }),
    sendBinary: sendTo('socket', (): SocketCommand => ({
      type: 'send',
      data: new Uint8Array(binaryBytes).fill(101).buffer,
      expect: { kind: 'bytes', bytes: binaryBytes },
    })),
    sendBurst: sendTo('socket', ({ context }: { context: ProbeContext }): SocketCommand => ({
      type: 'burst',
      nonce: context.nonce,
      count: context.plan.burst,
    })),
    sendRung: sendTo('socket', ({ context }: { context: ProbeContext }): SocketCommand => {
      const bytes = rungOf(context);
      const data = fill(ownMessage(context, `r${context.rung}`), bytes);
      return { type: 'send', data, expect: { kind: 'bytes', bytes } };
    }),
    sendTraffic: sendTo('socket', ({ context }: { context: ProbeContext }): SocketCommand => ({
      type: 'send',
      data: trafficOf(context),
    })),
  },
  guards: {
    isNext: ({ context: { queue } }, step: StepId) => queue[0] === step,
    hasNext: ({ context: { queue } }) => queue.length > 0,
    wantsCrowd: ({ context: { plan } }) => plan.parallel > 0,
    wantsMore: ({ context }) =>
      context.replies + 1 < context.plan.roundTrips &&
      context.plan.message === '' &&
      elapsed(context) - context.stepAt < stepLimits.messages,
    hasRung: ({ context: { plan, rung } }) => (rungs[rung + 1] ?? Infinity) <= plan.largest,
    isStuck: ({ context }, bytes: number) =>
      bytes > 0 &&
      ((bytes >= context.unsent && elapsed(context) - context.unsentSince >= stepLimits.rungStuck) ||
        elapsed(context) - context.sentAt >= stepLimits.rungSending),
    isLost: ({ context }, bytes: number) =>
      bytes === 0 &&
      context.unsent === 0 &&
      hasEcho(context.trace) &&
      elapsed(context) - context.unsentSince >= stepLimits.rung,
    hasSurvived: ({ context }, bytes: number) =>
      bytes === 0 &&
      !hasEcho(context.trace) &&
      elapsed(context) - context.sentAt >= stepLimits.rungWithoutReply,
    isTraffic: ({ context: { plan } }) => plan.traffic,
    isThrottled: ({ context: { recentFailures } }) => recentFailures >= throttledFrom,
    hasOpened: ({ context: { openedAt } }) => openedAt !== undefined,
    mayAskPermission: ({ context }) => context.crossesIntoLocalNetwork && context.socket === 1,
    mayReturn: ({ context: { failedReturns, socket } }) => socket > 1 && failedReturns < returnPauses.length,
    isSettled: ({ context: { crowd } }) => crowd.pending === 0,
  },
  delays: {
    requestLimit: stepLimits.request,
    handshakeLimit: stepLimits.handshake,
    replyLimit: stepLimits.reply,
    burstLimit: stepLimits.burst,
    rungLook: stepLimits.rungLook,
    errorLimit: stepLimits.error,
    stableLimit: stepLimits.stable,
    closeLimit: stepLimits.close,
    crowdLimit: stepLimits.crowd,
    hold: ({ context: { plan } }) => holdLength(plan),
    traffic: trafficEvery,
    proof: ({ context: { drop } }) => (drop ? proofLength(drop) : 0),
    heartbeat: ({ context }) => proofEvery(context),
    returnPause: ({ context: { failedReturns } }) => returnPauses[failedReturns - 1] ?? 0,
  },
});

/** An event of a connection before it is stamped with its time and the connection's number. */
type Unsocketed<Event extends TraceEvent = TraceEvent> = Event extends { socket: number }
  ? Omit<Event, 'at' | 'socket'>
  : never;

const elapsed = (context: ProbeContext) => Math.round(context.environment.now() - context.startedAt);

const note = (event: Unstamped) => ({ type: 'trace' as const, params: event });
const noteHere = (event: Unsocketed) => ({ type: 'traceHere' as const, params: event });
/** An event of the connection, made from the context. */
const noteOf = (make: (context: ProbeContext) => Unsocketed) => ({
  type: 'traceHere' as const,
  params: ({ context }: { context: ProbeContext }) => make(context),
});
const isNext = (step: StepId) => ({ type: 'isNext' as const, params: step });

const proofEvery = ({ drop }: ProbeContext) => (drop ? heartbeatEvery(drop) : trafficEvery);

/** Text of a message of the test's own; `label` tells a late echo from the one that is waited for. */
const ownMessage = ({ nonce }: ProbeContext, label: string) => `not101 ${nonce} ${label}.`;

/** A message that keeps a socket busy. */
const trafficOf = (context: ProbeContext) =>
  context.plan.message === '' ? ownMessage(context, 'heartbeat') : context.plan.message;

const noteReply = [
  noteOf((context) => ({
    id: 'replies',
    echo: context.plan.message === '',
    samples: [elapsed(context) - context.sentAt],
  })),
  'countReply' as const,
  'markFrame' as const,
];

const rungOf = ({ rung }: ProbeContext) => rungs[rung] ?? 0;

const noteRung = (echoed: boolean) => [
  noteOf((context) => ({
    id: 'rung-passed',
    bytes: rungOf(context),
    echoed,
    milliseconds: elapsed(context) - context.sentAt,
  })),
  'markFrame' as const,
];

/** A guard of the ladder that looks at the bytes which have not left the browser. */
const ofUnsent = (type: 'isStuck' | 'isLost' | 'hasSurvived') => ({
  type,
  params: ({ event }: { event: Extract<SocketEvent, { type: 'socket.unsent' }> }) => event.bytes,
});

const noteHeld = [noteOf((context) => ({ id: 'held', milliseconds: elapsed(context) - context.stepAt }))];

/** What is done again and again while a socket is held: a message every so often. */
const beat = (every: (context: ProbeContext) => number) => [
  {
    type: 'noteLateness' as const,
    params: ({ context }: { context: ProbeContext }) => context.sentAt + every(context),
  },
  'sendTraffic' as const,
  'markFrame' as const,
  'markSent' as const,
  noteOf((context) => ({ id: 'heartbeats-sent', count: 1, every: every(context) })),
];

/** Does once more what the first socket was doing when it ended at once: only what ends again is no accident. */
const repeatEarlyStep = probeSetup.enqueueActions(({ context, enqueue }) => {
  const drop = firstDrop(context.trace);
  if (!drop || drop.age >= shortestIdle) return;
  const noteSent = (bytes: number) => {
    enqueue(noteHere({ id: 'messages-sent', count: 1, bytes }));
  };
  switch (stepOf(context.trace, drop.socket)) {
    case 'messages':
      enqueue('sendTraffic');
      noteSent(trafficOf(context).length);
      break;
    case 'binary':
      enqueue('sendBinary');
      noteSent(binaryBytes);
      break;
    case 'burst':
      enqueue('sendBurst');
      break;
    default:
  }
});

const socketInput = ({ environment, endpoint, plan }: ProbeContext): SocketInput => ({
  environment,
  url: endpoint.url,
  subprotocols: plan.subprotocols,
});

/** The control has ended with a code, or this test ends it. */
function endOfControl(context: ProbeContext, code?: number): Partial<ProbeContext> {
  const { control, socket, trace } = context;
  const at = elapsed(context);
  const { openedAt, lastFrameAt } = control ?? { openedAt: at, lastFrameAt: at };
  return {
    control: undefined,
    trace: record(trace, {
      ...{ id: 'control-closed', at, socket, age: at - openedAt, silence: at - lastFrameAt },
      ...(code !== undefined && { code }),
    }),
  };
}

function followControl(context: ProbeContext, event: SocketEvent): Partial<ProbeContext> {
  const { control, socket, startedAt, trace } = context;
  const at = elapsed(context);
  switch (event.type) {
    case 'socket.open':
      return {
        control: { openedAt: at, lastFrameAt: at },
        trace: record(trace, { id: 'control-open', at, socket }),
      };
    case 'socket.messages':
      return { control: control && { ...control, lastFrameAt: Math.round(event.at - startedAt) } };
    case 'socket.flooded':
      return endOfControl(context);
    case 'socket.closed':
      return endOfControl(context, event.code);
    default:
      return {};
  }
}

/** Whether the socket with a heartbeat has no control beside it, because a first one with a control ended at once. */
const isAlone = ({ trace }: ProbeContext) =>
  findAll(trace, 'step').filter(({ step }) => step === 'heartbeat').length > 1;

/** What is still worth doing after a socket that was open has ended by itself. */
function afterDrop(context: ProbeContext): Partial<ProbeContext> {
  const { plan, trace, socket, queue } = context;
  const age = elapsed(context) - (context.openedAt ?? 0);
  const silence = elapsed(context) - context.lastFrameAt;
  const again: StepId[] = plan.reconnect ? ['reconnect'] : [];
  if (wasAsleep(trace)) return { queue: [] };
  switch (stepOf(trace, socket)) {
    case 'sizes':
      return { queue: queue.length > 0 ? queue : again };
    case 'hold':
      return plan.heartbeat && !plan.traffic && silence >= shortestIdle
        ? { queue: ['heartbeat'], drop: { age, silence } }
        : { queue: again };
    case 'heartbeat':
      // A server that permits one socket a client may have ended it for the control.
      return { queue: age < shortestIdle && !isAlone(context) ? ['heartbeat'] : [] };
    case 'reconnect':
      return { queue: [] };
    default:
      return { queue: again };
  }
}

/**
 * The live test: an ordinary request, the handshake, then the steps of the plan on the open socket, and after a drop
 * what tells its kind. Clock and socket come from the environment (the clock for the waits is the actor's), so that a
 * test of sixty seconds takes milliseconds.
 */
export const probe = probeSetup.createMachine({
  id: 'probe',
  context: ({ input }) => ({
    ...input,
    startedAt: input.environment.now(),
    trace: [],
    queue: stepsOf(input.plan),
    socket: 0,
    openedAt: undefined,
    lastFrameAt: 0,
    stepAt: 0,
    sentAt: 0,
    replies: 0,
    hasReplied: false,
    rung: -1,
    unsent: Infinity,
    unsentSince: 0,
    failedReturns: 0,
    drop: undefined,
    control: undefined,
    crowd: { open: 0, pending: 0 },
  }),
  entry: {
    type: 'trace',
    params: ({ context: { endpoint, plan } }) => ({
      id: 'started' as const,
      endpoint: endpoint.shown,
      secure: endpoint.secure,
      plan: publicPlan(plan),
    }),
  },
  initial: 'requesting',
  on: {
    stop: { target: '.finished', actions: note({ id: 'stopped' }) },
    'page.left': { target: '.finished', actions: note({ id: 'page-left' }) },
    'page.hidden': { actions: note({ id: 'page-hidden' }) },
    'page.shown': { actions: note({ id: 'page-shown' }) },
  },
  states: {
    requesting: {
      entry: note({ id: 'request-sent' }),
      invoke: {
        src: 'request',
        input: ({ context: { environment, endpoint } }) => ({ environment, endpoint }),
        onDone: {
          target: 'beforeHandshake',
          actions: {
            type: 'trace',
            params: ({ event }) => ({
              id: 'request-answered' as const,
              ...(event.output.status === undefined ? {} : { status: event.output.status }),
            }),
          },
        },
        onError: { target: 'beforeHandshake', actions: note({ id: 'request-failed' }) },
      },
      after: { requestLimit: { target: 'beforeHandshake', actions: note({ id: 'request-timed-out' }) } },
    },
    beforeHandshake: {
      always: [
        {
          guard: 'isThrottled',
          target: 'connected',
          actions: {
            type: 'trace',
            params: ({ context }) => ({ id: 'browser-delays' as const, failures: context.recentFailures }),
          },
        },
        { target: 'connected' },
      ],
    },
    connected: {
      entry: assign({ socket: ({ context }) => context.socket + 1, openedAt: undefined }),
      invoke: {
        id: 'socket',
        src: 'socket',
        input: ({ context }) => socketInput(context),
      },
      on: {
        'socket.refused': {
          target: 'finished',
          actions: {
            type: 'traceHere',
            params: ({ event }) => ({ id: 'socket-refused' as const, name: event.name }),
          },
        },
        'socket.messages': {
          actions: [
            assign({
              lastFrameAt: ({ context: { startedAt, lastFrameAt }, event }) =>
                Math.max(lastFrameAt, Math.round(event.at - startedAt)),
            }),
            {
              type: 'traceHere',
              params: ({ event: { count, bytes } }) => ({ id: 'messages-received' as const, count, bytes }),
            },
          ],
        },
        // A reply that comes late is a frame like any other.
        'socket.reply': { actions: 'markFrame' },
        'socket.burst': { actions: 'markFrame' },
        'socket.flooded': {
          target: 'finished',
          actions: {
            type: 'traceHere',
            params: ({ event: { count, bytes } }) => ({ id: 'flooded' as const, count, bytes }),
          },
        },
        'socket.closed': { target: 'dropped', actions: noteClosed() },
      },
      initial: 'opening',
      states: {
        opening: {
          entry: noteHere({ id: 'socket-opening' }),
          on: {
            'socket.open': {
              target: 'choosing',
              actions: [
                'markFrame',
                assign({ openedAt: ({ context }) => elapsed(context) }),
                {
                  type: 'traceHere',
                  params: ({ event: { protocol, extensions } }) => ({
                    id: 'socket-open' as const,
                    protocol,
                    extensions,
                  }),
                },
              ],
            },
          },
          initial: 'waiting',
          states: {
            waiting: { on: { 'socket.error': 'failing' } },
            failing: {
              after: {
                errorLimit: {
                  target: '#dropped',
                  actions: noteHere({
                    id: 'closed',
                    code: 1006,
                    reason: '',
                    wasClean: false,
                    age: 0,
                    silence: 0,
                  }),
                },
              },
            },
          },
          after: {
            handshakeLimit: { target: '#finished', actions: noteHere({ id: 'handshake-timed-out' }) },
          },
        },
        choosing: {
          id: 'choosing',
          always: [
            { guard: isNext('messages'), target: 'messages' },
            { guard: isNext('binary'), target: 'binary' },
            { guard: isNext('burst'), target: 'burst' },
            { guard: isNext('sizes'), target: 'sizes' },
            { guard: isNext('hold'), target: 'hold' },
            { guard: isNext('heartbeat'), target: 'heartbeat' },
            { guard: isNext('reconnect'), target: 'reconnect' },
            { target: 'closing' },
          ],
        },
        messages: {
          entry: ['takeStep', 'markStep', noteHere({ id: 'step', step: 'messages' })],
          initial: 'sending',
          states: {
            sending: {
              entry: [
                'sendMessage',
                'markFrame',
                'markSent',
                noteOf(({ plan }) => ({
                  id: 'messages-sent',
                  count: 1,
                  bytes: plan.message === '' ? messageBytes : plan.message.length,
                })),
              ],
              on: {
                'socket.reply': [
                  { guard: 'wantsMore', target: 'sending', reenter: true, actions: noteReply },
                  { target: '#choosing', actions: noteReply },
                ],
              },
              after: {
                replyLimit: {
                  target: '#choosing',
                  actions: ['giveUpReplies', noteHere({ id: 'reply-timed-out' })],
                },
              },
            },
          },
        },
        binary: {
          entry: [
            'takeStep',
            'markStep',
            noteHere({ id: 'step', step: 'binary' }),
            'sendBinary',
            'markFrame',
            noteHere({ id: 'messages-sent', count: 1, bytes: binaryBytes }),
          ],
          on: {
            'socket.reply': {
              target: 'choosing',
              actions: [
                {
                  type: 'traceHere',
                  params: ({ event }) => ({
                    id: 'binary-echoed' as const,
                    as: event.isText ? ('text' as const) : ('binary' as const),
                  }),
                },
                'markFrame',
              ],
            },
          },
          after: { replyLimit: { target: 'choosing', actions: noteHere({ id: 'reply-timed-out' }) } },
        },
        burst: {
          entry: ['takeStep', 'markStep', noteHere({ id: 'step', step: 'burst' }), 'sendBurst', 'markFrame'],
          on: {
            'socket.burst': {
              target: 'choosing',
              actions: [
                {
                  type: 'traceHere',
                  params: ({ event: { tally } }) => ({ id: 'burst' as const, ...tally }),
                },
                'markFrame',
              ],
            },
          },
          after: { burstLimit: { actions: sendTo('socket', { type: 'end-burst' as const }) } },
        },
        sizes: {
          entry: ['takeStep', 'markStep', noteHere({ id: 'step', step: 'sizes' })],
          initial: 'deciding',
          states: {
            deciding: {
              always: [{ guard: 'hasRung', target: 'sending', actions: 'climb' }, { target: '#choosing' }],
            },
            sending: {
              entry: [
                noteOf((context) => ({ id: 'rung-sent', bytes: rungOf(context) })),
                'sendRung',
                'markFrame',
                'markSent',
                'markUnsent',
              ],
              on: {
                'socket.reply': { target: 'deciding', actions: noteRung(true) },
                'socket.unsent': [
                  {
                    guard: ofUnsent('isStuck'),
                    // What is stuck is in the way of whatever would follow it on this socket.
                    target: '#returning',
                    actions: noteOf((context) => ({
                      id: 'rung-stuck',
                      bytes: rungOf(context),
                      milliseconds: elapsed(context) - context.sentAt,
                    })),
                  },
                  {
                    guard: ofUnsent('isLost'),
                    target: '#choosing',
                    actions: noteOf((context) => ({ id: 'rung-lost', bytes: rungOf(context) })),
                  },
                  { guard: ofUnsent('hasSurvived'), target: 'deciding', actions: noteRung(false) },
                  { actions: { type: 'followUnsent', params: ({ event }) => event.bytes } },
                ],
              },
              initial: 'looking',
              states: {
                looking: {
                  after: {
                    rungLook: {
                      target: 'looking',
                      reenter: true,
                      actions: sendTo('socket', { type: 'ask-unsent' as const }),
                    },
                  },
                },
              },
            },
          },
        },
        hold: {
          entry: ['takeStep', 'markStep', 'markSent', noteHere({ id: 'step', step: 'hold' })],
          initial: 'choosing',
          states: {
            choosing: { always: [{ guard: 'isTraffic', target: 'busy' }, { target: 'silent' }] },
            silent: {},
            busy: {
              after: { traffic: { target: 'busy', reenter: true, actions: beat(() => trafficEvery) } },
            },
          },
          after: {
            hold: {
              target: 'choosing',
              actions: [
                {
                  type: 'noteLateness',
                  params: ({ context }) => context.stepAt + holdLength(context.plan),
                },
                ...noteHeld,
              ],
            },
          },
        },
        heartbeat: {
          entry: ['takeStep', 'markStep', 'markSent', noteHere({ id: 'step', step: 'heartbeat' })],
          exit: 'leaveControl',
          // Same clock, same network, no heartbeat: without it, what happens once looks like what a heartbeat cures.
          invoke: {
            src: 'control',
            input: ({ context }) => ({
              ...socketInput(context),
              first: context.plan.roundTrips > 0 ? context.plan.message : '',
              isLeftOut: isAlone(context),
            }),
          },
          on: { control: { actions: { type: 'followControl', params: ({ event }) => event.event } } },
          initial: 'beating',
          states: {
            beating: {
              after: { heartbeat: { target: 'beating', reenter: true, actions: beat(proofEvery) } },
            },
          },
          after: { proof: { target: 'choosing', actions: noteHeld } },
        },
        reconnect: {
          entry: ['takeStep', 'markStep', noteHere({ id: 'step', step: 'reconnect' }), repeatEarlyStep],
          after: { stableLimit: { target: 'choosing', actions: noteHeld } },
        },
        closing: {
          entry: [sendTo('socket', { type: 'close' as const }), noteHere({ id: 'closing' })],
          on: { 'socket.closed': { target: '#ended', actions: noteClosed() } },
          after: { closeLimit: { target: '#ended', actions: noteHere({ id: 'close-timed-out' }) } },
        },
      },
    },
    dropped: {
      id: 'dropped',
      always: [
        { guard: 'hasOpened', target: 'returning', actions: assign(({ context }) => afterDrop(context)) },
        { guard: 'mayAskPermission', target: 'asking' },
        { guard: 'mayReturn', target: 'waiting', actions: 'countFailedReturn' },
        { target: 'finished' },
      ],
    },
    returning: { id: 'returning', always: [{ guard: 'hasNext', target: 'connected' }, { target: 'ended' }] },
    waiting: {
      entry: {
        type: 'trace',
        params: ({ context: { failedReturns } }) => ({
          id: 'waiting' as const,
          milliseconds: returnPauses[failedReturns - 1] ?? 0,
        }),
      },
      after: { returnPause: { target: 'connected' } },
    },
    asking: {
      invoke: {
        src: 'permission',
        input: ({ context: { environment, endpoint } }) => ({ environment, endpoint }),
        onDone: {
          target: 'finished',
          actions: {
            type: 'trace',
            params: ({ event }) => ({ id: 'local-network' as const, permission: event.output }),
          },
        },
        onError: {
          target: 'finished',
          actions: note({ id: 'local-network', permission: 'unknown' }),
        },
      },
    },
    ended: {
      id: 'ended',
      always: [{ guard: 'wantsCrowd', target: 'crowding' }, { target: 'finished' }],
    },
    crowding: {
      invoke: {
        src: 'crowd',
        input: ({ context }) => ({ ...socketInput(context), count: context.plan.parallel }),
      },
      on: { crowd: { actions: assign({ crowd: ({ event: { open, pending } }) => ({ open, pending }) }) } },
      entry: assign({ crowd: ({ context: { plan } }) => ({ open: 0, pending: plan.parallel }) }),
      initial: 'opening',
      states: {
        opening: {
          always: { guard: 'isSettled', target: 'settled' },
          after: { crowdLimit: { target: '#finished', actions: noteCrowd() } },
        },
        // A server that refuses by closing does so after the open.
        settled: { after: { stableLimit: { target: '#finished', actions: noteCrowd() } } },
      },
    },
    finished: { id: 'finished', type: 'final', entry: note({ id: 'finished' }) },
  },
});

function noteCrowd() {
  return {
    type: 'trace' as const,
    params: ({ context: { plan, crowd } }: { context: ProbeContext }) => ({
      id: 'parallel' as const,
      asked: plan.parallel,
      open: crowd.open,
    }),
  };
}

function noteClosed() {
  return {
    type: 'traceHere' as const,
    params: ({
      context,
      event,
    }: {
      context: ProbeContext;
      event: Extract<SocketEvent, { type: 'socket.closed' }>;
    }) => ({
      id: 'closed' as const,
      code: event.code,
      reason: event.reason,
      wasClean: event.wasClean,
      age: context.openedAt === undefined ? 0 : elapsed(context) - context.openedAt,
      silence: context.openedAt === undefined ? 0 : elapsed(context) - context.lastFrameAt,
    }),
  };
}
