import { proxyLogs, updateShortcuts } from './shortcuts.ts';
import type { Shortcuts } from './machine.ts';
import { ask, sameFor } from './machine.ts';

const bodies400 = {
  'session-id-unknown': 'session-unknown',
  'upgrade-missing': 'upgrade-for-whom',
  'plain-http': 'scheme-of-port',
  version: 'version-mismatch',
  transport: 'transport-unknown',
  'handshake-header': 'handshake-invalid',
  'header-too-large': 'headers-too-large',
  'proxy-not-trusted': 'proxy-not-trusted',
  'no-library': 'runtime-lacks-websocket',
  empty: 'empty-400',
  unreadable: 'empty-400',
} as const;

const refusers403 = {
  origin: 'origin-refused',
  gateway: 'gateway-refuses',
  challenge: 'challenged',
  'dev-server': 'dev-server-host',
} as const;

/** What a message says of an upgrade that did not reach the application whole. */
const upgradeWords = {
  words: { upgrade: 'upgrade-for-whom', library: 'front-library', login: 'credentials' },
} as const satisfies Shortcuts;

/** What the application's own answer says of a refusal that it did not send. */
const refusedBefore = { direct: { '101': 'forbidden-by-gateway' } } as const satisfies Shortcuts;

/** What stands in front of an application, where the handshake gets 404. */
const fronts404 = {
  nginx: 'proxy-in-between',
  apache: 'upgrade-or-path',
  haproxy: 'routed-elsewhere',
  'caddy-traefik': 'routed-elsewhere',
  iis: 'iis',
  gateway: 'routed-elsewhere',
  cdn: 'not-found-in-cloud',
  cloud: 'not-found-in-cloud',
  tunnel: 'tunnel-any',
  other: 'proxy-in-between',
} as const;

