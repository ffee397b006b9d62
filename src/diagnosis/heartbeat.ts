/** How often a heartbeat has to come. */

/** The interval of messages while a socket is held under traffic, and of a heartbeat where it is short enough, in milliseconds. */
export const trafficEvery = 25_000;

/** A drop that ended a silence: how old the socket was, and how long nothing had passed, in milliseconds. */
export interface SilentDrop {
  age: number;
  silence: number;
}

/** The interval of the heartbeat that is to prevent a drop, in milliseconds: 25 s, or less than half of a shorter silence. */
export function heartbeatEvery({ silence }: Pick<SilentDrop, 'silence'>): number {
  return Math.min(trafficEvery, Math.max(200, silence * 0.45));
}
