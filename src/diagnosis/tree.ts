import { assign, setup } from 'xstate';
import type { Fact, Facts } from './facts.ts';
import { factOf, withFact } from './facts.ts';
import { CANNOT_TELL, questions } from './questions.ts';
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

/** Facts that settle a matter before its question is asked: question → answer → state. */
type Evidence = { [Id in QuestionId]?: Partial<Record<AnswerId<Id>, string>> };

/**
 * A state that asks a question and moves on as soon as its answer is a fact, or as soon as evidence decides it: a
 * fact of another question that a report or a measurement brought along.
 */
function ask<Id extends QuestionId>(
  question: Id,
  next: Record<AnswerId<Id>, string>,
  evidence: Evidence = {},
) {
  const meta: StateMeta = { kind: 'question', question };
  const ways = [...(Object.entries(evidence) as [QuestionId, object][]), [question, next] as const];
  return diagnosis.createStateConfig({
    meta,
    always: ways.flatMap(([known, targets]) =>
      (Object.entries(targets) as [string, string][]).map(([answer, target]) => ({
        guard: { type: 'known' as const, params: { question: known, answer } },
        target: `#${target}`,
      })),
    ),
  });
}

/** The same target for every answer to a question, "I can't tell" included, but for the answers that are named. */
function sameFor<Id extends QuestionId>(
  question: Id,
  target: string,
  others: Partial<Record<AnswerId<Id>, string>> = {},
): Record<AnswerId<Id>, string> {
  const answers: readonly string[] = [...questions[question].answers.map(([id]) => id), CANNOT_TELL];
  const same = Object.fromEntries(answers.map((answer) => [answer, target]));
  return { ...same, ...others };
}

/** A final state that names one cause, or several; separating-checks.ts says how to tell those apart. */
function conclude(causes: readonly [string, ...string[]]) {
  const meta: StateMeta = { kind: 'result', causes };
  return diagnosis.createStateConfig({ type: 'final', meta });
}

const connectErrors = {
  refused: 'not-listening',
  'timed-out': 'no-answer-for-whom',
  reset: 'reset-for-whom',
  'no-such-host': 'wrong-address',
  'not-tls': 'not-tls',
  'tls-alert': 'tls-alert',
  certificate: 'certificate',
  http2: 'http2',
  'used-up': 'used-up',
  'local-network': 'local-network',
  'unsafe-port': 'blocked-port',
  'other-network': 'place',
} as const;

/** What is known of a handshake without its status. */
const handshakeEvidence = {
  'connect-error': connectErrors,
  reach: { 'no-answer': 'unreachable', 'tls-error': 'unreachable-tls' },
  http2: { works: 'http2' },
  'for-whom': { 'logged-in': 'headers-too-large', 'some-places': 'place' },
  place: { company: 'network', computer: 'network', vpn: 'long-packets', cluster: 'network' },
  since: { 'more-servers': 'several-servers' },
} as const satisfies Evidence;

/** What says more than the kind of a message does: when the socket drops, or which status the handshake got. */
const messageEvidence = {
  drop: {
    'same-seconds': 'drop',
    'after-silence': 'drop',
    'large-message': 'drop',
    'at-once': 'drop',
    deploy: 'drop',
    background: 'drop',
    irregular: 'drop',
  },
  status: {
    '200': 'status',
    redirect: 'status',
    '400': 'status',
    '401': 'status',
    '403': 'status',
    '404': 'status',
    '405': 'status',
    '426': 'status',
    '429': 'status',
    '431': 'status',
    '500': 'status',
    gateway: 'status',
    '503': 'status',
  },
} as const satisfies Evidence;

/** What stands in front, where a handshake stays without an answer. */
const unansweredEvidence = {
  front: { iis: 'iis', gateway: 'gateway-any', cloud: 'hosting-any', tunnel: 'tunnel-any' },
} as const satisfies Evidence;

/** What an update, or a difference between ws and wss, says of a refusal that several causes explain. */
const updateEvidence = {
  since: { update: 'after-update-any' },
  'works-where': { 'plain-only': 'secure-fails' },
} as const satisfies Evidence;

/** What the application's own answer says of a refusal that it did not send. */
const refusedBefore = { direct: { '101': 'forbidden-by-gateway' } } as const satisfies Evidence;

const closeCodes = {
  normal: 'closed-on-purpose',
  protocol: 'front-frames',
  '1008': 'policy',
  '1009': 'too-big',
  '1011': 'server-failed',
  '1012': 'deploy',
  '1013': 'rate-limit',
  application: 'application-code',
} as const;

