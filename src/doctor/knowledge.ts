/** What the doctor knows of the world; the build puts it into the one file. */
import type { PackedFacts } from '../diagnosis/fact-weights.ts';
import { questions, type AnswerId, type Question, type QuestionId } from '../diagnosis/questions.ts';
import type { KnownTexts } from '../explain/read.ts';

/**
 * The answers that an examination can establish by itself, `all` of a question or some. What known texts and programs say
 * comes on top of them when the doctor is built.
 */
export const establishable: Readonly<Partial<Record<QuestionId, readonly AnswerId[] | 'all'>>> = {
  symptom: ['never-opens', 'drops', 'messages', 'one-place'],
  words: ['upgrade', 'port', 'http2', 'sni', 'origin', 'tls'],
  schemes: ['other'],
  address: ['unexpected'],
  reach: 'all',
  'connect-error': [
    ...(['refused', 'timed-out', 'silent', 'empty', 'reset', 'no-such-host'] as const),
    ...(['not-tls', 'tls-alert', 'certificate', 'unsafe-port', 'http2'] as const),
  ],
  status: 'all',
  'after-101': 'all',
  'body-200': 'all',
  'body-400': ['empty', 'other'],
  'refuser-403': [],
  origin: 'all',
  direct: 'all',
  arrives: 'all',
  front: [],
  server: [],
  'for-whom': ['some-attempts', 'some-places', 'logged-in'],
  place: ['company'],
  certificate: 'all',
  http2: 'all',
  drop: ['same-seconds', 'large-message', 'at-once', 'irregular', 'server-busy', 'on-purpose'],
  busy: 'all',
  seconds: 'all',
  'close-code': 'all',
  'message-problem': ['large', 'late'],
  'works-where': ['past-proxy', 'http1'],
};

/** Lines that a fix adds to the config of a stack. */
export interface FixLines {
  /** Name of the stack. */
  name: string;
  /** The answer to the question what stands in front that this stack is. */
  front: string;
  /** The added lines, without their indentation. */
  lines: readonly string[];
}

/** A cause as the doctor names it. */
export interface KnownCause {
  title: string;
  /** The fixes that are short enough to be printed. */
  fixes: readonly FixLines[];
}

/**
 * The table of the ranking with its characters in another order, in which it compresses better: first how usual each
 * answer is, then for each cause the weight of each answer. The answers are those of the questions, in their order.
 */
export interface TurnedFacts extends Omit<PackedFacts, 'answers'> {
  columns: readonly string[];
}

/** Questions by their ids. */
export type Questions = Readonly<Record<string, Pick<Question, 'answers'>>>;

/** The table with its characters cause by cause, for all answers of some questions. */
export function turned({ causes, shares, answers }: PackedFacts, of: Questions): TurnedFacts {
  const rows = Object.entries(of).flatMap(([id, { answers: wanted }]) => {
    const { answers: every }: Question = questions[id as QuestionId];
    return wanted.map(
      ([answer]) => answers[id as QuestionId]?.[every.findIndex(([each]) => each === answer)] ?? '',
    );
  });
  const columns = [0, ...causes.map((_, index) => index + 1)].map((at) =>
    rows.map((row) => row.charAt(at)).join(''),
  );
  return { causes, shares, columns };
}

/** The table as the ranking reads it. */
export function turnedBack({ causes, shares, columns }: TurnedFacts, of: Questions): PackedFacts {
  let at = 0;
  const rowsOf = ([id, { answers }]: [string, Pick<Question, 'answers'>]) => {
    const rows = answers.map(() => {
      const row = columns.map((column) => column.charAt(at)).join('');
      at += 1;
      return row;
    });
    return [id, rows] as const;
  };
  return { causes, shares, answers: Object.fromEntries(Object.entries(of).map(rowsOf)) };
}

/** Everything that the doctor knows. */
export interface DoctorKnowledge {
  /** Version of the site and the day of the build. */
  version: string;
  /** Address of the site, with a slash at its end. */
  site: string;
  /** How much each answer speaks for each cause. */
  facts: TurnedFacts;
  /** Wordings of servers, clients and proxies, and the names of stacks. */
  texts: KnownTexts;
  /** Slug → cause. */
  causes: Readonly<Record<string, KnownCause>>;
}
