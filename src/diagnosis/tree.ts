import type { StateMeta } from './tree/machine.ts';
import { diagnosis } from './tree/machine.ts';
import { afterOpenStates } from './tree/after-open.ts';
import { connectionStates } from './tree/connection.ts';
import { handshakeStates } from './tree/handshake.ts';
import { resultStates } from './tree/results.ts';
import { startStates } from './tree/start.ts';
import { statusStates } from './tree/statuses.ts';

export type { StateMeta } from './tree/machine.ts';

const withId = <States extends Record<string, object>>(states: States) =>
  Object.fromEntries(Object.entries(states).map(([id, state]) => [id, { ...state, id }])) as {
    [Id in keyof States]: States[Id] & { id: string };
  };

/**
 * The tree. Its states are the pages below /diagnose/; its context holds the facts. A question whose answer is
 * already a fact is passed at once, so the same machine serves the wizard, the live test and pasted evidence.
 * Pure: no `invoke`, no `after`, so that `xstate/graph` can enumerate it.
 */
export const tree = diagnosis.createMachine({
  id: 'diagnosis',
  context: ({ input }) => ({ facts: input.facts }),
  on: { fact: { actions: 'record' } },
  initial: 'start',
  states: withId({
    ...startStates,
    ...handshakeStates,
    ...statusStates,
    ...connectionStates,
    ...afterOpenStates,
    ...resultStates,
  }),
});

/** Id of a state, which is also the last segment of its URL. */
export type StateId = keyof typeof tree.states;

/** Every state's id, in the order in which the tree is written. */
export const stateIds = Object.keys(tree.states);

/** Whether the tree has a state of that id. */
export function isStateId(id: string): id is StateId {
  return Object.hasOwn(tree.states, id);
}

/** What a state asks or concludes. */
export function stateMeta(id: StateId): StateMeta {
  return (tree.states[id] as { meta: StateMeta }).meta;
}
