/**
 * The reader of the diagnosis, who answers what a test cannot measure truthfully, from the evidence of a case. What is printed there means to this
 * reader what the page that explains texts says of it: its readers of formats and its recogniser of messages. Pure.
 */
import { closeCodeAnswer, secondsAnswer, statusAnswer } from '../../../src/diagnosis/fact.ts';
import type { FactWeights } from '../../../src/diagnosis/fact-weights.ts';
import type { Facts } from '../../../src/diagnosis/facts.ts';
import { fact, factOf, joinFacts, withFact } from '../../../src/diagnosis/facts.ts';
import { questionHelp, type TextKind } from '../../../src/diagnosis/question-help.ts';
import { CANNOT_TELL, type AnswerId, type QuestionId } from '../../../src/diagnosis/questions.ts';
import { weightsOfMessages, type Meanings } from '../../../src/diagnosis/meanings.ts';
import { openQuestions, rank } from '../../../src/diagnosis/rank.ts';
import { choices, settle, settleFrom } from '../../../src/diagnosis/replay.ts';
import { stateMeta, type StateId } from '../../../src/diagnosis/tree.ts';
import { allReaders } from '../../../src/explain/all-readers.ts';
import { explainer } from '../../../src/explain/explain.ts';
import { pastedIn, withPasted, type Pasted } from '../../../src/explain/pasted.ts';
import type { Knowledge } from '../../../src/knowledge/graph.ts';
import type { Evidence, Observation } from '../../../src/knowledge/schemas.ts';
import type { LabCase } from '../case.ts';
import { directAnswer } from './expected-facts.ts';

/** What a reader who has the case before them could look up. */
export interface Known {
  labCase: LabCase;
  evidence: Evidence;
}

type Texts = readonly (string | null)[];

/** What a reader knows of the world: what printed texts say, and what the stacks of a case are. */
interface World {
  /** The answer of the first of the texts that says one. */
  said: <Id extends QuestionId>(texts: Texts, question: Id) => AnswerId<Id> | undefined;
  /** What a text says, as the page reads it. */
  read: (text: string) => Pasted;
  /** The answer that a stack is. */
  answerOfStack: <Id extends QuestionId>(slug: string, question: Id) => AnswerId<Id> | undefined;
}

type Find<Answer> = (seen: Observation, known: Known, world: World) => Answer | undefined;
type Answers = { [Id in QuestionId]?: Find<AnswerId<Id>> };

/** Exit codes of `curl` after which there was a connection, and no answer on it: a timeout, and an empty reply. */
const unanswered = [28, 52];

/** Exit code of `curl` → what stopped a connection on which no status came (https://curl.se/docs/manpage.html#EXIT). */
const endOfCurl: Readonly<Record<number, AnswerId<'connect-error'>>> = {
  28: 'silent',
  52: 'empty',
  56: 'other-network',
};

/** Exit code of `curl` for a TLS handshake that failed. */
const curlTlsFailed = 35;

/** The lab's programs that are no stack of the site, and a stack that is of their kind. */
const kinds: Readonly<Record<string, string>> = {
  'action-cable-same-origin': 'action-cable',
  daphne: 'uvicorn',
  gorilla: 'gorilla-websocket',
};

const consoleOf = ({ chromium }: Observation): Texts => chromium.console ?? [];

/** Everything that was printed, what is nearest to the application first, for it says most of the cause. */
const printed = (seen: Observation): Texts => [
  ...(seen.serverLog ?? []),
  ...seen.proxyLog,
  ...bodies(seen),
  seen.curl.error,
  ...consoleOf(seen),
];

/** What was in refusals. The handshake of the commands is not that of every client: where it passes, the ladder has the body of the other. */
function bodies({ curl, steps }: Observation): Texts {
  return curl.body === null
    ? steps.map((step) => (step.kind === 'answer' ? (step.body ?? null) : null))
    : [curl.body];
}

const neverOpens = ({ chromium }: Observation) => chromium.socket === 'never opens';

function statusOf(
  { status, curl, chromium }: Observation,
  { labCase: { observe } }: Known,
): AnswerId<'status'> {
  // What a forward proxy answers to the request for a tunnel is no answer to the handshake.
  if (observe.forwardProxy) return 'no-connection';
  // The raw client offers no protocol in TLS, and gets a status where a browser and curl get an alert.
  if (status !== null && curl.exitCode !== curlTlsFailed) return statusAnswer(status);
  return unanswered.includes(curl.exitCode ?? 0) || chromium.closeCode === null ? 'none' : 'no-connection';
}

