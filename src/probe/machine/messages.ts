/** The steps that send messages and wait for what comes back. */
import { sendTo } from 'xstate';
import type { SocketEvent } from '../socket.ts';
import { binaryBytes, elapsed, messageBytes, noteHere, noteOf, probeSetup, rungOf } from './setup.ts';

const noteReply = [
  noteOf((context) => ({
    id: 'replies',
    echo: context.plan.message === '',
    samples: [elapsed(context) - context.sentAt],
  })),
  'countReply' as const,
  'markFrame' as const,
];

/** Messages one after the other, each after the reply to the one before. */
export const messages = probeSetup.createStateConfig({
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
});

/** One binary message. */
export const binary = probeSetup.createStateConfig({
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
});

/** Many numbered messages at once. */
export const burst = probeSetup.createStateConfig({
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
});

const noteRung = (echoed: boolean) => [
  noteOf((context) => ({
    id: 'rung-passed',
    bytes: rungOf(context),
    echoed,
    milliseconds: elapsed(context) - context.sentAt,
  })),
  'markFrame' as const,
];

/** A guard of the sizes that looks at the bytes which have not left the browser. */
const ofUnsent = (type: 'isStuck' | 'isLost' | 'hasSurvived') => ({
  type,
  params: ({ event }: { event: Extract<SocketEvent, { type: 'socket.unsent' }> }) => event.bytes,
});

/** Messages of growing size. */
export const sizes = probeSetup.createStateConfig({
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
});
