import { heartbeatEvery } from '../diagnosis/heartbeat.ts';
import type { SilentDrop } from '../diagnosis/heartbeat.ts';

/** What a test is to do. Everything but the address and the texts is in the report. */
export interface Plan {
  /** Subprotocols to offer, in this order. */
  subprotocols: readonly string[];
  /** The message to send; empty for a numbered one of the test's own. */
  message: string;
  /** A part of the reply to `message`; empty if any message counts as the reply. */
  expected: string;
  /** How many messages are sent, each after the reply to the one before; 0 sends none. A message of the user's own is sent once. */
  roundTrips: number;
  /** Whether a binary message is sent too. */
  binary: boolean;
  /** How many numbered messages are sent at once; 0 sends none. */
  burst: number;
  /** The largest message of the sizes, in bytes; 0 sends none. */
  largest: number;
  /** How long the socket is held open, in seconds; 0 skips that, `null` holds it until the test is stopped. */
  hold: number | null;
  /** Whether a message is sent every 25 seconds while it is held; otherwise it is held in silence. */
  traffic: boolean;
  /** After a drop in silence: whether it is held once more, with a heartbeat, to see whether that cures it. */
  heartbeat: boolean;
  /** After a drop: whether a second socket is opened. */
  reconnect: boolean;
  /** How many sockets are opened at once at the end; 0 opens none. */
  parallel: number;
}

/** The parts of a plan that a report may have: no text that a user entered is among them. */
export type PublicPlan = Omit<Plan, 'subprotocols' | 'message' | 'expected'> & {
  /** How many subprotocols were offered. */
  subprotocols: number;
  /** Whether the message was the user's own. */
  ownMessage: boolean;
};

/** The parts of a plan that a report may have. */
export function publicPlan(plan: Plan): PublicPlan {
  const { roundTrips, binary, burst, largest, hold, traffic, heartbeat, reconnect, parallel } = plan;
  return {
    roundTrips,
    binary,
    burst,
    largest,
    hold,
    traffic,
    heartbeat,
    reconnect,
    parallel,
    subprotocols: plan.subprotocols.length,
    ownMessage: plan.message !== '',
  };
}

/** The parts of a test that need an open socket, in the order in which they run. */
export const stepIds = ['messages', 'binary', 'burst', 'sizes', 'hold', 'heartbeat', 'reconnect'] as const;
export type StepId = (typeof stepIds)[number];

/** The sizes that are sent one after the other, in bytes. */
export const rungs = [1000, 4000, 16_000, 64_000, 256_000, 1_000_000, 4_000_000, 16_000_000] as const;

/** A drop after a shorter silence than this is no idle timeout, in milliseconds. */
export const shortestIdle = 1500;

/** The longest hold, in milliseconds: a day, for a test that runs until it is stopped. */
const longestHold = 86_400_000;

/** How long the socket is held, in milliseconds. */
export function holdLength({ hold }: Plan): number {
  return hold === null ? longestHold : hold * 1000;
}

/** How long a socket with a heartbeat must live to show that the drop was no limit of age, in milliseconds. */
export function proofLength(drop: SilentDrop): number {
  return Math.max(drop.age, drop.silence) * 1.4 + heartbeatEvery(drop);
}

/** The steps of a plan that need an open socket. */
export function stepsOf({ roundTrips, binary, burst, largest, hold }: Plan): StepId[] {
  const wanted: [StepId, boolean][] = [
    ['messages', roundTrips > 0],
    ['binary', binary],
    ['burst', burst > 0],
    ['sizes', largest > 0],
    ['hold', hold !== 0],
  ];
  return wanted.flatMap(([step, isWanted]) => (isWanted ? [step] : []));
}
