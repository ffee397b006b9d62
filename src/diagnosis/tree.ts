import { assign, setup } from 'xstate';
import type { Fact, Facts } from './facts.ts';
import { factOf, withFact } from './facts.ts';
import type { AnswerId, QuestionId } from './questions.ts';

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
  /** The check that separates them; present exactly when there are several. */
  check?: string;
}

export type StateMeta = QuestionState | ResultState;

const diagnosis = setup({
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

/** A state that asks a question and moves on as soon as its answer is a fact. */
function ask<Id extends QuestionId>(question: Id, next: Record<AnswerId<Id>, string>) {
  const meta: StateMeta = { kind: 'question', question };
  return diagnosis.createStateConfig({
    meta,
    always: Object.entries<string>(next).map(([answer, target]) => ({
      guard: { type: 'known' as const, params: { question, answer } },
      target: `#${target}`,
    })),
  });
}

/** A final state that names one cause, or several with the check that separates them. */
function conclude(causes: readonly [string, ...string[]], check?: string) {
  const meta: StateMeta = { kind: 'result', causes, ...(check === undefined ? {} : { check }) };
  return diagnosis.createStateConfig({ type: 'final', meta });
}

const connectErrors = {
  refused: 'not-listening',
  'timed-out': 'no-route',
  reset: 'reset-before-answer',
  'no-such-host': 'wrong-address',
  'not-tls': 'not-tls',
  certificate: 'certificate',
  'other-network': 'network',
} as const;

const closeCodes = {
  normal: 'closed-on-purpose',
  protocol: 'frames',
  '1008': 'policy',
  '1009': 'too-big',
  '1011': 'server-failed',
  '1012': 'deploy',
  '1013': 'rate-limit',
  application: 'application-code',
} as const;

const withId = <States extends Record<string, object>>(states: States) =>
  Object.fromEntries(Object.entries(states).map(([id, state]) => [id, { ...state, id }])) as {
    [Id in keyof States]: States[Id] & { id: string };
  };

/**
 * The tree. Its states are the pages below /diagnose/; its context holds the facts. A question whose answer is
 * already a fact is passed at once, so the same machine serves the wizard, the live test and pasted evidence.
 * Pure: no `invoke`, no `after`, so that `xstate/graph` can enumerate it.
 */
export const tree = diagnosis.createMachine({
  id: 'diagnosis',
  context: ({ input }) => ({ facts: input.facts }),
  on: { fact: { actions: 'record' } },
  initial: 'start',
  states: withId({
    start: ask('symptom', {
      'never-opens': 'schemes',
      drops: 'drop',
      messages: 'messages',
      'one-place': 'works-where',
      message: 'message-kind',
      'cannot-tell': 'any-cause',
    }),
    'message-kind': ask('message-kind', {
      status: 'status',
      'close-code': 'close-code',
      connection: 'unreachable',
      'mixed-content': 'mixed-content',
      other: 'any-cause',
      'cannot-tell': 'any-cause',
    }),

    schemes: ask('schemes', { mixed: 'mixed-content', other: 'reach', 'cannot-tell': 'reach' }),
    'schemes-deployed': ask('schemes', { mixed: 'mixed-content', other: 'status', 'cannot-tell': 'status' }),
    reach: ask('reach', {
      answers: 'status',
      'no-answer': 'unreachable',
      'tls-error': 'unreachable-tls',
      'cannot-tell': 'status',
    }),
    unreachable: ask('connect-error', {
      ...connectErrors,
      'cannot-tell': 'unreachable-any',
    }),
    'unreachable-tls': ask('connect-error', {
      ...connectErrors,
      'cannot-tell': 'tls-any',
    }),
    status: ask('status', {
      '101': 'after-101',
      '200': 'body-200',
      redirect: 'redirect',
      '400': 'body-400',
      '401': 'credentials',
      '403': 'origin',
      '404': 'direct',
      '426': 'upgrade-dropped',
      '429': 'rate-limit',
      '500': 'server-error',
      gateway: 'bad-gateway',
      '503': 'unavailable',
      none: 'upgrade-unanswered',
      'cannot-tell': 'direct',
    }),
    'after-101': ask('after-101', {
      subprotocol: 'subprotocol',
      accept: 'answer-invalid',
      frames: 'frames',
      'cannot-tell': 'after-101-any',
    }),
    'body-200': ask('body-200', {
      'web-page': 'page-instead',
      'app-answer': 'direct-refused',
      'cannot-tell': 'direct-refused',
    }),
    'body-400': ask('body-400', {
      'session-id-unknown': 'session-unknown',
      'upgrade-missing': 'upgrade-dropped',
      'plain-http': 'scheme-of-port',
      other: 'direct-refused',
      'cannot-tell': 'direct-refused',
    }),
    origin: ask('origin', {
      passes: 'origin-refused',
      refused: 'forbidden-anyway',
      'cannot-tell': 'forbidden-any',
    }),
    direct: ask('direct', {
      '101': 'proxy-in-between',
      same: 'not-served',
      'no-answer': 'not-listening',
      platform: 'hosting',
      'cannot-tell': 'handshake-any',
    }),
    'direct-refused': ask('direct', {
      '101': 'upgrade-dropped',
      same: 'no-upgrade-handler',
      'no-answer': 'not-listening',
      platform: 'platform-or-app',
      'cannot-tell': 'handshake-any',
    }),
    hosting: ask('hosting', {
      functions: 'platform',
      switch: 'platform',
      container: 'not-served',
      'cannot-tell': 'platform-or-app',
    }),

    drop: ask('drop', {
      'same-seconds': 'busy',
      'large-message': 'too-big',
      'at-once': 'early-close',
      deploy: 'deploy',
      background: 'background',
      irregular: 'close-code',
      'cannot-tell': 'close-code',
    }),
    busy: ask('busy', { stays: 'idle', 'drops-anyway': 'age', 'cannot-tell': 'idle-or-age' }),
    'early-close': ask('close-code', { ...closeCodes, '1006': 'cut-at-once', 'cannot-tell': 'cut-at-once' }),
    'close-code': ask('close-code', { ...closeCodes, '1006': 'cut-sometime', 'cannot-tell': 'cut-sometime' }),
    messages: ask('message-problem', {
      large: 'too-big',
      'some-users': 'backplane',
      late: 'late',
      'stop-after-silence': 'idle',
      none: 'nothing-arrives',
      'cannot-tell': 'messages-any',
    }),
    'works-where': ask('works-where', {
      deployed: 'schemes-deployed',
      'several-servers': 'several-servers',
      'not-in-browser': 'browser-only',
      'only-in-browser': 'certificate',
      network: 'network',
      'cannot-tell': 'schemes-deployed',
    }),

    'mixed-content': conclude(['mixed-content-ws-from-https']),
    'not-listening': conclude(['backend-unreachable']),
    'wrong-address': conclude(['ws-path-mismatch']),
    'not-tls': conclude(['tls-to-plaintext-port']),
    'scheme-of-port': conclude(['tls-to-plaintext-port']),
    certificate: conclude(['tls-certificate-refused']),
    network: conclude(['network-blocks-websocket']),
    redirect: conclude(['redirect-during-handshake']),
    credentials: conclude(['auth-token-missing-or-expired']),
    'upgrade-dropped': conclude(['proxy-missing-upgrade-headers']),
    'rate-limit': conclude(['rate-limited-connects']),
    subprotocol: conclude(['subprotocol-mismatch']),
    'answer-invalid': conclude(['handshake-answer-invalid']),
    frames: conclude(['frames-corrupted']),
    'session-unknown': conclude(['no-sticky-sessions']),
    'origin-refused': conclude(['origin-not-allowed']),
    'no-upgrade-handler': conclude(['server-ws-endpoint-missing']),
    platform: conclude(['platform-no-websocket-support']),
    idle: conclude(['proxy-idle-timeout']),
    age: conclude(['max-connection-duration']),
    'too-big': conclude(['message-too-big']),
    deploy: conclude(['deploy-or-restart-drops']),
    background: conclude(['background-suspend']),
    backplane: conclude(['no-pubsub-backplane']),
    late: conclude(['event-loop-blocked']),

    'no-route': conclude(
      ['backend-unreachable', 'network-blocks-websocket'],
      'Try from another network, such as a phone. If it works there, the first network blocks it; if not, nothing reaches the server.',
    ),
    'reset-before-answer': conclude(
      ['tls-to-plaintext-port', 'network-blocks-websocket', 'backend-unreachable'],
      'Ask the same port once with https:// and once with http://. If one of them answers, the scheme is wrong for that port.',
    ),
    'unreachable-any': conclude(
      ['backend-unreachable', 'tls-certificate-refused', 'tls-to-plaintext-port', 'network-blocks-websocket'],
      '`curl -v https://app.example/ws` tells them apart: “Connection refused”, a certificate problem, “wrong version number”, or silence.',
    ),
    'tls-any': conclude(
      ['tls-certificate-refused', 'tls-to-plaintext-port'],
      '`curl -v https://app.example/ws` says “wrong version number” if the port does not speak TLS, and names the certificate’s fault if it does.',
    ),
    'after-101-any': conclude(
      ['subprotocol-mismatch', 'handshake-answer-invalid', 'frames-corrupted'],
      'Chrome’s Console names it: Sec-WebSocket-Protocol, another header of the answer, or a frame.',
    ),
    'page-instead': conclude(
      ['ws-path-mismatch', 'platform-no-websocket-support'],
      'Ask for a path that cannot exist. If the same page comes back with 200, the web server answers every path and the socket’s path has no rule of its own; if the host serves static files only, no rule will help.',
    ),
    'forbidden-anyway': conclude(
      ['ws-path-mismatch', 'auth-token-missing-or-expired', 'network-blocks-websocket'],
      'Ask for a path that cannot exist. ASGI servers refuse an unknown path with 403 as well; if the answer is the same, check the path first. A challenge page in the body comes from a firewall.',
    ),
    'forbidden-any': conclude(
      ['origin-not-allowed', 'ws-path-mismatch', 'auth-token-missing-or-expired'],
      'Send the handshake with the site’s own Origin and without any. If either passes, it is the origin check.',
    ),
    'proxy-in-between': conclude(
      ['proxy-missing-upgrade-headers', 'ws-path-mismatch'],
      'Look at the request in the application’s log. If the path is right and Upgrade is missing, the proxy drops the header; if the path is wrong or nothing arrives, the proxy’s rule is.',
    ),
    'not-served': conclude(
      ['ws-path-mismatch', 'server-ws-endpoint-missing'],
      'Find the path in the server’s code and ask for exactly that, with and without the trailing slash. If it is still refused, the server has no handler for the upgrade.',
    ),
    'platform-or-app': conclude(
      ['platform-no-websocket-support', 'server-ws-endpoint-missing'],
      'Run the same code on your own machine and send the handshake there. If it gets 101, the platform is what refuses.',
    ),
    'handshake-any': conclude(
      ['proxy-missing-upgrade-headers', 'ws-path-mismatch', 'server-ws-endpoint-missing'],
      'Send the handshake to the application itself, past the proxy. 101 there points to the proxy, the same refusal to the path or the server.',
    ),
    'server-error': conclude(
      ['proxy-missing-upgrade-headers', 'server-ws-endpoint-missing'],
      'Read the error log of whoever sent the 500. Apache without a module for ws:// logs “No protocol handler was valid”; an application logs its own exception.',
    ),
    'bad-gateway': conclude(
      ['backend-unreachable', 'tls-to-plaintext-port', 'ws-path-mismatch'],
      'The proxy’s error log names the address that it tried and what came back: refused, a TLS error, or a server that you did not mean.',
    ),
    unavailable: conclude(
      ['backend-unreachable', 'rate-limited-connects', 'platform-no-websocket-support'],
      'See who wrote the body. A balancer without a healthy backend says so, a rate limiter sends Retry-After, a platform names its own error code.',
    ),
    'upgrade-unanswered': conclude(
      ['server-ws-endpoint-missing', 'network-blocks-websocket', 'tls-to-plaintext-port'],
      'Send the handshake on the server itself. If it hangs there too, the server takes the upgrade and never answers; if it works, something on the way cuts it.',
    ),
    'idle-or-age': conclude(
      ['proxy-idle-timeout', 'max-connection-duration'],
      'Send any message every 20 seconds. If the drop goes away it was an idle timeout; if it stays at the same second it is a limit on age.',
    ),
    'closed-on-purpose': conclude(
      ['closed-by-application', 'deploy-or-restart-drops'],
      '1000 and 1005 come from somebody’s call of close(); 1001 comes from a server or proxy that goes down or reloads.',
    ),
    'cut-at-once': conclude(
      ['frames-corrupted', 'closed-by-application', 'message-too-big'],
      'Read Chrome’s Console: a complaint about a frame means corrupted bytes. Without one, read the server’s log at that second for an exception.',
    ),
    'cut-sometime': conclude(
      ['proxy-idle-timeout', 'deploy-or-restart-drops', 'event-loop-blocked', 'network-blocks-websocket'],
      'Note the time of three drops. The same number of seconds points to a timeout, the same clock time to a deploy, load peaks to a blocked server.',
    ),
    policy: conclude(
      ['auth-token-missing-or-expired', 'rate-limited-connects', 'closed-by-application'],
      'The reason beside the code, or the server’s log, names the rule: a token, a rate, or something of the application.',
    ),
    'server-failed': conclude(
      ['event-loop-blocked', 'closed-by-application'],
      '“keepalive ping timeout” as the reason means that a side did not answer pings in time; anything else is an exception in the server’s log.',
    ),
    'application-code': conclude(
      ['closed-by-application', 'auth-token-missing-or-expired'],
      'Codes from 3000 to 4999 are defined by the application or library: look the code up in its documentation. 4401 by habit means “not authorised”.',
    ),
    'nothing-arrives': conclude(
      ['no-pubsub-backplane', 'ws-path-mismatch', 'event-loop-blocked'],
      'Send a message from the same server process to the same socket. If that arrives, the sender is in another process; if not, the client listens on another path, channel or namespace.',
    ),
    'messages-any': conclude(
      ['no-pubsub-backplane', 'message-too-big', 'event-loop-blocked'],
      'Compare a small message from the same process, a large one, and one from another user: the one that fails names the cause.',
    ),
    'several-servers': conclude(
      ['no-sticky-sessions', 'no-pubsub-backplane'],
      'If connecting fails with 400 “Session ID unknown”, requests of one session reach different servers. If it connects but messages do not reach everybody, the servers do not share them.',
    ),
    'browser-only': conclude(
      ['origin-not-allowed', 'mixed-content-ws-from-https', 'subprotocol-mismatch'],
      'Add `-H "Origin: …"` with the page’s address to the curl line. If it is refused now, the server checks the origin; otherwise read the browser’s Console.',
    ),
    'any-cause': conclude(
      ['proxy-missing-upgrade-headers', 'proxy-idle-timeout', 'origin-not-allowed'],
      'Run the live test with the address of the socket: it tells whether it opens at all, and how it ends. If you have a message, search for it as it is.',
    ),
  }),
});

/** Id of a state, which is also the last segment of its URL. */
export type StateId = keyof typeof tree.states;

/** Every state's id, in the order in which the tree is written. */
export const stateIds = Object.keys(tree.states);

/** Whether the tree has a state of that id. */
export function isStateId(id: string): id is StateId {
  return Object.hasOwn(tree.states, id);
}

/** What a state asks or concludes. */
export function stateMeta(id: StateId): StateMeta {
  return (tree.states[id] as { meta: StateMeta }).meta;
}