/** Gives an answer only where the handshake got this status: elsewhere there is no such body, sender or complaint to tell of. */
function afterStatus<Answer>(status: AnswerId<'status'>, answer: Find<Answer>): Find<Answer> {
  return (seen, known, world) => (statusOf(seen, known) === status ? answer(seen, known, world) : undefined);
}

/** Gives an answer only where the socket never opened. */
function ofRefusal<Answer>(answer: Find<Answer>): Find<Answer> {
  return (seen, known, world) => (neverOpens(seen) ? answer(seen, known, world) : undefined);
}

/** Gives an answer only where the socket opened. */
function ofDrop<Answer>(answer: Find<Answer>): Find<Answer> {
  return (seen, known, world) => (neverOpens(seen) ? undefined : answer(seen, known, world));
}

/** What the case alone knows, or what must be looked up in one place of it. What is not here is what all texts say. */
const answers: Answers = {
  schemes: () => 'other',
  client: () => 'browser',
  status: statusOf,
  'connect-error': ofRefusal(
    (seen, _, { said }) =>
      said([seen.curl.error, ...consoleOf(seen)], 'connect-error') ?? endOfCurl[seen.curl.exitCode ?? 0],
  ),
  certificate: ofRefusal((seen, _, { said }) => said([seen.curl.error, ...consoleOf(seen)], 'certificate')),
  'after-101': afterStatus('101', (seen, _, { said }) => said(consoleOf(seen), 'after-101') ?? 'nothing'),
  'body-200': afterStatus('200', ({ curl: { body } }) => (body === null ? 'web-page' : 'app-answer')),
  'body-400': afterStatus('400', (seen, _, { said }) => {
    if (!bodies(seen).some(Boolean)) return 'empty';
    // The same line stands in the log, where it is no body.
    if (said(bodies(seen), 'direct') === 'no-library') return 'no-library';
    if (bodies(seen).some((body) => body?.trim() === 'Bad Request')) return 'bare';
    return said(bodies(seen), 'body-400') ?? 'other';
  }),
  'refuser-403': afterStatus('403', (seen, { labCase: { proxy = '', runtime } }, { said, answerOfStack }) => {
    if ([proxy, runtime].some((slug) => answerOfStack(slug, 'server') === 'dev')) return 'dev-server';
    return said([...(seen.serverLog ?? []), ...bodies(seen)], 'refuser-403') ?? 'application';
  }),
  // The handshake of the commands has no Origin.
  origin: ofRefusal(({ curl }) => (curl.status === 101 ? 'passes' : 'refused')),
  direct: ({ serverLog = [] }, { labCase, evidence }, { said }) =>
    said(serverLog, 'direct') ?? directAnswer(labCase, evidence),
  // Its log has each request that it answered; without a proxy, whatever answers is the application.
  arrives: ofRefusal(({ steps, status }, { labCase: { proxy } }) =>
    steps.some(({ from, kind }) => from === 'server' && kind === 'answer') ||
    (proxy === undefined && status !== null && status !== 101)
      ? 'arrives'
      : 'elsewhere',
  ),
  front: (_, { labCase: { proxy } }, { answerOfStack }) => {
    if (proxy === undefined) return 'nothing';
    // An edge runtime is the platform.
    const isEdge = answerOfStack(proxy, 'server') === 'edge';
    return answerOfStack(proxy, 'front') ?? (isEdge ? 'cloud' : 'other');
  },
  server: (_, { labCase: { backend, stack, observe } }, { answerOfStack }) => {
    const program = backend === 'case' ? stack : (kinds[backend] ?? backend);
    return observe.client === 'socket.io' ? 'socket-io' : (answerOfStack(program, 'server') ?? 'node');
  },
  address: (_, { labCase: { scheme, host } }) =>
    scheme === 'ws' && host === '127.0.0.1' ? 'loopback' : 'public',
  'for-whom': (_, { labCase: { observe } }) => {
    if (observe.cookieBytes !== undefined) return 'logged-in';
    if (observe.forwardProxy) return 'some-places';
    return observe.earlierHandshakes > 0 || observe.heldSockets > 0 ? 'some-attempts' : 'everybody';
  },
  place: (_, { labCase }) => (labCase.observe.forwardProxy ? 'company' : undefined),
  'works-where': (seen, known) => {
    const { observe } = known.labCase;
    if (observe.forwardProxy) return 'network';
    if (observe.heldSockets > 0) return 'few-clients';
    if (neverOpens(seen) && seen.curl.status === 101) return 'not-in-browser';
    return directAnswer(known.labCase, known.evidence) === '101' ? 'past-proxy' : undefined;
  },
  'proxy-log': ({ proxyLog }, _, { said }) => said(proxyLog, 'proxy-log'),
  since: () => 'never-worked',
  // The commands speak HTTP/1.1.
  http2: ofRefusal(({ curl }) => (curl.status === 101 ? 'works' : 'same')),
  quiet: ofDrop((_, { labCase: { observe } }) => (observe.silence > 0 ? 'quiet' : undefined)),
  seconds: ({ chromium: { seconds } }) => (seconds === null ? undefined : secondsAnswer(seconds)),
  'close-code': ({ chromium: { closeCode } }) =>
    closeCode === null ? undefined : closeCodeAnswer(closeCode),
  hosting: (_, { labCase }) => (labCase.runtime === 'workerd' ? 'functions' : 'container'),
  together: ofDrop((_, { labCase: { observe } }) =>
    observe.reload || observe.terminate ? 'together' : 'one-by-one',
  ),
};

