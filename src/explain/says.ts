import { closeCodeAnswer, secondsAnswer, statusAnswer } from '../diagnosis/fact.ts';
import type { Fact, Facts, FactSource } from '../diagnosis/facts.ts';
import { factFromIds } from '../diagnosis/facts.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import type { Says } from '../knowledge/schemas.ts';

/** Questions whose answer a number gives. */
const numbered: Readonly<Record<string, (value: number) => string>> = {
  status: statusAnswer,
  'close-code': closeCodeAnswer,
  seconds: secondsAnswer,
};

/** The fact of a number, for a question whose answer a number gives; nothing if no answer is that number. */
export function factOfNumber(question: string, value: number, source: FactSource): Fact | undefined {
  const answer = numbered[question]?.(value) ?? CANNOT_TELL;
  return answer === CANNOT_TELL ? undefined : factFromIds(question, answer, source, { value });
}

/** The facts that a text says, with the numbers that its placeholders held. */
export function factsSaid(says: Says, held: Readonly<Record<string, string>>): Facts {
  return Object.entries(says).flatMap(([question, said]) =>
    (typeof said === 'string' ? [said] : (said ?? [])).flatMap((answer) => {
      const name = /^<(.+)>$/.exec(answer)?.[1];
      if (name === undefined) return factFromIds(question, answer, 'paste') ?? [];
      const number = /\d+(?:\.\d+)?/.exec(held[name] ?? '')?.[0];
      return number === undefined ? [] : (factOfNumber(question, Number(number), 'paste') ?? []);
    }),
  );
}
