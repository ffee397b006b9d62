import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { Endpoint } from './endpoint.ts';
import type { ProbeEnvironment, SocketEvent } from './socket.ts';
import { socketActor } from './socket.ts';
import type { Trace, Unstamped } from './trace.ts';
import { record } from './trace.ts';

export interface ProbeSettings {
  endpoint: Endpoint;
  /** Subprotocols to offer, in this order. */
  subprotocols: readonly string[];
  /** Size of the message whose echo is awaited, in bytes; 0 sends none. */
  echoBytes: number;
  /** How long the open socket is left in silence, in seconds; 0 skips that step. */
  silenceSeconds: number;
}

interface ProbeContext extends ProbeSettings {
  environment: ProbeEnvironment;
  startedAt: number;
  /** Time of the last frame either way, in milliseconds since the start. */
  lastFrameAt: number;
  trace: Trace;
  nonce: string;
}

/** How long each step may take, in milliseconds. */
export const stepLimits = { request: 8000, handshake: 15_000, echo: 6000, close: 3000 } as const;

const shortestEcho = 40;

const probeSetup = setup({
  types: {
    context: {} as ProbeContext,
    input: {} as ProbeSettings & { environment: ProbeEnvironment; nonce: string },
    events: {} as SocketEvent | { type: 'stop' },
  },
  actors: {
    request: fromPromise<{ status?: number }, { environment: ProbeEnvironment; endpoint: Endpoint }>(
      ({ input: { environment, endpoint }, signal }) =>
        environment.request(endpoint.url.replace(/^ws/, 'http'), signal),
    ),
    socket: socketActor,
  },
  actions: {
    trace: assign(({ context }, event: Unstamped) => ({
      trace: record(context.trace, { ...event, at: elapsed(context) }),
    })),
    markFrame: assign({ lastFrameAt: ({ context }) => elapsed(context) }),
  },
  guards: {
    sendsEcho: ({ context }) => context.echoBytes > 0,
    holdsSilence: ({ context }) => context.silenceSeconds > 0,
  },
  delays: {
    requestLimit: stepLimits.request,
    handshakeLimit: stepLimits.handshake,
    echoLimit: stepLimits.echo,
    closeLimit: stepLimits.close,
    silence: ({ context }) => context.silenceSeconds * 1000,
  },
});

const elapsed = (context: ProbeContext) => Math.round(context.environment.now() - context.startedAt);

const note = (event: Unstamped) => ({ type: 'trace' as const, params: event });

/**
 * The live test: an ordinary request, the handshake, an echo, a silence, a close. Clock and socket come from the
 * environment (the clock for the waits is the actor's), so that a test of sixty seconds takes milliseconds.
 */
export const probe = probeSetup.createMachine({
  id: 'probe',
  context: ({ input }) => ({
    ...input,
    startedAt: input.environment.now(),
    lastFrameAt: 0,
    trace: [],
  }),
  entry: {
    type: 'trace',
    params: ({ context }) => ({
      id: 'started' as const,
      endpoint: context.endpoint.shown,
      secure: context.endpoint.secure,
      echoBytes: context.echoBytes,
      silenceSeconds: context.silenceSeconds,
    }),
  },
  initial: 'requesting',
  on: { stop: { target: '.finished', actions: note({ id: 'stopped' }) } },
  states: {
    requesting: {
      entry: note({ id: 'request-sent' }),
      invoke: {
        src: 'request',
        input: ({ context: { environment, endpoint } }) => ({ environment, endpoint }),
        onDone: {
          target: 'connected',
          actions: {
            type: 'trace',
            params: ({ event }) => ({
              id: 'request-answered' as const,
              ...(event.output.status === undefined ? {} : { status: event.output.status }),
            }),
          },
        },
        onError: { target: 'connected', actions: note({ id: 'request-failed' }) },
      },
      after: { requestLimit: { target: 'connected', actions: note({ id: 'request-timed-out' }) } },
    },
    connected: {
      invoke: {
        id: 'socket',
        src: 'socket',
        input: ({ context: { environment, endpoint, subprotocols } }) => ({
          environment,
          url: endpoint.url,
          subprotocols,
        }),
      },
      on: {
        'socket.refused': {
          target: 'finished',
          actions: {
            type: 'trace',
            params: ({ event }) => ({ id: 'socket-refused' as const, name: event.name }),
          },
        },
        'socket.messages': {
          actions: [
            'markFrame',
            {
              type: 'trace',
              params: ({ event }) => ({
                id: 'messages-received' as const,
                count: event.count,
                bytes: event.bytes,
              }),
            },
          ],
        },
        'socket.flooded': {
          target: 'finished',
          actions: {
            type: 'trace',
            params: ({ event }) => ({ id: 'flooded' as const, count: event.count, bytes: event.bytes }),
          },
        },
        'socket.closed': {
          target: 'finished',
          actions: {
            type: 'trace',
            params: ({ context, event }) => ({
              id: 'closed' as const,
              code: event.code,
              reason: event.reason,
              wasClean: event.wasClean,
              silence: elapsed(context) - context.lastFrameAt,
            }),
          },
        },
      },
      initial: 'opening',
      states: {
        opening: {
          entry: note({ id: 'socket-opening' }),
          on: {
            'socket.open': {
              target: 'open',
              actions: [
                'markFrame',
                {
                  type: 'trace',
                  params: ({ event }) => ({
                    id: 'socket-open' as const,
                    protocol: event.protocol,
                    extensions: event.extensions,
                  }),
                },
              ],
            },
          },
          after: { handshakeLimit: { target: '#finished', actions: note({ id: 'handshake-timed-out' }) } },
        },
        open: {
          always: [{ guard: 'sendsEcho', target: 'echoing' }, { target: 'afterEcho' }],
        },
        echoing: {
          entry: [
            sendTo('socket', ({ context: { nonce, echoBytes } }) => ({
              type: 'send' as const,
              nonce,
              text: `not101 ${nonce} `.padEnd(Math.max(echoBytes, shortestEcho), 'x'),
            })),
            'markFrame',
            {
              type: 'trace',
              params: ({ context }) => ({
                id: 'message-sent' as const,
                bytes: Math.max(context.echoBytes, shortestEcho),
              }),
            },
          ],
          on: {
            'socket.echo': {
              target: 'afterEcho',
              actions: [
                {
                  type: 'trace',
                  params: ({ context }) => ({
                    id: 'echo-received' as const,
                    milliseconds: elapsed(context) - lastSent(context.trace),
                  }),
                },
                'markFrame',
              ],
            },
          },
          after: { echoLimit: { target: 'afterEcho', actions: note({ id: 'echo-timed-out' }) } },
        },
        afterEcho: { always: [{ guard: 'holdsSilence', target: 'silent' }, { target: 'closing' }] },
        silent: {
          entry: note({ id: 'silence-started' }),
          // An echo that comes late is a frame like any other.
          on: { 'socket.echo': { actions: 'markFrame' } },
          after: { silence: { target: 'closing', actions: note({ id: 'silence-held' }) } },
        },
        closing: {
          entry: [sendTo('socket', { type: 'close' }), note({ id: 'closing' })],
          after: { closeLimit: { target: '#finished', actions: note({ id: 'close-timed-out' }) } },
        },
      },
    },
    finished: { id: 'finished', type: 'final' },
  },
});

const lastSent = (trace: Trace) => trace.findLast((event) => event.id === 'message-sent')?.at ?? 0;
