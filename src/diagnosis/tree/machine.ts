import { assign, setup } from 'xstate';
import type { Fact, Facts } from '../facts.ts';
import { factOf, withFact } from '../facts.ts';
import { CANNOT_TELL, questions } from '../questions.ts';
import type { AnswerId, QuestionId } from '../questions.ts';

/** A state that asks. */
export interface QuestionState {
  kind: 'question';
  question: QuestionId;
}

/** A state in which nothing more is asked: the ranking of the facts is the result. */
export interface ResultState {
  kind: 'result';
}

export type StateMeta = QuestionState | ResultState;

/**
 * What the machine is made of: its context are the facts, and its one event brings another fact. The input may be missing: XState also starts the
 * machine without one for each `transition`.
 */
export const diagnosis = setup({
  types: {
    context: {} as { facts: Facts },
    input: {} as { facts: Facts } | undefined,
    events: {} as { type: 'fact'; fact: Fact },
    meta: {} as StateMeta,
  },
  guards: {
    known: ({ context }, { question, answer }: { question: QuestionId; answer: string }) =>
      factOf(context.facts, question)?.answer === answer,
  },
  actions: {
    record: assign({ facts: ({ context, event }) => withFact(context.facts, event.fact) }),
  },
});

/** Facts that lead on before a question is asked: question → answer → state. */
export type Shortcuts<Target extends string = string> = {
  [Id in QuestionId]?: Partial<Record<AnswerId<Id>, Target>>;
};

/** A state that asks, as the files of the tree write it. */
export interface Ask<Target extends string = string> {
  question: QuestionId;
  /** Answer → state. */
  next: Readonly<Record<string, Target>>;
  /** Facts of other questions that lead on without asking, in the order in which they are believed. */
  shortcuts: readonly Shortcuts<Target>[];
}

/** States that an ask, or any of several, leads to. */
export type TargetOf<Each> = Each extends Ask<infer Target> ? Target : never;

type ValueOf<Each> = Each extends unknown ? Each[keyof Each] : never;

/**
 * A state that asks a question and moves on as soon as its answer is a fact, or as soon as a shortcut decides: a fact
 * of another question that a report or a measurement brought along. Shortcuts are tried in their order, the more
 * specific one first.
 */
export function ask<
  Id extends QuestionId,
  const Next extends Readonly<Record<AnswerId<Id>, string>>,
  const Known extends readonly Shortcuts[],
>(
  question: Id,
  next: Next,
  ...shortcuts: Known
): Ask<(ValueOf<Next> & string) | (ValueOf<ValueOf<Known[number]>> & string)> {
  return { question, next, shortcuts } as unknown as Ask<never>;
}

/** The same target for every answer to a question, "I can't tell" included, but for the answers that are named. */
export function sameFor<
  Id extends QuestionId,
  const Target extends string,
  const Others extends Partial<Record<AnswerId<Id>, string>> = Partial<Record<AnswerId<Id>, never>>,
>(question: Id, target: Target, others?: Others): Record<AnswerId<Id>, Target | (ValueOf<Others> & string)> {
  const answers: readonly string[] = [...questions[question].answers.map(([id]) => id), CANNOT_TELL];
  const same = Object.fromEntries(answers.map((answer) => [answer, target]));
  return { ...same, ...others } as Record<AnswerId<Id>, Target | (ValueOf<Others> & string)>;
}

/** The machine's state for an ask. */
export function askingState({ question, next, shortcuts }: Ask) {
  const meta: StateMeta = { kind: 'question', question };
  const known = shortcuts.flatMap((each) => Object.entries(each) as [QuestionId, Record<string, string>][]);
  return diagnosis.createStateConfig({
    meta,
    always: [...known, [question, next] as const].flatMap(([about, targets]) =>
      Object.entries(targets).map(([answer, target]) => ({
        guard: { type: 'known' as const, params: { question: about, answer } },
        target: `#${target}`,
      })),
    ),
  });
}

/** The machine's state for a result. */
export function resultState() {
  const meta: StateMeta = { kind: 'result' };
  return diagnosis.createStateConfig({ type: 'final', meta });
}