/** What printed texts say to a reader who has them explained, and what stacks are. */
function worldOf({ messages, stacks }: Pick<Knowledge, 'messages' | 'stacks'>): World {
  const explain = explainer({ messages: [...messages.values()], stacks: [...stacks.values()] }, allReaders);
  const known = new Map<string, Facts>();
  const factsIn = (text: string): Facts => {
    const facts =
      known.get(text) ?? explain([{ name: '', text }]).requests[0]?.told.map(({ fact }) => fact) ?? [];
    known.set(text, facts);
    return facts;
  };
  return {
    read: (text) => pastedIn(explain([{ name: '', text }])),
    said: (texts, question) => {
      const facts = joinFacts(
        ...texts
          .filter((text) => text !== null)
          .map(factsIn)
          .reverse(),
      );
      return factOf(facts, question)?.answer;
    },
    answerOfStack: (slug, question) =>
      stacks.get(slug)?.answers[question] as AnswerId<typeof question> | undefined,
  };
}

/** A reader who answers truthfully. */
export interface TruthfulReader {
  /** The answer that this reader chooses; `cannot-tell` where the evidence does not have it. */
  choose: (question: QuestionId, known: Known) => AnswerId;
  /** What this reader pastes to answer a question, as far as the record has it; empty where they can only choose. */
  textFor: (question: QuestionId, known: Known) => string;
  /** What a text says, as the page reads it. */
  read: (text: string) => Pasted;
}

/**
 * What the handshake of the commands printed. Where its answer is not that of the page's handshake, it shows another fault than the page has. A 101
 * is no use without its headers, which no record has.
 */
function printedByCurl({ status, curl, steps }: Observation): string[] {
  if (curl.status !== status || status === 101) return [];
  const answer = steps.filter((step) => step.kind === 'answer').findLast(({ to }) => to === 'client');
  return [
    ...(answer ? [`HTTP/${answer.version} ${answer.status} ${answer.reason}`] : []),
    ...Object.entries(curl.head ?? {}).map(
      ([name, value]) => `${name}: ${value.replace('<number>', String(curl.body?.length ?? 1))}`,
    ),
    ...(curl.body === null ? [] : ['', curl.body]),
    ...(curl.error === null ? [] : [curl.error]),
  ];
}

/** The lines of each kind of text in a record. */
const linesOf: Readonly<Record<TextKind, (seen: Observation) => readonly string[]>> = {
  answer: printedByCurl,
  console: ({ chromium }) => chromium.console ?? [],
  log: ({ serverLog = [], proxyLog }) => [...serverLog, ...proxyLog],
};

/** A reader who knows the messages and the stacks of the content. */
export function truthfulReader(content: Pick<Knowledge, 'messages' | 'stacks'>): TruthfulReader {
  const world = worldOf(content);
  return {
    choose: (question, known) => {
      const { broken } = known.evidence;
      const own = answers[question];
      return (own ? own(broken, known, world) : world.said(printed(broken), question)) ?? CANNOT_TELL;
    },
    textFor: (question, { evidence: { broken } }) => {
      const { paste } = questionHelp[question];
      if (paste === undefined) return '';
      const log = linesOf.log(broken);
      // The line of the Console says less than the log of the server does, where there is one.
      const own = paste === 'log' || (paste === 'console' && log.length > 0) ? [] : linesOf[paste](broken);
      return [...own, ...log].join('\n');
    },
    read: world.read,
  };
}

