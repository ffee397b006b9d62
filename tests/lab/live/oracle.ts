/** The reader of the diagnosis, who answers what a test cannot measure truthfully, from the evidence of a case. Pure. */
import type { Facts } from '../../../src/diagnosis/facts.ts';
import { CANNOT_TELL, type AnswerId, type QuestionId } from '../../../src/diagnosis/questions.ts';
import { choices, settle } from '../../../src/diagnosis/replay.ts';
import { stateMeta, type StateId } from '../../../src/diagnosis/tree.ts';
import type { Evidence, Observation } from '../../../src/knowledge/schemas.ts';
import type { LabCase } from '../case.ts';

/** What a reader who has the case before them could look up. */
export interface Known {
  labCase: LabCase;
  evidence: Evidence;
}

type Answers = { [Id in QuestionId]?: (seen: Observation, known: Known) => AnswerId<Id> };
type Rules<Answer> = readonly (readonly [pattern: RegExp, answer: Answer])[];

/** The answer of the first pattern that is found in one of the texts. */
function read<Answer>(texts: readonly (string | null)[], rules: Rules<Answer>): Answer | typeof CANNOT_TELL {
  const text = texts.filter(Boolean).join('\n');
  return rules.find(([pattern]) => pattern.test(text))?.[1] ?? CANNOT_TELL;
}

/** Exit codes of `curl` after which there was a connection, and no answer on it: a timeout, and an empty reply. */
const unanswered = [28, 52];

/** Exit code of `curl` for a TLS handshake that failed. */
const curlTlsFailed = 35;

const statuses: Readonly<Record<number, AnswerId<'status'>>> = {
  101: '101',
  200: '200',
  301: 'redirect',
  302: 'redirect',
  307: 'redirect',
  308: 'redirect',
  400: '400',
  401: '401',
  403: '403',
  404: '404',
  405: '405',
  413: '431',
  426: '426',
  429: '429',
  431: '431',
  500: '500',
  502: 'gateway',
  503: '503',
  504: 'gateway',
};

const connectErrors: Rules<AnswerId<'connect-error'>> = [
  [/Connection refused/, 'refused'],
  [/Connection reset/, 'reset'],
  [/Empty reply/, 'empty'],
  [/wrong version number/, 'not-tls'],
  [/certificate/, 'certificate'],
  [/no application protocol/, 'http2'],
  [/alert|unrecognized name|SSL routines/, 'tls-alert'],
  [/0 bytes received/, 'silent'],
  [/timed out/, 'timed-out'],
  [/CONNECT tunnel failed/, 'other-network'],
];

const certificates: Rules<AnswerId<'certificate'>> = [
  [/self-signed|local issuer/, 'unknown-issuer'],
  [/expired|not yet valid/, 'dates'],
  [/does not match|no alternative certificate subject name/, 'wrong-name'],
];

const bodies400: Rules<AnswerId<'body-400'>> = [
  [/Session ID unknown/, 'session-id-unknown'],
  [/sent to HTTPS port/, 'plain-http'],
  [/too large|exceeds server limit/i, 'header-too-large'],
  [/Unsupported protocol version|Transport unknown/, 'version'],
  [/WebSocket library/, 'no-library'],
  [/Upgrade|websocket protocol|did not receive a valid HTTP request/i, 'upgrade-missing'],
  [/./, 'other'],
];

