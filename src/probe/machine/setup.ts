/** The settings, context, actions, guards and delays of the live test, and how its states take events down. */
import { heartbeatEvery, trafficEvery } from '../../diagnosis/heartbeat.ts';
import type { SilentDrop } from '../../diagnosis/heartbeat.ts';
import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { Endpoint } from '../endpoint.ts';
import { fill } from '../filler.ts';
import { hasEcho } from '../outcome.ts';
import { holdLength, proofLength, rungs } from '../plan.ts';
import type { Plan, StepId } from '../plan.ts';
import { controlActor, crowdActor, socketActor } from '../socket.ts';
import type {
  ControlEvent,
  CrowdEvent,
  ProbeEnvironment,
  SocketCommand,
  SocketEvent,
  SocketInput,
} from '../socket.ts';
import { record } from '../trace.ts';
import type { LocalNetworkPermission, Trace, TraceEvent, Unstamped } from '../trace.ts';

/** What a test is started with. */
export interface ProbeSettings {
  endpoint: Endpoint;
  plan: Plan;
  /** Whether the page is of a wider network than the endpoint, so that the browser may ask the reader or refuse. */
  crossesIntoLocalNetwork: boolean;
  /** Handshakes of this tab that failed in the last two minutes. */
  recentFailures: number;
}

/** What the machine knows while it runs. */
export interface ProbeContext extends ProbeSettings {
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
  /** Index of the size that was reached; -1 before the first. */
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
  /** How long the echo of one of the sizes may take, once the message has left the browser. */
  rung: 30_000,
  /** How long one of the sizes without a reply is watched before the next. */
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
export const returnPauses = [1000, 3000];
/** A timer that fires later than this is worth a row, in milliseconds. */
const lateness = 1000;
/** Bytes of one of the test's own messages. */
export const messageBytes = 100;
/** Bytes of the binary message; unlikely enough to recognise its echo by. */
export const binaryBytes = 113;

/** Actors, actions, guards and delays of the live test. */
export const probeSetup = setup({
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

/** Milliseconds since the start. */
export const elapsed = (context: ProbeContext) => Math.round(context.environment.now() - context.startedAt);

/** Takes down an event. */
export const note = (event: Unstamped) => ({ type: 'trace' as const, params: event });
/** Takes down an event of the connection. */
export const noteHere = (event: Unsocketed) => ({ type: 'traceHere' as const, params: event });
/** An event of the connection, made from the context. */
export const noteOf = (make: (context: ProbeContext) => Unsocketed) => ({
  type: 'traceHere' as const,
  params: ({ context }: { context: ProbeContext }) => make(context),
});

/** How often the second hold sends a message. */
export const proofEvery = ({ drop }: ProbeContext) => (drop ? heartbeatEvery(drop) : trafficEvery);

/** Text of a message of the test's own; `label` tells a late echo from the one that is waited for. */
const ownMessage = ({ nonce }: ProbeContext, label: string) => `not101 ${nonce} ${label}.`;

/** A message that keeps a socket busy. */
export const trafficOf = (context: ProbeContext) =>
  context.plan.message === '' ? ownMessage(context, 'heartbeat') : context.plan.message;

/** Bytes of the rung that was reached. */
export const rungOf = ({ rung }: ProbeContext) => rungs[rung] ?? 0;

/** What a socket is opened with. */
export const socketInput = ({ environment, endpoint, plan }: ProbeContext): SocketInput => ({
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
