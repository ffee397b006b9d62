/** What the doctor knows of the world; the build puts it into the one file. */
import type { PackedFacts } from '../diagnosis/fact-weights.ts';
import type { AnswerId, QuestionId } from '../diagnosis/questions.ts';
import type { KnownMessage } from '../explain/messages.ts';
import type { KnownTexts } from '../explain/read.ts';

/**
 * The answers that an examination can establish by itself, `all` of a question or some. What known texts and programs say
 * comes on top of them when the doctor is built.
 */
export const establishable: Readonly<Partial<Record<QuestionId, readonly AnswerId[] | 'all'>>> = {
  symptom: ['never-opens', 'drops', 'messages', 'one-place'],
  words: ['upgrade', 'accept', 'port', 'http2', 'sni', 'origin', 'tls'],
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
  'body-400': ['empty', 'bare', 'other'],
  'refuser-403': [],
  'proxy-log': [],
  origin: 'all',
  config: ['proxy-protocol'],
  direct: ['101', 'same', 'no-answer'],
  arrives: 'all',
  front: [],
  server: [],
  'for-whom': ['some-attempts', 'some-places', 'logged-in'],
  place: ['company'],
  certificate: 'all',
  http2: 'all',
  drop: ['same-seconds', 'large-message', 'content', 'at-once', 'irregular', 'server-busy', 'on-purpose'],
  busy: 'all',
  seconds: 'all',
  'close-code': 'all',
  'message-problem': ['large', 'late'],
  'works-where': ['past-proxy', 'one-browser', 'http1'],
};

/** The questions that lines of a log answer: what is seen from outside is not asked of it. */
export const ofLogs: ReadonlySet<string> = new Set<QuestionId>(['words', 'proxy-log', 'server']);

/**
 * Causes in the reader's own page, browser or client, and between several clients. The doctor is one client, and its own: what it meets is none
 * of them.
 */
export const neverMet: readonly string[] = [
  'background-suspend',
  'browser-extension-blocks',
  'client-connect-timeout-too-short',
  'client-duplicate-connections',
  'client-runtime-lacks-websocket',
  'csp-connect-src-blocks-ws',
  'extension-worker-suspended',
  'half-open-no-heartbeat',
  'hmr-client-wrong-host-port',
  'http2-socket-defect',
  'local-network-access-blocked',
  'mixed-content-ws-from-https',
  'mobile-cleartext-blocked',
  'no-pubsub-backplane',
  'send-when-not-open',
  'stale-connection-id',
  'test-over-http2-proves-nothing',
  'upgrade-to-another-protocol',
];

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

/** Everything that the doctor knows. */
export interface DoctorKnowledge {
  /** Version of the site and the day of the build. */
  version: string;
  /** Address of the site, with a slash at its end. */
  site: string;
  /** How much each answer speaks for each cause. */
  facts: PackedFacts;
  /** Wordings of the other end, the names of stacks, and wordings that stand in logs alone. */
  texts: KnownTexts & { logs: readonly KnownMessage[] };
  /** Slug → cause. */
  causes: Readonly<Record<string, KnownCause>>;
}
