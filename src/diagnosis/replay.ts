import { initialTransition, transition } from 'xstate';
import type { Facts } from './facts.ts';
import { fact, factOf, withFact } from './facts.ts';
import { CANNOT_TELL, isOnlyRead, questions } from './questions.ts';
import type { AnswerId, QuestionId } from './questions.ts';
import { stateIds, stateMeta, tree } from './tree.ts';
import type { StateId } from './tree.ts';

/** The machine is flat, so its value is the id of a state. */
const stateOf = (value: unknown) => value as StateId;

/** The state to which facts lead from the start: the first question that they do not answer, or a result. */
export function settle(facts: Facts): StateId {
  const [snapshot] = initialTransition(tree, { facts });
  return stateOf(snapshot.value);
}

/**
 * The state to which facts lead from a given state. Unlike `settle` it does not need the facts of the questions
 * before, so that a page below /diagnose/ works for a reader who came straight to it.
 */
export function settleFrom(from: StateId, facts: Facts): StateId {
  const meta = stateMeta(from);
  const known = meta.kind === 'question' ? factOf(facts, meta.question) : undefined;
  if (known === undefined) return from;
  const here = tree.resolveState({ value: from, context: { facts } });
  const [snapshot] = transition(tree, here, { type: 'fact', fact: known });
  return stateOf(snapshot.value);
}

/** How many questions a state may still ask, its own included; 0 for a result. */
export function mostQuestions(from: StateId): number {
  const known = longest.get(from);
  if (known !== undefined) return known;
  const meta = stateMeta(from);
  const targets = meta.kind === 'result' ? [] : choices(from, []).map(({ target }) => target);
  const most = meta.kind === 'result' ? 0 : 1 + Math.max(...targets.map(mostQuestions));
  longest.set(from, most);
  return most;
}

const longest = new Map<StateId, number>();

export interface Choice {
  answer: AnswerId;
  /** The state to which this answer leads. */
  target: StateId;
  /** The facts once it is given. */
  facts: Facts;
}

/** The answers that a state offers, "I can't tell" last, each with the state that it leads to. Empty for a result. */
export function choices(from: StateId, facts: Facts): Choice[] {
  const meta = stateMeta(from);
  if (meta.kind === 'result') return [];
  const answers: AnswerId[] = [...questions[meta.question].answers.map(([id]) => id), CANNOT_TELL];
  return answers.map((answer) => {
    const known = withFact(facts, fact(meta.question, answer, 'said'));
    return { answer, target: settleFrom(from, known), facts: known };
  });
}

/**
 * The state in which facts were asked a question: the one that they lead past, or else the first that asks it. Where
 * nobody is asked the question, the state to which the other facts lead.
 */
export function stateThatAsks(question: QuestionId, facts: Facts): StateId {
  const asks = (state: StateId) => {
    const meta = stateMeta(state);
    return meta.kind === 'question' && meta.question === question;
  };
  const before = settle(facts.filter((each) => each.question !== question));
  if (isOnlyRead(question)) return before;
  const state = asks(before) ? before : stateIds.find(asks);
  if (state === undefined) throw new Error(`No state of the tree asks "${question}".`);
  return state;
}
