import type { StateMeta, TargetOf } from './tree/machine.ts';
import { askingState, diagnosis, resultState } from './tree/machine.ts';
import { afterOpenStates } from './tree/after-open.ts';
import { connectionStates } from './tree/connection.ts';
import { handshakeStates } from './tree/handshake.ts';
import { startStates } from './tree/start.ts';
import { statusStates } from './tree/statuses.ts';

/** The states that ask, in the order in which the tree is written. */
export const asks = {
  ...startStates,
  ...handshakeStates,
  ...statusStates,
  ...connectionStates,
  ...afterOpenStates,
};

type AskId = keyof typeof asks;

/** Id of a state, which is also the last segment of its URL. What an ask leads to and no ask is, is a result. */
export type StateId = AskId | TargetOf<(typeof asks)[AskId]>;

/** Where each ask leads, by its answers and by what is known before it asks. */
export function targetsOf(id: AskId): readonly StateId[] {
  const { next, shortcuts }: { next: object; shortcuts: readonly object[] } = asks[id];
  const targets = [next, ...shortcuts.flatMap((each) => Object.values(each) as object[])];
  return targets.flatMap((each) => Object.values(each) as StateId[]);
}

const askIds = Object.keys(asks) as AskId[];
const resultIds = [...new Set(askIds.flatMap(targetsOf))].filter((id) => !Object.hasOwn(asks, id));

/** Every state's id: first those that ask, then the results. */
export const stateIds: readonly StateId[] = [...askIds, ...resultIds];

/** What a state asks, or that it is a result. */
const metas = new Map<string, StateMeta>([
  ...askIds.map((id): [string, StateMeta] => [id, { kind: 'question', question: asks[id].question }]),
  ...resultIds.map((id): [string, StateMeta] => [id, { kind: 'result' }]),
]);

/**
 * The tree. Its states are the pages below /diagnose/; its context holds the facts. A question whose answer is
 * already a fact is passed at once, so the same machine serves the wizard, the live test and pasted evidence.
 * Pure: no `invoke`, no `after`, so that `xstate/graph` can enumerate it.
 */
export const tree = diagnosis.createMachine({
  id: 'diagnosis',
  context: ({ input }) => ({ facts: input?.facts ?? [] }),
  on: { fact: { actions: 'record' } },
  initial: 'start',
  states: {
    ...Object.fromEntries(askIds.map((id) => [id, { ...askingState(asks[id]), id }])),
    ...Object.fromEntries(resultIds.map((id) => [id, { ...resultState(), id }])),
  },
});

/** Whether the tree has a state of that id. */
export function isStateId(id: string): id is StateId {
  return metas.has(id);
}

/** What a state asks, or that it is a result. */
export function stateMeta(id: StateId): StateMeta {
  return metas.get(id) as StateMeta;
}
