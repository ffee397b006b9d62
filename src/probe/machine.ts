import { assign, sendTo } from 'xstate';
import { heartbeat, hold, isAlone, reconnect } from './machine/holding.ts';
import { binary, burst, messages, sizes } from './machine/messages.ts';
import {
  elapsed,
  note,
  noteHere,
  probeSetup,
  returnPauses,
  socketInput,
  type ProbeContext,
} from './machine/setup.ts';
import { wasAsleep } from './outcome.ts';
import { publicPlan, shortestIdle, stepsOf } from './plan.ts';
import type { StepId } from './plan.ts';
import type { SocketEvent } from './socket.ts';
import { stepOf } from './trace.ts';

export { stepLimits, throttledFrom, type ProbeSettings } from './machine/setup.ts';

const isNext = (step: StepId) => ({ type: 'isNext' as const, params: step });

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
        messages,
        binary,
        burst,
        sizes,
        hold,
        heartbeat,
        reconnect,
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
