/** What a fact is, and which answer a number is. Apart from `facts.ts`, which needs every question, so that the live test stays small. */
import type { AnswerId, QuestionId } from './questions.ts';

/** Where a fact came from. The words are shown to the reader. */
export const factSources = {
  said: 'you said',
  measured: 'measured',
  paste: 'read from your paste',
  config: 'found in your configuration',
} as const;

export type FactSource = keyof typeof factSources;

/** What a fact knows besides its answer. */
export interface FactMore {
  /**
   * The number behind the answer, where there is one: seconds for `seconds`, `drop` and `message-problem`, the HTTP status for `status`,
   * the code for `close-code`, bytes for a `drop` at a large message.
   */
  value?: number;
  /** What was seen, in a few words for a person, such as "of silence". Nothing reads it back. */
  detail?: string;
}

/** An answered question. */
export type Fact = {
  [Id in QuestionId]: FactMore & {
    question: Id;
    answer: AnswerId<Id>;
    source: FactSource;
  };
}[QuestionId];

/** Facts in the order in which they were learnt; more than one for a question only where several answers can be true. */
export type Facts = readonly Fact[];

/** Makes a fact; the compiler checks that the answer is one of the question's. */
export function fact<Id extends QuestionId>(
  question: Id,
  answer: AnswerId<Id>,
  source: FactSource,
  { value, detail }: FactMore = {},
): Fact {
  return {
    question,
    answer,
    source,
    ...(value === undefined ? {} : { value }),
    ...(detail === undefined ? {} : { detail }),
    // The compiler cannot see that a generic question and its answer are one member of the union.
  } as Fact;
}

/** Makes a fact of what was measured. */
export const measured = <Id extends QuestionId>(
  question: Id,
  answer: AnswerId<Id>,
  more: FactMore = {},
): Fact => fact(question, answer, 'measured', more);

/** The answer that every question has. It never stops the reader: the tree goes on with several causes. */
export const CANNOT_TELL = 'cannot-tell';

/** HTTP status of the handshake → answer to the question `status`; `cannot-tell` for a status that has none. */
export function statusAnswer(status: number): AnswerId<'status'> {
  if ([301, 302, 303, 307, 308].includes(status)) return 'redirect';
  if (status === 413 || status === 431 || status === 494) return '431';
  // Cloudflare's 520 to 527 and 530 are errors on its way to the origin.
  if (status === 502 || status === 504 || (status >= 520 && status <= 530)) return 'gateway';
  const answers = [
    '101',
    '200',
    '400',
    '401',
    '403',
    '404',
    '405',
    '410',
    '426',
    '429',
    '500',
    '503',
  ] as const;
  return answers.find((answer) => Number(answer) === status) ?? CANNOT_TELL;
}

/** Close code → answer to the question `close-code`; `cannot-tell` for a code that has none. */
export function closeCodeAnswer(code: number): AnswerId<'close-code'> {
  if (code === 1000 || code === 1001 || code === 1005) return 'normal';
  if (code === 1002 || code === 1007) return 'protocol';
  if (code >= 3000 && code <= 4999) return 'application';
  const answers = ['1003', '1006', '1008', '1009', '1011', '1012', '1013'] as const;
  return answers.find((answer) => Number(answer) === code) ?? CANNOT_TELL;
}

/** From and to, in seconds, of each answer to the question `seconds`; what is in none of them is `other`. */
const secondsRanges: readonly [from: number, to: number, answer: AnswerId<'seconds'>][] = [
  [0, 25, 'short'],
  [27, 33, '30'],
  [54, 66, '60'],
  [88, 127, '100'],
  [228, 252, '240'],
  [268, 306, '300'],
  [340, 362, '350'],
  [580, 630, '600'],
  [3000, Infinity, 'hours'],
];

/** Seconds until a drop → answer to the question `seconds`. */
export function secondsAnswer(seconds: number): AnswerId<'seconds'> {
  return secondsRanges.find(([from, to]) => seconds >= from && seconds <= to)?.[2] ?? 'other';
}
