import { handshakeShortcuts, updateShortcuts, wordsMean } from './shortcuts.ts';
import type { Shortcuts } from './machine.ts';
import { ask, sameFor } from './machine.ts';

/** Where a status leads, wherever it is asked for. */
const statuses = {
  '101': 'after-101',
  '200': 'body-200',
  redirect: 'redirect',
  '401': 'origin-of-401',
  '405': 'method-or-http2',
  '410': 'connection-gone',
  '426': 'upgrade-dropped',
  '429': 'rate-limit',
  '431': 'headers-too-large',
  '500': 'words-500',
  gateway: 'proxy-log',
  '503': 'log-503',
} as const;

/** Where the test page opens the same address, the address, the path and the upgrade are right, and a status means something else. */
const ownPageShortcuts = {
  'works-where': { 'other-page': 'status-of-own-page' },
} as const satisfies Shortcuts;

/** Words that narrow down a handshake of which no status is known. */
const wordsShortcuts = {
  words: {
    upgrade: 'upgrade-for-whom',
    library: 'front-library',
    tls: 'unreachable-tls',
    size: 'headers-too-large',
    login: 'credentials',
    'no-answer': 'unreachable-words',
  },
} as const satisfies Shortcuts;

/** What stands in front, where nothing else is known of the handshake. */
const knownFronts = {
  nginx: 'handshake-any',
  apache: 'upgrade-or-path',
  haproxy: 'routed-elsewhere',
  'caddy-traefik': 'routed-elsewhere',
  iis: 'iis',
  gateway: 'gateway-any',
  cdn: 'hosting-any',
  cloud: 'hosting-any',
  tunnel: 'tunnel-any',
  other: 'upgrade-or-path',
} as const;
const frontsOfSocketIo = {
  ...knownFronts,
  nginx: 'socketio-behind-proxy',
  apache: 'socketio-behind-proxy',
  other: 'socketio-behind-proxy',
} as const;
const frontsOfReadyMade = {
  ...knownFronts,
  nginx: 'ready-made-behind-proxy',
  apache: 'ready-made-behind-proxy',
  other: 'ready-made-behind-proxy',
} as const;

/** What the address says where nobody knows of a proxy in front. */
const addressShortcuts = {
  address: { loopback: 'loopback-any', ip: 'ip-any', unexpected: 'wrong-address' },
  'works-where': { 'other-name': 'other-name-any' },
} as const satisfies Shortcuts;

/** What decides a handshake without a status before anybody asks what stands in front. */
const unknownShortcuts = [
  { status: { none: 'unanswered-http2', 'no-connection': 'unreachable-late' } },
  updateShortcuts,
  wordsShortcuts,
  { hosting: { functions: 'platform' }, direct: { platform: 'hosting' } },
] as const satisfies readonly Shortcuts[];

const servers = {
  dev: 'hot-reload-address',
  broker: 'broker-any',
  'socket-io': 'front-socketio',
  'ready-made': 'front-ready-made',
} as const;

/** The handshake of which no status is known, and what the status says of the others. */
export const handshakeStates = {
  status: ask(
    'status',
    {
      ...statuses,
      '400': 'body-400',
      '403': 'origin',
      '404': 'direct',
      none: 'schemes',
      'no-connection': 'schemes',
      'cannot-tell': 'words-of-failure',
    },
    ownPageShortcuts,
    handshakeShortcuts,
  ),
  'status-deployed': ask(
    'status',
    {
      ...statuses,
      '400': 'body-400-deployed',
      '403': 'refuser-403-deployed',
      '404': 'direct-deployed',
      none: 'schemes-deployed',
      'no-connection': 'schemes-deployed',
      'cannot-tell': 'schemes-deployed',
    },
    ownPageShortcuts,
    handshakeShortcuts,
  ),
  'status-of-own-socket': ask('status', {
    ...statuses,
    '101': 'after-101-any',
    '200': 'answered-as-page',
    '400': 'refused-any',
    '403': 'forbidden-behind-tunnel',
    '404': 'not-found',
    none: 'own-socket-any',
    'no-connection': 'unreachable-late',
    'cannot-tell': 'own-socket-any',
  }),
  'status-of-own-page': ask(
    'status',
    // 101 is what a command without the cookies of the page gets.
    sameFor('status', 'own-page-only', {
      redirect: 'redirect',
      '401': 'credentials',
      '403': 'refuser-403-deployed',
      // The path is there, so what says 404 is a check of the origin, as Rails has it.
      '404': 'origin-refused',
      '410': 'connection-gone',
      '429': 'rate-limit',
      '431': 'headers-too-large',
    }),
  ),
  'words-of-failure': ask(
    'words',
    { ...wordsMean, other: 'reach', 'cannot-tell': 'reach' },
    { schemes: { mixed: 'mixed-where' } },
  ),
  schemes: ask('schemes', sameFor('schemes', 'reach', { mixed: 'mixed-where' })),
  'schemes-deployed': ask('schemes', sameFor('schemes', 'server-any', { mixed: 'mixed-where' })),
  'mixed-where': ask('address', sameFor('address', 'mixed-content', { loopback: 'loopback-from-https' })),
  reach: ask(
    'reach',
    {
      answers: 'status-for-whom',
      redirect: 'redirect',
      'no-answer': 'unreachable-late',
      'tls-error': 'unreachable-tls',
      'cannot-tell': 'status-for-whom',
    },
    { status: { none: 'unanswered-for-whom', 'no-connection': 'unreachable' } },
  ),
  'unanswered-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'unanswered-http2', {
      'some-attempts': 'under-load',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
    }),
  ),
  'unanswered-http2': ask('http2', {
    works: 'http2',
    same: 'front-unanswered',
    'cannot-tell': 'front-unanswered',
  }),
  'front-unanswered': ask(
    'front',
    sameFor('front', 'upgrade-unanswered', {
      iis: 'iis',
      gateway: 'gateway-any',
      cdn: 'hosting-any',
      cloud: 'hosting-any',
      tunnel: 'tunnel-any',
    }),
    updateShortcuts,
  ),
  'status-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'front-any', {
      'some-attempts': 'some-attempts',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'not-browsers': 'client-any',
    }),
  ),
  'given-up': ask('for-whom', sameFor('for-whom', 'given-up-any', { 'some-attempts': 'connect-timer' })),
  'server-any': ask('server', sameFor('server', 'front-any', servers), ...unknownShortcuts),
  'front-any': ask(
    'front',
    { ...knownFronts, nothing: 'not-served', 'cannot-tell': 'handshake-any' },
    ...unknownShortcuts,
    { server: servers },
    { front: knownFronts },
    { hosting: { switch: 'hosting-any' } },
    addressShortcuts,
  ),
  'front-socketio': ask(
    'front',
    { ...frontsOfSocketIo, nothing: 'socketio-any', 'cannot-tell': 'socketio-any' },
    { front: frontsOfSocketIo },
    addressShortcuts,
  ),
  'front-ready-made': ask(
    'front',
    { ...frontsOfReadyMade, nothing: 'not-served', 'cannot-tell': 'ready-made-behind-proxy' },
    { front: frontsOfReadyMade },
    addressShortcuts,
  ),
};