/** Where the tree led with facts and a reader. */
export interface Diagnosis {
  /** What the reader was asked, and the answers. */
  asked: { question: QuestionId; answer: AnswerId }[];
  /** The result that was reached. */
  state: StateId;
  /** What the test measured, and what the reader said. */
  known: Facts;
  /** The known messages in what the reader pasted. */
  messages: readonly string[];
  /** All causes by what is then known, likeliest first. */
  causes: readonly string[];
  /** Whether the tree asked more than the reader may answer, so that it was led on by “I can’t tell”. */
  isCutShort: boolean;
}

/** What a reader says to a question: all that is known then. An answer to it is among that, if only “I can’t tell”. */
export type Answering = (question: QuestionId, known: Pasted) => Pasted;

/** Answers by choosing from the list. */
export const choosing =
  (choose: (question: QuestionId) => AnswerId): Answering =>
  (question, { facts, messages }) => ({
    facts: withFact(facts, fact(question, choose(question), 'said')),
    messages,
  });

/** How a reader answers: by choosing from the lists alone, or by pasting the texts that they hold. */
export const ways = ['choosing', 'pasting'] as const;
export type Way = (typeof ways)[number];

/** How a reader of a case answers in each of the ways. What a pasted text leaves open is chosen from the list. */
export const answering: Readonly<Record<Way, (reader: TruthfulReader, ofCase: Known) => Answering>> = {
  choosing: ({ choose }, ofCase) => choosing((question) => choose(question, ofCase)),
  pasting: ({ choose, textFor, read }, ofCase) => {
    const chosen = choosing((question) => choose(question, ofCase));
    return (question, known) => {
      const text = textFor(question, ofCase);
      if (text.trim() === '') return chosen(question, known);
      const told = read(text);
      const all: Pasted = {
        facts: withPasted(known.facts, told.facts, question),
        messages: [...known.messages, ...told.messages],
      };
      return factOf(all.facts, question) ? all : chosen(question, all);
    };
  },
};

/** What ranks: how much each answer speaks for each cause, and what known messages mean. */
export interface RankedBy {
  table: FactWeights;
  meanings: Meanings;
}

/** How many offers of one more question a reader looks at before they answer one. */
const mostOffers = 3;

/**
 * Lets the tree ask a reader until it has a result. There one more question is offered, as long as the reader may still answer and the first
 * cause is not clear; if the reader cannot tell, the next one is offered.
 * @param facts what the test measured
 * @param answer the reader
 * @param most how many questions the reader answers; to every later one the answer is “I can’t tell”
 */
export function diagnose(
  measured: Facts,
  answer: Answering,
  { table, meanings }: RankedBy,
  most = 2,
): Diagnosis {
  const asked: Diagnosis['asked'] = [];
  let isCutShort = false;
  let known: Pasted = { facts: measured, messages: [] };
  const ask = (question: QuestionId): AnswerId => {
    known = answer(question, known);
    const given = factOf(known.facts, question)?.answer ?? CANNOT_TELL;
    asked.push({ question, answer: given });
    return given;
  };
  let state = settle(known.facts);
  for (let meta = stateMeta(state); meta.kind === 'question'; meta = stateMeta(state)) {
    const { question } = meta;
    isCutShort ||= asked.length >= most;
    if (isCutShort) known = choosing(() => CANNOT_TELL)(question, known);
    else {
      const given = ask(question);
      if (!choices(state, known.facts).some((each) => each.answer === given))
        throw new Error(`The state "${state}" does not offer the answer "${given}".`);
    }
    state = settleFrom(state, known.facts);
  }
  const ranked = () => rank(known.facts, new Map(), table, weightsOfMessages(known.messages, meanings));
  /** Asks what a result offers, until one is answered. */
  const oneMore = (): boolean => {
    const { causes, isClear } = ranked();
    const offers = isClear ? [] : openQuestions(known.facts, causes, table).slice(0, mostOffers);
    return offers.some((question) => ask(question) !== CANNOT_TELL);
  };
  for (let left = most - asked.length; left > 0 && oneMore(); left -= 1);
  return {
    asked,
    state,
    known: known.facts,
    messages: known.messages,
    causes: ranked().causes.map(({ slug }) => slug),
    isCutShort,
  };
}
