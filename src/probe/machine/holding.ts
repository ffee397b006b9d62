/** The steps that hold a socket open, and the one after a drop. */
import { trafficEvery } from '../../diagnosis/heartbeat.ts';
import { firstDrop } from '../outcome.ts';
import { holdLength, shortestIdle } from '../plan.ts';
import { findAll, stepOf } from '../trace.ts';
import {
  binaryBytes,
  elapsed,
  noteHere,
  noteOf,
  probeSetup,
  proofEvery,
  socketInput,
  trafficOf,
  type ProbeContext,
} from './setup.ts';

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

/** Whether the socket with a heartbeat has no control beside it, because a first one with a control ended at once. */
export const isAlone = ({ trace }: ProbeContext) =>
  findAll(trace, 'step').filter(({ step }) => step === 'heartbeat').length > 1;

/** The hold, in silence or with traffic. */
export const hold = probeSetup.createStateConfig({
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
});

/** The second hold, with a heartbeat, beside a silent socket. */
export const heartbeat = probeSetup.createStateConfig({
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
});

/** A socket after a drop. */
export const reconnect = probeSetup.createStateConfig({
  entry: ['takeStep', 'markStep', noteHere({ id: 'step', step: 'reconnect' }), repeatEarlyStep],
  after: { stableLimit: { target: 'choosing', actions: noteHeld } },
});