/** What each status says of the cause. */
export const statusStates = {
  'after-101': ask('after-101', {
    subprotocol: 'subprotocol',
    accept: 'answer-invalid',
    frames: 'frames-for-whom',
    namespace: 'namespace-unknown',
    nothing: 'front-cut',
    'cannot-tell': 'front-after-101',
  }),
  'front-after-101': ask('front', sameFor('front', 'after-101-any', { iis: 'iis' })),

  'body-200': ask(
    'body-200',
    { 'web-page': 'direct-200', 'app-answer': 'server-200', 'cannot-tell': 'server-200' },
    { direct: { '101': 'arrives-200' } },
  ),
  'direct-200': ask('direct', sameFor('direct', 'page-instead', { '101': 'arrives-200' })),
  'arrives-200': ask('arrives', {
    arrives: 'upgrade-or-path',
    elsewhere: 'routed-elsewhere',
    'cannot-tell': 'upgrade-or-path',
  }),
  'server-200': ask(
    'server',
    sameFor('server', 'front-200', {
      broker: 'broker-any',
      provider: 'broker-any',
      'ready-made': 'front-200-ready-made',
    }),
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
      cdn: 'hosting-any',
      cloud: 'hosting-any',
      tunnel: 'tunnel-any',
      other: 'upgrade-or-path',
      nothing: 'no-upgrade-handler',
      'cannot-tell': 'answered-as-page',
    },
    updateShortcuts,
  ),
  'front-200-ready-made': ask(
    'front',
    sameFor('front', 'upgrade-or-path', {
      haproxy: 'not-served-or-routed',
      'caddy-traefik': 'not-served-or-routed',
      iis: 'iis',
      gateway: 'gateway-any',
      cdn: 'hosting-any',
      cloud: 'hosting-any',
      tunnel: 'tunnel-any',
    }),
  ),

  'body-400': ask(
    'body-400',
    { ...bodies400, bare: 'whom-400', other: 'whom-400', 'cannot-tell': 'whom-400' },
    upgradeWords,
  ),
  'body-400-deployed': ask(
    'body-400',
    { ...bodies400, bare: 'server-400', other: 'server-400', 'cannot-tell': 'server-400' },
    upgradeWords,
  ),
  'whom-400': ask(
    'for-whom',
    sameFor('for-whom', 'server-400', {
      'some-attempts': 'session-unknown',
      'logged-in': 'headers-too-large',
      'some-places': 'place-400',
    }),
  ),
  'place-400': ask('place', {
    company: 'network',
    computer: 'network',
    'old-program': 'some-users-400',
    vpn: 'network',
    cluster: 'network',
    'cannot-tell': 'some-users-400',
  }),
  'server-400': ask('server', sameFor('server', 'front-400', { 'socket-io': 'front-400-socketio' })),
  'front-400': ask(
    'front',
    {
      nginx: 'refused-behind-proxy',
      apache: 'refused-behind-proxy',
      haproxy: 'refused-by-app',
      'caddy-traefik': 'refused-by-app',
      iis: 'iis',
      gateway: 'gateway-any',
      cdn: 'refused-behind-cloud',
      cloud: 'refused-behind-cloud',
      tunnel: 'tunnel-any',
      other: 'refused-behind-proxy',
      nothing: 'refused-by-app',
      'cannot-tell': 'refused-any',
    },
    updateShortcuts,
  ),
  'front-400-socketio': ask('front', {
    nginx: 'socketio-behind-proxy',
    apache: 'socketio-behind-proxy',
    haproxy: 'socketio-refused-behind-balancer',
    'caddy-traefik': 'socketio-refused-behind-balancer',
    iis: 'iis',
    gateway: 'gateway-any',
    cdn: 'socketio-refused-behind-balancer',
    cloud: 'socketio-refused-behind-balancer',
    tunnel: 'tunnel-any',
    other: 'socketio-behind-proxy',
    nothing: 'socketio-refused',
    'cannot-tell': 'socketio-refused',
  }),
  'upgrade-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'front-upgrade', { 'some-places': 'upgrade-dropped-for-some' }),
  ),
  'front-upgrade': ask(
    'front',
    sameFor('front', 'upgrade-dropped', {
      iis: 'iis',
      gateway: 'upgrade-dropped-by-gateway',
      cdn: 'upgrade-dropped-in-cloud',
      cloud: 'upgrade-dropped-in-cloud',
      tunnel: 'tunnel-any',
      nothing: 'upgrade-not-taken',
      'cannot-tell': 'upgrade-missing',
    }),
  ),
  'front-library': ask('front', sameFor('front', 'server-library', { apache: 'upgrade-dropped' })),
  'server-library': ask('server', sameFor('server', 'library-missing', { provider: 'client-library' })),

  origin: ask(
    'origin',
    { passes: 'origin-refused', refused: 'refuser-403', 'cannot-tell': 'refuser-403' },
    // A text can say who refused it: what the command printed has the body.
    { 'refuser-403': refusers403 },
    // Where the application takes the handshake past the proxy, who refuses it says more than its origin.
    { direct: { '101': 'refuser-403' } },
  ),
  'refuser-403': ask('refuser-403', {
    ...refusers403,
    application: 'server-403',
    'cannot-tell': 'server-403',
  }),
  'refuser-403-deployed': ask('refuser-403', {
    ...refusers403,
    application: 'origin-deployed',
    'cannot-tell': 'origin-deployed',
  }),
  'origin-deployed': ask('origin', {
    passes: 'origin-refused',
    refused: 'front-403-anyway',
    'cannot-tell': 'server-403-deployed',
  }),
  // Some libraries answer 401 where a check of the origin refuses, as ws does.
  'origin-of-401': ask('origin', {
    passes: 'origin-refused',
    refused: 'credentials',
    'cannot-tell': 'credentials',
  }),
  'front-403-anyway': ask(
    'front',
    sameFor('front', 'host-rewritten', {
      gateway: 'forbidden-by-gateway',
      tunnel: 'forbidden-behind-tunnel',
      nothing: 'forbidden-anyway',
      'cannot-tell': 'forbidden-anyway',
    }),
  ),
  'server-403': ask(
    'server',
    sameFor('server', 'front-403', { python: 'front-403-python', provider: 'forbidden-by-provider' }),
    { origin: { refused: 'front-403-anyway' } },
  ),
  'server-403-deployed': ask(
    'server',
    sameFor('server', 'forbidden-any', { python: 'forbidden-by-python', provider: 'forbidden-by-provider' }),
    refusedBefore,
    { front: { gateway: 'forbidden-by-gateway', tunnel: 'forbidden-behind-tunnel' } },
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
  'front-403-python': ask(
    'front',
    sameFor('front', 'forbidden-by-python', {
      gateway: 'forbidden-by-gateway',
      tunnel: 'forbidden-behind-tunnel',
    }),
    refusedBefore,
  ),

  direct: ask('direct', {
    '101': 'arrives',
    same: 'server-404-direct',
    'no-library': 'runtime-lacks-websocket',
    'no-answer': 'not-listening',
    platform: 'hosting',
    'cannot-tell': 'whom-404',
  }),
  arrives: ask('arrives', {
    arrives: 'front-404-behind',
    elsewhere: 'routed-elsewhere',
    'cannot-tell': 'front-404-behind',
  }),
  'direct-deployed': ask('direct', {
    '101': 'arrives',
    same: 'server-404-direct',
    'no-library': 'runtime-lacks-websocket',
    'no-answer': 'not-listening',
    platform: 'hosting',
    'cannot-tell': 'server-404',
  }),
  'whom-404': ask(
    'for-whom',
    sameFor('for-whom', 'server-404', { 'some-attempts': 'session-unknown', 'some-places': 'place' }),
  ),
  'server-404': ask(
    'server',
    sameFor('server', 'front-404', {
      rails: 'origin-or-path',
      dotnet: 'session-or-path',
      'socket-io': 'path-or-namespace',
    }),
  ),
  'server-404-direct': ask(
    'server',
    sameFor('server', 'not-served', { rails: 'origin-or-path', 'socket-io': 'path-or-namespace' }),
  ),
  'front-404': ask(
    'front',
    {
      ...fronts404,
      nothing: 'not-found',
      'cannot-tell': 'not-found',
    },
    updateShortcuts,
  ),
  'front-404-behind': ask(
    'front',
    {
      ...fronts404,
      nothing: 'proxy-in-between',
      'cannot-tell': 'proxy-in-between',
    },
    updateShortcuts,
  ),
  hosting: ask('hosting', {
    functions: 'platform',
    switch: 'platform',
    container: 'not-served',
    'cannot-tell': 'platform-or-app',
  }),

  'method-or-http2': ask('http2', {
    works: 'http2',
    same: 'upgrade-dropped',
    'cannot-tell': 'method-any',
  }),

  'words-500': ask('words', sameFor('words', 'front-500')),
  'front-500': ask(
    'front',
    sameFor('front', 'server-error', {
      nginx: 'server-error-behind-nginx',
      apache: 'upgrade-dropped',
      iis: 'iis',
      gateway: 'gateway-any',
      cdn: 'hosting-any',
      cloud: 'hosting-any',
      tunnel: 'tunnel-any',
      nothing: 'server-error-of-app',
    }),
  ),
  'log-503': ask('proxy-log', { ...proxyLogs, 'timed-out': 'backend-silent', 'cannot-tell': 'front-503' }),
  'front-503': ask(
    'front',
    sameFor('front', 'unavailable', {
      iis: 'iis',
      gateway: 'unavailable-behind-gateway',
      cdn: 'unavailable-in-cloud',
      cloud: 'unavailable-in-cloud',
      tunnel: 'tunnel-any',
      'cannot-tell': 'unavailable-any',
    }),
  ),
  'proxy-log': ask(
    'proxy-log',
    { ...proxyLogs, 'timed-out': 'backend-silent', 'cannot-tell': 'front-502' },
    { words: { 'no-answer': 'not-listening', tls: 'not-tls' } },
  ),
  'front-502': ask(
    'front',
    sameFor('front', 'bad-gateway', {
      nginx: 'bad-gateway-behind-nginx',
      haproxy: 'bad-gateway-behind-router',
      'caddy-traefik': 'bad-gateway-behind-router',
      gateway: 'bad-gateway-behind-router',
      cdn: 'bad-gateway-in-cloud',
      cloud: 'bad-gateway-in-cloud',
      tunnel: 'bad-gateway-in-cloud',
    }),
    updateShortcuts,
  ),
};
