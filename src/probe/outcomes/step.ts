import type { TerminalStep } from '../terminal-steps.ts';
import { isOver } from './ends.ts';
import type { Trace } from '../trace.ts';

/** How a step ended, or how far it is. `unknowable`: it failed, and a browser does not tell script why. */
export type StepOutcome =
  'passed' | 'failed' | 'skipped' | 'could not run' | 'unknowable' | 'running' | 'waiting';

/** Names of the steps, as they are shown. */
export type StepName =
  | TerminalStep
  | 'HTTP'
  | 'Handshake'
  | 'Messages'
  | 'Binary'
  | 'Burst'
  | 'Sizes'
  | 'Silence'
  | 'Traffic'
  | 'Heartbeat'
  | 'Reconnect'
  | 'Parallel'
  | 'Close';

export interface Step {
  name: StepName;
  outcome: StepOutcome;
  /** What was measured, in a sentence or two. */
  text: string;
}

/** A step without an outcome: what it does now, or what it waits for where it has not begun. */
export function waiting(
  trace: Trace,
  name: StepName,
  now: string | false | undefined,
  until = 'Not yet.',
): Step {
  if (isOver(trace)) return { name, outcome: 'skipped', text: 'Not reached.' };
  return now ? { name, outcome: 'running', text: now } : { name, outcome: 'waiting', text: until };
}