const proxyLogs: Rules<AnswerId<'proxy-log'>> = [
  [/Connection refused|\b503 SC--/, 'refused'],
  [/certificate verify error/, 'certificate'],
  [/wrong version number/, 'tls'],
  [/alert/, 'tls-alert'],
  [/http2:/, 'http2'],
  [/prematurely closed|\b502 [SP]H--/, 'closed'],
  [/not enough|Cannot assign|Too many open files|\b503 sQ--/, 'used-up'],
  [/<NOSRV> 404|: pages\//, 'other-service'],
  [/limiting (?:requests|connections)/, 'limited'],
  [/timed out/, 'timed-out'],
];

const complaints: Rules<AnswerId<'after-101'>> = [
  [/subprotocol|Sec-WebSocket-Protocol/i, 'subprotocol'],
  [/Sec-WebSocket-Accept|'Upgrade'|'Connection'/, 'accept'],
  [/Invalid frame|reserved|mask|UTF-8|Invalid WebSocket frame/i, 'frames'],
  [/namespace/i, 'namespace'],
];

const fronts: Readonly<Record<string, AnswerId<'front'>>> = {
  nginx: 'nginx',
  'apache-httpd': 'apache',
  haproxy: 'haproxy',
  caddy: 'caddy-traefik',
  workerd: 'cloud',
};

/** What answers sockets, by the backend or what runs it. */
const servers: Readonly<Record<string, AnswerId<'server'>>> = {
  'socket-io': 'socket-io',
  'python-websockets': 'python',
  uvicorn: 'python',
  daphne: 'python',
  python: 'python',
  'python-requirements': 'python',
  'action-cable': 'rails',
  puma: 'rails',
  tomcat: 'java',
  gorilla: 'go',
  go: 'go',
  vite: 'dev',
  webpack: 'dev',
  workerd: 'other',
};

const words: Rules<AnswerId<'words'>> = [
  [/origin not allowed/i, 'origin'],
  [/Unsupported upgrade request|WebSocket library/, 'library'],
  [/limiting requests/, 'rate'],
  [/not enough|Cannot assign|Too many open files/, 'used-up'],
  [/PROXY protocol/, CANNOT_TELL],
  [/subprotocol|Sec-WebSocket-Protocol/i, 'subprotocol'],
  [/Sec-WebSocket-Accept/i, 'accept'],
  [/Invalid frame|reserved bits/i, 'frame'],
  [/certificate|wrong version number|handshake failure/, 'tls'],
  [/Connection refused/, 'no-answer'],
  [/Failed to upgrade|upgrade/i, 'upgrade'],
];

/** Programs that are a development server, whatever else they do. */
const devServers = ['vite', 'webpack'];

const isProxysFault = ({ backend, language }: LabCase) => backend !== 'case' && language !== 'html';

/** What a reader could truly answer. What is not here the reader cannot tell. */
const answers: Answers = {
  schemes: () => 'other',
  status: ({ status, curl, chromium }, { labCase: { observe } }) => {
    // What a forward proxy answers to the request for a tunnel is no answer to the handshake.
    if (observe.forwardProxy) return 'no-connection';
    // The raw client offers no protocol in TLS, and gets a status where a browser and curl get an alert.
    if (status !== null && curl.exitCode !== curlTlsFailed) return statuses[status] ?? CANNOT_TELL;
    return unanswered.includes(curl.exitCode ?? 0) || chromium.closeCode === null ? 'none' : 'no-connection';
  },
  'connect-error': ({ curl }) => read([curl.error], connectErrors),
  certificate: ({ curl }) => read([curl.error], certificates),
  'after-101': ({ chromium }) => {
    const seen = read(chromium.console ?? [], complaints);
    return seen === CANNOT_TELL ? 'nothing' : seen;
  },
  'body-200': ({ curl: { body } }) => (body === null ? 'web-page' : 'app-answer'),
  'body-400': ({ curl, steps }) => {
    // The handshake of the commands is not that of every client: where it passes, the ladder has the body of the other.
    const texts =
      curl.status === 400 ? [curl.body] : steps.map(({ text }) => / body: (.*)/.exec(text)?.[1] ?? null);
    return texts.some(Boolean) ? read(texts, bodies400) : 'empty';
  },
  'refuser-403': ({ curl: { body }, serverLog = [] }, { labCase: { proxy = '', runtime } }) => {
    if (devServers.includes(proxy) || devServers.includes(runtime)) return 'dev-server';
    return read([body, ...serverLog], [[/origin/i, 'origin']]) === 'origin' ? 'origin' : 'application';
  },
  // The handshake of the commands has no Origin.
  origin: ({ curl }) => (curl.status === 101 ? 'passes' : 'refused'),
  direct: ({ serverLog = [] }, { labCase, evidence }) => {
    if (read(serverLog, [[/Unsupported upgrade request/, true]]) === true) return 'no-library';
    return labCase.proxy !== undefined && isProxysFault(labCase) && evidence.fixed.status === 101
      ? '101'
      : 'same';
  },
  arrives: ({ steps }) =>
    steps.some(({ from, to }) => from === 'proxy' && to === 'server') ? 'arrives' : 'elsewhere',
  front: (_, { labCase: { proxy } }) => (proxy === undefined ? 'nothing' : (fronts[proxy] ?? 'other')),
  server: (_, { labCase: { backend, runtime, observe } }) =>
    observe.client === 'socket.io'
      ? 'socket-io'
      : (servers[backend === 'case' ? runtime : backend] ?? 'node'),
  words: ({ chromium, proxyLog, serverLog = [] }) =>
    read([...(chromium.console ?? []), ...proxyLog, ...serverLog], words),
  address: (_, { labCase: { scheme, host } }) =>
    scheme === 'ws' && host === '127.0.0.1' ? 'loopback' : 'public',
  'for-whom': (_, { labCase: { observe } }) => {
    if (observe.cookieBytes !== undefined) return 'logged-in';
    if (observe.forwardProxy) return 'some-places';
    return observe.earlierHandshakes > 0 || observe.heldSockets > 0 ? 'some-attempts' : 'everybody';
  },
  place: (_, { labCase }) => (labCase.observe.forwardProxy ? 'company' : CANNOT_TELL),
  'proxy-log': ({ proxyLog }) => read(proxyLog, proxyLogs),
  since: () => 'never-worked',
  // The commands speak HTTP/1.1.
  http2: ({ curl }) => (curl.status === 101 ? 'works' : 'same'),
  quiet: (_, { labCase: { observe } }) => (observe.silence > 0 ? 'quiet' : CANNOT_TELL),
  hosting: (_, { labCase }) => (labCase.runtime === 'workerd' ? 'functions' : 'container'),
  together: (_, { labCase: { observe } }) =>
    observe.reload || observe.terminate ? 'together' : 'one-by-one',
};

/** The truthful answer to a question, `cannot-tell` where the evidence does not have it. */
export function truthfulAnswer(question: QuestionId, known: Known): AnswerId {
  return answers[question]?.(known.evidence.broken, known) ?? CANNOT_TELL;
}

/** Where the tree led with facts and a reader. */
export interface Diagnosis {
  /** What the reader was asked, and the answers. */
  asked: { question: QuestionId; answer: AnswerId }[];
  /** The result that was reached. */
  state: StateId;
  /** Its causes, likeliest first. */
  causes: readonly string[];
  /** Whether the tree asked more than the reader may answer, so that it was led on by “I can’t tell”. */
  isCutShort: boolean;
}

/**
 * Lets the tree ask a reader until it has a result.
 * @param facts what the test measured
 * @param answer the reader
 * @param most how many questions the reader answers; to every later one the answer is “I can’t tell”
 */
export function diagnose(facts: Facts, answer: (question: QuestionId) => AnswerId, most = 2): Diagnosis {
  const asked: Diagnosis['asked'] = [];
  let isCutShort = false;
  let known = facts;
  let state = settle(known);
  for (let meta = stateMeta(state); meta.kind === 'question'; meta = stateMeta(state)) {
    const { question } = meta;
    isCutShort ||= asked.length >= most;
    const given = isCutShort ? CANNOT_TELL : answer(question);
    const choice = choices(state, known).find((each) => each.answer === given);
    if (!choice) throw new Error(`The state "${state}" does not offer the answer "${given}".`);
    if (!isCutShort) asked.push({ question, answer: given });
    known = choice.facts;
    state = choice.target;
  }
  const meta = stateMeta(state);
  return { asked, state, causes: meta.kind === 'result' ? meta.causes : [], isCutShort };
}
