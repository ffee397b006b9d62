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

/** A state that concludes. */
export interface ResultState {
  kind: 'result';
  /** Slugs of causes, likeliest first. */
  causes: readonly [string, ...string[]];
}

export type StateMeta = QuestionState | ResultState;

/** What the machine is made of: its context are the facts, and its one event brings another fact. */
export const diagnosis = setup({
  types: {
    context: {} as { facts: Facts },
    input: {} as { facts: Facts },
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

/** Facts that settle a matter before its question is asked: question → answer → state. */
export type Evidence = { [Id in QuestionId]?: Partial<Record<AnswerId<Id>, string>> };

/**
 * A state that asks a question and moves on as soon as its answer is a fact, or as soon as evidence decides it: a
 * fact of another question that a report or a measurement brought along. Lists of evidence are tried in their order,
 * the more specific one first.
 */
export function ask<Id extends QuestionId>(
  question: Id,
  next: Record<AnswerId<Id>, string>,
  ...evidence: readonly Evidence[]
) {
  const meta: StateMeta = { kind: 'question', question };
  const known = evidence.flatMap((each) => Object.entries(each) as [QuestionId, object][]);
  return diagnosis.createStateConfig({
    meta,
    always: [...known, [question, next] as const].flatMap(([about, targets]) =>
      (Object.entries(targets) as [string, string][]).map(([answer, target]) => ({
        guard: { type: 'known' as const, params: { question: about, answer } },
        target: `#${target}`,
      })),
    ),
  });
}

/** The same target for every answer to a question, "I can't tell" included, but for the answers that are named. */
export function sameFor<Id extends QuestionId>(
  question: Id,
  target: string,
  others: Partial<Record<AnswerId<Id>, string>> = {},
): Record<AnswerId<Id>, string> {
  const answers: readonly string[] = [...questions[question].answers.map(([id]) => id), CANNOT_TELL];
  const same = Object.fromEntries(answers.map((answer) => [answer, target]));
  return { ...same, ...others };
}

/** A final state that names one cause, or several; separating-checks.ts says how to tell those apart. */
export function conclude(causes: readonly [string, ...string[]]) {
  const meta: StateMeta = { kind: 'result', causes };
  return diagnosis.createStateConfig({ type: 'final', meta });
}