/** Where a status leads, wherever it is asked for. */
const statuses = {
  '101': 'after-101',
  '200': 'body-200',
  redirect: 'redirect',
  '401': 'credentials',
  '405': 'method-or-http2',
  '426': 'upgrade-dropped',
  '429': 'rate-limit',
  '431': 'headers-too-large',
  '500': 'front-500',
  gateway: 'proxy-log',
  '503': 'front-503',
  none: 'unanswered-for-whom',
} as const;

const bodies400 = {
  'session-id-unknown': 'session-unknown',
  'upgrade-missing': 'front-upgrade',
  'plain-http': 'scheme-of-port',
  version: 'version-mismatch',
  'header-too-large': 'headers-too-large',
  'proxy-not-trusted': 'proxy-not-trusted',
  empty: 'empty-400',
} as const;

const refusers403 = {
  origin: 'origin-refused',
  gateway: 'gateway-refuses',
  challenge: 'network',
  'dev-server': 'dev-server-host',
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
    'message-kind': ask(
      'message-kind',
      {
        status: 'status',
        'close-code': 'code-alone',
        connection: 'unreachable',
        'mixed-content': 'mixed-content',
        csp: 'csp',
        log: 'log-line',
        other: 'other-complaint',
        'cannot-tell': 'any-cause',
      },
      messageEvidence,
    ),
    'other-complaint': ask('after-101', {
      subprotocol: 'subprotocol',
      accept: 'answer-invalid',
      frames: 'front-frames',
      namespace: 'namespace-unknown',
      nothing: 'any-cause',
      'cannot-tell': 'any-cause',
    }),

    schemes: ask('schemes', { mixed: 'mixed-content', other: 'status', 'cannot-tell': 'status' }),
    'schemes-deployed': ask('schemes', {
      mixed: 'mixed-content',
      other: 'status-deployed',
      'cannot-tell': 'status-deployed',
    }),
    reach: ask('reach', {
      answers: 'status-for-whom',
      'no-answer': 'unreachable-late',
      'tls-error': 'unreachable-tls',
      'cannot-tell': 'status-for-whom',
    }),
    'unreachable-late': ask('connect-error', {
      ...connectErrors,
      'timed-out': 'no-route',
      reset: 'reset-before-answer',
      'cannot-tell': 'unreachable-any',
    }),
    'unreachable-tls': ask('connect-error', {
      ...connectErrors,
      'timed-out': 'no-route',
      reset: 'reset-before-answer',
      'cannot-tell': 'tls-any',
    }),
    unreachable: ask('connect-error', {
      ...connectErrors,
      'cannot-tell': 'unreachable-for-whom',
    }),
    'unreachable-client': ask('connect-error', { ...connectErrors, 'cannot-tell': 'client-any' }),
    'unreachable-for-whom': ask('for-whom', {
      everybody: 'unreachable-any',
      'some-attempts': 'unreachable-any',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
      'cannot-tell': 'unreachable-any',
    }),
    'no-answer-for-whom': ask(
      'for-whom',
      sameFor('for-whom', 'no-route', { 'some-places': 'place', 'not-browsers': 'blocked-on-the-way' }),
    ),
    'reset-for-whom': ask('for-whom', {
      everybody: 'reset-before-answer',
      'some-attempts': 'reset-before-answer',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
      'cannot-tell': 'reset-before-answer',
    }),
    place: ask('place', {
      company: 'network',
      computer: 'network',
      'old-program': 'client-any',
      vpn: 'long-packets',
      cluster: 'network',
      'cannot-tell': 'network-any',
    }),
    certificate: ask('certificate', {
      'unknown-issuer': 'certificate-refused',
      inspector: 'network',
      'other-site': 'certificate-of-another-site',
      'wrong-name': 'certificate-refused',
      dates: 'certificate-refused',
      'cannot-tell': 'certificate-any',
    }),
    status: ask(
      'status',
      {
        ...statuses,
        '400': 'body-400',
        '403': 'refuser-403',
        '404': 'direct',
        'no-connection': 'unreachable',
        'cannot-tell': 'reach',
      },
      handshakeEvidence,
    ),
    'status-deployed': ask(
      'status',
      {
        ...statuses,
        '400': 'body-400-deployed',
        '403': 'refuser-403-deployed',
        '404': 'direct-deployed',
        'no-connection': 'unreachable-late',
        'cannot-tell': 'front-any',
      },
      handshakeEvidence,
    ),
    'after-101': ask('after-101', {
      subprotocol: 'subprotocol',
      accept: 'answer-invalid',
      frames: 'front-frames',
      namespace: 'namespace-unknown',
      nothing: 'front-cut',
      'cannot-tell': 'front-after-101',
    }),
    'body-200': ask('body-200', {
      'web-page': 'page-instead',
      'app-answer': 'front-200',
      'cannot-tell': 'front-200',
    }),
    'body-400': ask('body-400', { ...bodies400, other: 'whom-400', 'cannot-tell': 'whom-400' }),
    'body-400-deployed': ask('body-400', {
      ...bodies400,
      other: 'front-400',
      'cannot-tell': 'front-400',
    }),
    'whom-400': ask('for-whom', {
      everybody: 'front-400',
      'some-attempts': 'session-unknown',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'front-400',
      'cannot-tell': 'front-400',
    }),
    'refuser-403': ask('refuser-403', { ...refusers403, application: 'origin', 'cannot-tell': 'origin' }),
    'refuser-403-deployed': ask('refuser-403', {
      ...refusers403,
      application: 'origin-deployed',
      'cannot-tell': 'origin-deployed',
    }),
    origin: ask('origin', {
      passes: 'origin-refused',
      refused: 'front-403-anyway',
      'cannot-tell': 'front-403',
    }),
    'origin-deployed': ask('origin', {
      passes: 'origin-refused',
      refused: 'forbidden-anyway',
      'cannot-tell': 'forbidden-any',
    }),
    direct: ask('direct', {
      '101': 'front-404',
      same: 'not-served',
      'no-library': 'runtime-lacks-websocket',
      'no-answer': 'not-listening',
      platform: 'hosting',
      'cannot-tell': 'whom-404',
    }),
    'direct-deployed': ask('direct', {
      '101': 'front-404',
      same: 'not-served',
      'no-library': 'runtime-lacks-websocket',
      'no-answer': 'not-listening',
      platform: 'hosting',
      'cannot-tell': 'front-404',
    }),
    'whom-404': ask(
      'for-whom',
      sameFor('for-whom', 'front-404', { 'some-attempts': 'session-unknown', 'some-places': 'place' }),
    ),
    'front-403': ask(
      'front',
      sameFor('front', 'forbidden-any', {
        gateway: 'forbidden-by-gateway',
        tunnel: 'forbidden-behind-tunnel',
        nothing: 'forbidden-by-app',
      }),
      refusedBefore,
    ),
    'front-403-anyway': ask(
      'front',
      sameFor('front', 'forbidden-anyway', {
        gateway: 'forbidden-by-gateway',
        tunnel: 'forbidden-behind-tunnel',
      }),
    ),
    'front-upgrade': ask(
      'front',
      sameFor('front', 'upgrade-dropped', {
        iis: 'iis',
        gateway: 'upgrade-dropped-by-gateway',
        cloud: 'upgrade-dropped-in-cloud',
        tunnel: 'tunnel-any',
      }),
    ),
    'method-or-http2': ask('http2', {
      works: 'http2',
      same: 'upgrade-dropped',
      'cannot-tell': 'method-any',
    }),
    'unanswered-http2': ask(
      'http2',
      {
        works: 'http2',
        same: 'upgrade-unanswered',
        'cannot-tell': 'upgrade-unanswered',
      },
      unansweredEvidence,
    ),
    'unanswered-for-whom': ask('for-whom', {
      everybody: 'unanswered-http2',
      'some-attempts': 'under-load',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
      'cannot-tell': 'unanswered-http2',
    }),
    'status-for-whom': ask('for-whom', {
      everybody: 'front-any',
      'some-attempts': 'several-servers',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
      'cannot-tell': 'front-any',
    }),
    'front-any': ask(
      'front',
      {
        nginx: 'handshake-any',
        apache: 'upgrade-or-path',
        haproxy: 'routed-elsewhere',
        'caddy-traefik': 'routed-elsewhere',
        iis: 'iis',
        gateway: 'gateway-any',
        cloud: 'hosting-any',
        tunnel: 'tunnel-any',
        other: 'upgrade-or-path',
        nothing: 'not-served',
        'cannot-tell': 'handshake-any',
      },
      updateEvidence,
    ),
    'front-200': ask(
      'front',
      {
        nginx: 'upgrade-or-path',
        apache: 'upgrade-or-path',
        haproxy: 'not-served-or-routed',
        'caddy-traefik': 'not-served-or-routed',
        iis: 'iis',
        gateway: 'gateway-any',
        cloud: 'hosting-any',
        tunnel: 'tunnel-any',
        other: 'upgrade-or-path',
        nothing: 'no-upgrade-handler',
        'cannot-tell': 'answered-as-page',
      },
      updateEvidence,
    ),
    'front-400': ask(
      'front',
      {
        nginx: 'refused-behind-proxy',
        apache: 'refused-behind-proxy',
        haproxy: 'refused-by-app',
        'caddy-traefik': 'refused-by-app',
        iis: 'iis',
        gateway: 'gateway-any',
        cloud: 'refused-behind-cloud',
        tunnel: 'tunnel-any',
        other: 'refused-behind-proxy',
        nothing: 'refused-by-app',
        'cannot-tell': 'refused-any',
      },
      updateEvidence,
    ),
    'front-404': ask(
      'front',
      {
        nginx: 'proxy-in-between',
        apache: 'upgrade-or-path',
        haproxy: 'routed-elsewhere',
        'caddy-traefik': 'routed-elsewhere',
        iis: 'iis',
        gateway: 'routed-elsewhere',
        cloud: 'not-found-in-cloud',
        tunnel: 'tunnel-any',
        other: 'proxy-in-between',
        nothing: 'not-found',
        'cannot-tell': 'not-found',
      },
      updateEvidence,
    ),
    'front-500': ask(
      'front',
      sameFor('front', 'server-error', {
        nginx: 'server-error-behind-nginx',
        apache: 'upgrade-dropped',
        iis: 'iis',
        gateway: 'gateway-any',
        cloud: 'hosting-any',
        tunnel: 'tunnel-any',
        nothing: 'server-error-of-app',
      }),
    ),
    'front-503': ask(
      'front',
      sameFor('front', 'unavailable', {
        iis: 'iis',
        gateway: 'unavailable-behind-gateway',
        cloud: 'unavailable-in-cloud',
        tunnel: 'tunnel-any',
        'cannot-tell': 'unavailable-any',
      }),
    ),
    'proxy-log': ask('proxy-log', {
      refused: 'not-listening',
      'other-service': 'wrong-address',
      tls: 'not-tls',
      'tls-alert': 'tls-alert',
      certificate: 'certificate-refused',
      closed: 'closed-by-backend',
      'used-up': 'used-up',
      'timed-out': 'backend-silent',
      'cannot-tell': 'front-502',
    }),
    'front-502': ask(
      'front',
      sameFor('front', 'bad-gateway', { nginx: 'bad-gateway-behind-nginx', cloud: 'bad-gateway-in-cloud' }),
      updateEvidence,
    ),
    'log-line': ask('proxy-log', {
      refused: 'not-listening',
      'other-service': 'wrong-address',
      tls: 'not-tls',
      'tls-alert': 'tls-alert',
      certificate: 'certificate-refused',
      closed: 'closed-by-backend',
      'used-up': 'used-up',
      'timed-out': 'idle',
      'cannot-tell': 'any-cause',
    }),
    hosting: ask('hosting', {
      functions: 'platform',
      switch: 'platform',
      container: 'not-served',
      'cannot-tell': 'platform-or-app',
    }),

    drop: ask('drop', {
      'same-seconds': 'busy',
      'after-silence': 'silent-drop',
      'large-message': 'too-big',
      'at-once': 'early-close',
      deploy: 'deploy',
      background: 'background',
      irregular: 'together',
      'cannot-tell': 'together',
    }),
    busy: ask('busy', { stays: 'silent-drop', 'drops-anyway': 'age', 'cannot-tell': 'seconds' }),
    seconds: ask('seconds', {
      '30': 'front-30',
      '60': 'idle-at-60',
      '100': 'idle-at-100',
      '240': 'front-240',
      '300': 'front-300',
      '350': 'idle-unnoticed',
      '600': 'idle-unnoticed',
      hours: 'age-of-hours',
      other: 'idle-or-age',
      'cannot-tell': 'idle-or-age',
    }),
    'front-30': ask(
      'front',
      sameFor('front', 'idle-or-age', {
        cloud: 'age-or-idle',
        nothing: 'idle-or-blocked',
        'cannot-tell': 'age-or-idle',
      }),
    ),
    'front-240': ask(
      'front',
      sameFor('front', 'idle-unnoticed', {
        nginx: 'reload-or-idle',
        'caddy-traefik': 'reload-or-idle',
        'cannot-tell': 'idle-or-reload',
      }),
    ),
    'front-300': ask(
      'front',
      sameFor('front', 'idle-or-age', {
        cloud: 'age-or-idle',
        nothing: 'background-or-idle',
        'cannot-tell': 'age-or-idle',
      }),
    ),
    together: ask('together', {
      together: 'deploy',
      'one-by-one': 'close-code',
      'cannot-tell': 'close-code',
    }),
    'early-close': ask('close-code', {
      ...closeCodes,
      '1006': 'early-for-whom',
      'cannot-tell': 'early-for-whom',
    }),
    'early-for-whom': ask('for-whom', sameFor('for-whom', 'front-cut', { 'some-places': 'place' })),
    'close-code': ask('close-code', {
      ...closeCodes,
      '1006': 'cut-for-whom',
      'cannot-tell': 'cut-for-whom',
    }),
    'code-alone': ask('close-code', {
      ...closeCodes,
      '1006': 'cut-or-refused',
      'cannot-tell': 'cut-or-refused',
    }),
    'front-cut': ask(
      'front',
      sameFor('front', 'cut-behind-proxy', {
        iis: 'iis-cut',
        nothing: 'cut-at-once',
        'cannot-tell': 'cut-at-once',
      }),
      updateEvidence,
    ),
    'front-after-101': ask('front', sameFor('front', 'after-101-any', { iis: 'iis' })),
    'front-frames': ask('front', sameFor('front', 'frames', { iis: 'iis-cut' })),
    'cut-for-whom': ask('for-whom', sameFor('for-whom', 'since-cut', { 'some-places': 'place' })),
    'since-cut': ask(
      'since',
      {
        'never-worked': 'cut-sometime',
        update: 'after-update-cut',
        'more-servers': 'several-servers-any',
        suddenly: 'cut-sometime',
        'cannot-tell': 'cut-sometime',
      },
      { front: { iis: 'iis-cut' } },
    ),
    messages: ask('message-problem', {
      large: 'large-messages',
      'some-users': 'backplane',
      late: 'late',
      'stop-after-silence': 'half-open',
      none: 'nothing-arrives',
      'cannot-tell': 'messages-any',
    }),
    'works-where': ask('works-where', {
      deployed: 'schemes-deployed',
      'several-servers': 'several-servers',
      'few-clients': 'under-load',
      'not-in-browser': 'browser-only',
      'only-in-browser': 'unreachable-client',
      network: 'place',
      http1: 'http2',
      'plain-only': 'secure-fails',
      'before-update': 'after-update-any',
      'dev-server': 'dev-server',
      'cannot-tell': 'schemes-deployed',
    }),
    'several-servers': ask('several-servers', {
      connecting: 'session-unknown',
      messages: 'backplane',
      'cannot-tell': 'several-servers-any',
    }),
    'dev-server': ask('dev-server', {
      refused: 'dev-server-host',
      'page-only': 'hot-reload-address',
      'own-socket': 'status-deployed',
      'cannot-tell': 'dev-server-any',
    }),

    'mixed-content': conclude(['mixed-content-ws-from-https']),
    csp: conclude(['csp-connect-src-blocks-ws']),
    'blocked-port': conclude(['browser-blocked-port']),
    'local-network': conclude(['local-network-access-blocked']),
    'not-listening': conclude(['backend-unreachable']),
    'wrong-address': conclude(['ws-path-mismatch']),
    'not-tls': conclude(['tls-to-plaintext-port']),
    'scheme-of-port': conclude(['tls-to-plaintext-port']),
    'certificate-refused': conclude(['tls-certificate-refused']),
    'tls-alert': conclude(['tls-handshake-fails', 'network-blocks-websocket', 'tls-certificate-refused']),
    'certificate-of-another-site': conclude(['tls-handshake-fails', 'tls-certificate-refused']),
    'secure-fails': conclude([
      'tls-to-plaintext-port',
      'tls-certificate-refused',
      'proxy-missing-upgrade-headers',
    ]),
    'upgrade-dropped-by-gateway': conclude([
      'proxy-missing-upgrade-headers',
      'gateway-upgrade-not-enabled',
      'platform-no-websocket-support',
    ]),
    'cut-or-refused': conclude([
      'proxy-idle-timeout',
      'proxy-missing-upgrade-headers',
      'deploy-or-restart-drops',
      'half-open-no-heartbeat',
    ]),
    'certificate-any': conclude([
      'tls-certificate-refused',
      'tls-handshake-fails',
      'network-blocks-websocket',
    ]),
    'client-any': conclude([
      'tls-certificate-refused',
      'tls-handshake-fails',
      'http2-without-websocket',
      'network-blocks-websocket',
    ]),
    http2: conclude(['http2-without-websocket']),
    'used-up': conclude(['connection-limit-exhausted']),
    'gateway-refuses': conclude(['gateway-upgrade-not-enabled']),
    iis: conclude([
      'iis-websocket-feature-not-installed',
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
    ]),
    'proxy-not-trusted': conclude(['backend-distrusts-proxy-headers']),
    'long-packets': conclude(['mtu-blackhole', 'network-blocks-websocket', 'half-open-no-heartbeat']),
    'half-open': conclude(['half-open-no-heartbeat', 'proxy-idle-timeout']),
    'silent-drop': conclude(['proxy-idle-timeout', 'half-open-no-heartbeat']),
    network: conclude(['network-blocks-websocket']),
    redirect: conclude(['redirect-during-handshake']),
    credentials: conclude(['auth-token-missing-or-expired', 'proxy-missing-upgrade-headers']),
    'upgrade-dropped': conclude(['proxy-missing-upgrade-headers']),
    'rate-limit': conclude(['rate-limited-connects']),
    subprotocol: conclude(['subprotocol-mismatch']),
    'answer-invalid': conclude(['handshake-answer-invalid']),
    frames: conclude(['frames-corrupted']),
    'session-unknown': conclude(['no-sticky-sessions']),
    'origin-refused': conclude(['origin-not-allowed', 'backend-distrusts-proxy-headers']),
    'no-upgrade-handler': conclude(['server-ws-endpoint-missing']),
    'runtime-lacks-websocket': conclude(['server-runtime-lacks-websocket']),
    'version-mismatch': conclude(['client-server-version-mismatch']),
    'namespace-unknown': conclude(['socketio-namespace-mismatch']),
    'headers-too-large': conclude(['handshake-headers-too-large']),
    platform: conclude(['platform-no-websocket-support']),
    idle: conclude(['proxy-idle-timeout']),
    age: conclude(['max-connection-duration']),
    'too-big': conclude(['message-too-big']),
    deploy: conclude(['deploy-or-restart-drops']),
    background: conclude(['background-suspend']),
    backplane: conclude(['no-pubsub-backplane']),
    late: conclude(['event-loop-blocked']),
    'dev-server-host': conclude(['dev-server-host-check']),

    'no-route': conclude(['network-blocks-websocket', 'backend-unreachable', 'mtu-blackhole']),
    'reset-before-answer': conclude([
      'tls-to-plaintext-port',
      'network-blocks-websocket',
      'handshake-headers-too-large',
      'backend-unreachable',
    ]),
    'unreachable-any': conclude([
      'backend-unreachable',
      'tls-certificate-refused',
      'tls-to-plaintext-port',
      'network-blocks-websocket',
    ]),
    'tls-any': conclude(['tls-certificate-refused', 'tls-to-plaintext-port', 'tls-handshake-fails']),
    'after-101-any': conclude([
      'frames-corrupted',
      'subprotocol-mismatch',
      'handshake-answer-invalid',
      'proxy-version-bug',
    ]),
    'page-instead': conclude([
      'ws-path-mismatch',
      'platform-no-websocket-support',
      'server-ws-endpoint-missing',
    ]),
    'forbidden-anyway': conclude([
      'ws-path-mismatch',
      'origin-not-allowed',
      'gateway-upgrade-not-enabled',
      'auth-token-missing-or-expired',
      'network-blocks-websocket',
    ]),
    'forbidden-any': conclude([
      'origin-not-allowed',
      'ws-path-mismatch',
      'backend-distrusts-proxy-headers',
      'auth-token-missing-or-expired',
      'gateway-upgrade-not-enabled',
    ]),
    'proxy-in-between': conclude(['proxy-missing-upgrade-headers', 'ws-path-mismatch', 'no-sticky-sessions']),
    'not-served': conclude(['ws-path-mismatch', 'server-ws-endpoint-missing', 'origin-not-allowed']),
    'platform-or-app': conclude([
      'platform-no-websocket-support',
      'server-ws-endpoint-missing',
      'ws-path-mismatch',
    ]),
    'handshake-any': conclude([
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
      'origin-not-allowed',
      'server-ws-endpoint-missing',
    ]),
    'server-error': conclude([
      'proxy-missing-upgrade-headers',
      'server-ws-endpoint-missing',
      'ws-path-mismatch',
      'connection-limit-exhausted',
    ]),
    'bad-gateway': conclude([
      'backend-unreachable',
      'ws-path-mismatch',
      'tls-to-plaintext-port',
      'proxy-missing-upgrade-headers',
      'connection-limit-exhausted',
    ]),
    unavailable: conclude(['backend-unreachable', 'rate-limited-connects', 'http2-without-websocket']),
    'upgrade-unanswered': conclude([
      'proxy-missing-upgrade-headers',
      'server-ws-endpoint-missing',
      'tls-to-plaintext-port',
      'connection-limit-exhausted',
      'proxy-protocol-mismatch',
    ]),
    'empty-400': conclude(['proxy-protocol-mismatch', 'proxy-missing-upgrade-headers']),
    'hot-reload-address': conclude([
      'hmr-client-wrong-host-port',
      'proxy-missing-upgrade-headers',
      'dev-server-host-check',
    ]),
    'dev-server-any': conclude(['dev-server-host-check', 'hmr-client-wrong-host-port']),
    'idle-or-age': conclude(['proxy-idle-timeout', 'max-connection-duration', 'deploy-or-restart-drops']),
    'closed-on-purpose': conclude(['closed-by-application', 'deploy-or-restart-drops']),
    'cut-at-once': conclude(['frames-corrupted', 'closed-by-application', 'message-too-big']),
    'cut-sometime': conclude([
      'proxy-idle-timeout',
      'deploy-or-restart-drops',
      'half-open-no-heartbeat',
      'event-loop-blocked',
    ]),
    policy: conclude(['auth-token-missing-or-expired', 'rate-limited-connects', 'closed-by-application']),
    'server-failed': conclude(['event-loop-blocked', 'closed-by-application']),
    'application-code': conclude(['closed-by-application', 'auth-token-missing-or-expired']),
    'nothing-arrives': conclude(['no-pubsub-backplane', 'socketio-namespace-mismatch', 'event-loop-blocked']),
    'messages-any': conclude(['no-pubsub-backplane', 'message-too-big', 'event-loop-blocked']),
    'several-servers-any': conclude(['no-sticky-sessions', 'no-pubsub-backplane']),
    'under-load': conclude(['connection-limit-exhausted', 'event-loop-blocked', 'rate-limited-connects']),
    'browser-only': conclude([
      'origin-not-allowed',
      'csp-connect-src-blocks-ws',
      'mixed-content-ws-from-https',
      'subprotocol-mismatch',
      'browser-blocked-port',
    ]),
    'network-any': conclude([
      'network-blocks-websocket',
      'handshake-headers-too-large',
      'mtu-blackhole',
      'half-open-no-heartbeat',
    ]),
    'blocked-on-the-way': conclude(['network-blocks-websocket', 'backend-unreachable', 'mtu-blackhole']),
    'refused-behind-proxy': conclude([
      'proxy-missing-upgrade-headers',
      'client-server-version-mismatch',
      'no-sticky-sessions',
      'ws-path-mismatch',
      'backend-distrusts-proxy-headers',
    ]),
    'refused-by-app': conclude([
      'client-server-version-mismatch',
      'no-sticky-sessions',
      'proxy-missing-upgrade-headers',
      'backend-distrusts-proxy-headers',
      'server-ws-endpoint-missing',
    ]),
    'refused-behind-cloud': conclude([
      'platform-no-websocket-support',
      'no-sticky-sessions',
      'proxy-missing-upgrade-headers',
      'client-server-version-mismatch',
    ]),
    'refused-any': conclude([
      'proxy-missing-upgrade-headers',
      'client-server-version-mismatch',
      'no-sticky-sessions',
      'platform-no-websocket-support',
    ]),
    'upgrade-or-path': conclude([
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
      'server-ws-endpoint-missing',
    ]),
    'routed-elsewhere': conclude([
      'ws-path-mismatch',
      'backend-unreachable',
      'origin-not-allowed',
      'proxy-version-bug',
    ]),
    'not-served-or-routed': conclude(['server-ws-endpoint-missing', 'ws-path-mismatch', 'proxy-version-bug']),
    'gateway-any': conclude([
      'gateway-upgrade-not-enabled',
      'proxy-missing-upgrade-headers',
      'http2-without-websocket',
      'ws-path-mismatch',
    ]),
    'hosting-any': conclude([
      'platform-no-websocket-support',
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
      'origin-not-allowed',
    ]),
    'tunnel-any': conclude([
      'platform-no-websocket-support',
      'network-blocks-websocket',
      'origin-not-allowed',
      'hmr-client-wrong-host-port',
    ]),
    'answered-as-page': conclude([
      'server-ws-endpoint-missing',
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
    ]),
    'not-found': conclude([
      'ws-path-mismatch',
      'origin-not-allowed',
      'no-sticky-sessions',
      'server-ws-endpoint-missing',
    ]),
    'not-found-in-cloud': conclude([
      'platform-no-websocket-support',
      'no-sticky-sessions',
      'ws-path-mismatch',
    ]),
    'server-error-behind-nginx': conclude([
      'connection-limit-exhausted',
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
    ]),
    'server-error-of-app': conclude([
      'server-ws-endpoint-missing',
      'client-server-version-mismatch',
      'connection-limit-exhausted',
    ]),
    'unavailable-behind-gateway': conclude([
      'http2-without-websocket',
      'backend-unreachable',
      'gateway-upgrade-not-enabled',
    ]),
    'unavailable-in-cloud': conclude([
      'platform-no-websocket-support',
      'proxy-idle-timeout',
      'backend-unreachable',
      'rate-limited-connects',
    ]),
    'unavailable-any': conclude([
      'backend-unreachable',
      'rate-limited-connects',
      'platform-no-websocket-support',
      'http2-without-websocket',
    ]),
    'closed-by-backend': conclude([
      'tls-to-plaintext-port',
      'proxy-missing-upgrade-headers',
      'proxy-version-bug',
      'proxy-protocol-mismatch',
    ]),
    'backend-silent': conclude([
      'backend-unreachable',
      'event-loop-blocked',
      'connection-limit-exhausted',
      'proxy-idle-timeout',
    ]),
    'after-update-any': conclude([
      'proxy-version-bug',
      'proxy-missing-upgrade-headers',
      'client-server-version-mismatch',
      'origin-not-allowed',
    ]),
    'after-update-cut': conclude(['proxy-version-bug', 'frames-corrupted', 'deploy-or-restart-drops']),
    'idle-at-60': conclude(['proxy-idle-timeout', 'background-suspend', 'max-connection-duration']),
    'idle-at-100': conclude(['proxy-idle-timeout', 'background-suspend', 'max-connection-duration']),
    'idle-unnoticed': conclude(['proxy-idle-timeout', 'half-open-no-heartbeat', 'max-connection-duration']),
    'age-of-hours': conclude(['max-connection-duration', 'deploy-or-restart-drops', 'proxy-idle-timeout']),
    'age-or-idle': conclude([
      'max-connection-duration',
      'proxy-idle-timeout',
      'background-suspend',
      'deploy-or-restart-drops',
    ]),
    'idle-or-blocked': conclude(['proxy-idle-timeout', 'event-loop-blocked', 'max-connection-duration']),
    'reload-or-idle': conclude(['deploy-or-restart-drops', 'proxy-idle-timeout', 'half-open-no-heartbeat']),
    'idle-or-reload': conclude(['proxy-idle-timeout', 'deploy-or-restart-drops', 'half-open-no-heartbeat']),
    'background-or-idle': conclude(['background-suspend', 'proxy-idle-timeout', 'max-connection-duration']),
    'cut-behind-proxy': conclude([
      'frames-corrupted',
      'proxy-version-bug',
      'proxy-missing-upgrade-headers',
      'closed-by-application',
    ]),
    'large-messages': conclude(['message-too-big', 'mtu-blackhole', 'frames-corrupted']),
    'method-any': conclude(['proxy-missing-upgrade-headers', 'http2-without-websocket']),
    'forbidden-by-gateway': conclude([
      'gateway-upgrade-not-enabled',
      'origin-not-allowed',
      'network-blocks-websocket',
      'ws-path-mismatch',
    ]),
    'forbidden-behind-tunnel': conclude([
      'origin-not-allowed',
      'dev-server-host-check',
      'network-blocks-websocket',
    ]),
    'forbidden-by-app': conclude([
      'origin-not-allowed',
      'ws-path-mismatch',
      'auth-token-missing-or-expired',
      'server-ws-endpoint-missing',
    ]),
    'upgrade-dropped-in-cloud': conclude(['platform-no-websocket-support', 'proxy-missing-upgrade-headers']),
    'bad-gateway-behind-nginx': conclude([
      'backend-unreachable',
      'proxy-missing-upgrade-headers',
      'ws-path-mismatch',
      'tls-to-plaintext-port',
    ]),
    'bad-gateway-in-cloud': conclude([
      'backend-unreachable',
      'tls-to-plaintext-port',
      'ws-path-mismatch',
      'platform-no-websocket-support',
    ]),
    'iis-cut': conclude(['iis-websocket-feature-not-installed', 'frames-corrupted', 'proxy-idle-timeout']),
    'any-cause': conclude(['proxy-missing-upgrade-headers', 'proxy-idle-timeout', 'origin-not-allowed']),
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
