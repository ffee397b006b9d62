import type { Shortcuts } from './machine.ts';

/** A connection error → state, wherever it is asked for. */
export const connectErrors = {
  refused: 'not-listening',
  'timed-out': 'no-answer-for-whom',
  silent: 'silent-for-whom',
  empty: 'closed-reach',
  reset: 'reset-for-whom',
  'no-such-host': 'wrong-address',
  redirect: 'redirect',
  'not-tls': 'not-tls',
  'tls-alert': 'tls-alert',
  certificate: 'certificate',
  http2: 'http2',
  'used-up': 'used-up',
  'local-network': 'local-network',
  'unsafe-port': 'blocked-port',
  'other-network': 'place',
} as const;

/** A line in the log of a proxy → state, wherever it is asked for; what a timeout means depends on the status. */
export const proxyLogs = {
  refused: 'not-listening',
  'no-such-host': 'bad-gateway',
  permission: 'proxy-not-permitted',
  'other-service': 'wrong-address',
  tls: 'not-tls',
  'tls-alert': 'tls-alert',
  certificate: 'certificate-refused',
  http2: 'http2',
  closed: 'closed-by-backend',
  'used-up': 'used-up',
  limited: 'rate-limit',
} as const;

/** A close code → state, but for 1006, which says too little. */
export const closeCodes = {
  normal: 'closed-on-purpose',
  protocol: 'frames-for-whom',
  '1003': 'unsupported-data',
  '1008': 'policy',
  '1009': 'too-big',
  '1011': 'server-failed',
  '1012': 'deploy',
  '1013': 'rate-limit',
  application: 'application-code',
} as const;

/** What the words of a message mean where nothing else is known. */
export const wordsMean = {
  'mixed-content': 'mixed-where',
  csp: 'csp',
  address: 'address-refused',
  'wrong-moment': 'wrong-moment',
  'given-up': 'given-up',
  cleartext: 'cleartext',
  origin: 'origin-refused',
  host: 'dev-server-host',
  upgrade: 'upgrade-for-whom',
  'switched-off': 'front-switched-off',
  answer: 'status-of-answer',
  route: 'not-served',
  redirect: 'redirect',
  subprotocol: 'subprotocol',
  accept: 'answer-invalid',
  frame: 'frames-for-whom',
  'close-code': 'close-code-refused',
  namespace: 'namespace-unknown',
  version: 'version-mismatch',
  session: 'session-unknown',
  login: 'credentials',
  tls: 'unreachable-tls',
  sni: 'server-name',
  port: 'blocked-port',
  http2: 'http2',
  size: 'size-exceeded',
  rate: 'rate-limit',
  'used-up': 'used-up',
  library: 'front-library',
  'code-error': 'code-since',
  heartbeat: 'heartbeat-missed',
  idle: 'silent-drop',
  timeout: 'unreachable-words',
  blocked: 'blocked',
  'no-answer': 'unreachable-words',
  policy: 'place',
  ended: 'ended-alone',
} as const;

/** Words that name one fault, whatever else is known. */
const tellingWords = {
  subprotocol: 'subprotocol',
  accept: 'answer-invalid',
  frame: 'frames-for-whom',
  namespace: 'namespace-unknown',
  version: 'version-mismatch',
  session: 'session-unknown',
  host: 'dev-server-host',
  sni: 'server-name',
  rate: 'rate-limit',
  'used-up': 'used-up',
  cleartext: 'cleartext',
  'mixed-content': 'mixed-where',
  csp: 'csp',
  port: 'blocked-port',
  'close-code': 'close-code-refused',
} as const;

/**
 * Facts that name the fault in whatever branch they are learnt, in the order in which they are believed. A reader who
 * has one is asked nothing else.
 */
export const decisive = [
  {
    'connect-error': {
      certificate: 'certificate',
      'not-tls': 'not-tls',
      'tls-alert': 'tls-alert',
      'local-network': 'local-network',
      'unsafe-port': 'blocked-port',
      'used-up': 'used-up',
    },
    certificate: {
      'unknown-issuer': 'certificate',
      inspector: 'certificate',
      'other-site': 'certificate',
      'wrong-name': 'certificate',
      dates: 'certificate',
    },
    place: { company: 'network', computer: 'network' },
    'after-101': {
      subprotocol: 'subprotocol',
      accept: 'answer-invalid',
      frames: 'frames-for-whom',
      namespace: 'namespace-unknown',
    },
    words: tellingWords,
    'body-400': {
      'session-id-unknown': 'session-unknown',
      'plain-http': 'scheme-of-port',
      version: 'version-mismatch',
      transport: 'transport-unknown',
      'handshake-header': 'handshake-invalid',
      'header-too-large': 'headers-too-large',
      'proxy-not-trusted': 'proxy-not-trusted',
    },
    'refuser-403': { origin: 'origin-refused', challenge: 'challenged', 'dev-server': 'dev-server-host' },
    status: {
      '431': 'headers-too-large',
      '429': 'rate-limit',
      '410': 'connection-gone',
      redirect: 'redirect',
    },
    drop: { background: 'background-client' },
    'message-problem': { unnoticed: 'half-open', twice: 'opened-twice' },
    'dev-server': { refused: 'dev-server-host', 'page-only': 'hot-reload-address' },
    reach: { redirect: 'redirect' },
    updated: { security: 'network' },
    'works-where': { http1: 'http2', 'clean-profile': 'profile', 'development-build': 'cleartext' },
    http2: { works: 'http2' },
    direct: { 'no-library': 'runtime-lacks-websocket' },
    reconnect: { 'at-once': 'return-fails', wrongly: 'return-fails' },
  },
  { words: { origin: 'origin-refused', library: 'front-library' } },
] as const satisfies readonly Shortcuts[];

/** What is known of a connection without a status. */
export const handshakeShortcuts = {
  'connect-error': connectErrors,
  reach: { 'no-answer': 'schemes', 'tls-error': 'schemes' },
  schemes: { mixed: 'mixed-where' },
  'for-whom': { 'logged-in': 'headers-too-large' },
  'works-where': { 'few-clients': 'under-load' },
  place: { company: 'network', computer: 'network', vpn: 'long-packets', cluster: 'network' },
  since: { 'more-servers': 'several-servers' },
  words: { address: 'address-refused', 'wrong-moment': 'wrong-moment', 'given-up': 'given-up' },
} as const satisfies Shortcuts;

/** What an update, or a difference between ws and wss, says of a refusal that several causes explain. */
export const updateShortcuts = {
  since: { update: 'updated' },
  'works-where': { 'plain-only': 'secure-fails', 'before-update': 'updated' },
} as const satisfies Shortcuts;

/** What says more than the kind of a message does: when the socket drops, or which status the handshake got. */
export const messageShortcuts = {
  drop: {
    'same-seconds': 'drop',
    'after-silence': 'drop',
    'large-message': 'drop',
    'at-once': 'drop',
    deploy: 'drop',
    irregular: 'drop',
  },
  status: {
    '200': 'status',
    '400': 'status',
    '401': 'status',
    '403': 'status',
    '404': 'status',
    '405': 'status',
    '426': 'status',
    '500': 'status',
    gateway: 'status',
    '503': 'status',
  },
  'message-problem': {
    large: 'messages',
    'some-users': 'messages',
    late: 'messages',
    'stop-after-silence': 'messages',
    none: 'messages',
  },
} as const satisfies Shortcuts;
