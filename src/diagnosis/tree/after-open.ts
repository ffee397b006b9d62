import { closeCodes, updateShortcuts } from './shortcuts.ts';
import { ask, sameFor } from './machine.ts';

const drops = {
  'same-seconds': 'busy',
  'after-silence': 'silent-drop',
  'large-message': 'too-big',
  content: 'frames-for-whom',
  'at-once': 'early-close',
  'server-busy': 'blocked',
  deploy: 'reconnect',
  background: 'background-client',
  network: 'half-open',
  'on-purpose': 'close-code',
  irregular: 'together',
} as const;

/** Sockets that opened: when they drop, and what is wrong with their messages. */
export const afterOpenStates = {
  drop: ask(
    'drop',
    { ...drops, 'cannot-tell': 'together' },
    { words: { blocked: 'blocked', size: 'too-big' } },
    { drop: drops },
    {
      seconds: {
        short: 'busy',
        '30': 'busy',
        '60': 'busy',
        '100': 'busy',
        '240': 'busy',
        '300': 'busy',
        '350': 'busy',
        '600': 'busy',
        hours: 'busy',
      },
    },
  ),
  'background-client': ask('client', sameFor('client', 'background')),
  busy: ask('busy', { stays: 'silent-drop', 'drops-anyway': 'age', 'cannot-tell': 'quiet' }),
  quiet: ask('quiet', { quiet: 'idle-unnoticed', busy: 'cut-while-busy', 'cannot-tell': 'seconds' }),
  seconds: ask('seconds', {
    short: 'idle-or-age',
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
      cdn: 'age-or-idle',
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
      cdn: 'age-or-idle',
      cloud: 'age-or-idle',
      nothing: 'background-or-idle',
      'cannot-tell': 'age-or-idle',
    }),
  ),
  together: ask(
    'together',
    {
      together: 'reconnect',
      'one-by-one': 'close-code',
      'cannot-tell': 'close-code',
    },
    {
      quiet: { quiet: 'silent-drop' },
      busy: { stays: 'silent-drop', 'drops-anyway': 'age' },
      words: { heartbeat: 'heartbeat-missed' },
    },
  ),
  'early-close': ask('close-code', {
    ...closeCodes,
    '1006': 'early-complaint',
    'cannot-tell': 'early-complaint',
  }),
  'early-complaint': ask('after-101', {
    subprotocol: 'subprotocol',
    accept: 'answer-invalid',
    frames: 'frames-for-whom',
    namespace: 'namespace-unknown',
    nothing: 'uncomplained-words',
    'cannot-tell': 'early-for-whom',
  }),
  // Where the client complains of nothing, the log of the server says most.
  'uncomplained-words': ask(
    'words',
    sameFor('words', 'cut-without-complaint', { policy: 'place-of-cut' }),
    { 'for-whom': { 'some-places': 'place-of-cut' } },
    { front: { iis: 'iis-cut' } },
    updateShortcuts,
  ),
  'early-for-whom': ask('for-whom', sameFor('for-whom', 'front-cut', { 'some-places': 'place-of-cut' })),
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
  'place-of-cut': ask('place', {
    company: 'network',
    computer: 'network',
    'old-program': 'network-any',
    vpn: 'long-packets',
    cluster: 'network-any',
    'cannot-tell': 'network-any',
  }),
  reconnect: ask('reconnect', {
    well: 'deploy',
    'at-once': 'return-fails',
    wrongly: 'return-fails',
    'cannot-tell': 'deploy',
  }),
  'front-cut': ask(
    'front',
    sameFor('front', 'cut-behind-proxy', {
      iis: 'iis-cut',
      nothing: 'cut-at-once',
      'cannot-tell': 'cut-at-once',
    }),
    updateShortcuts,
  ),
  'frames-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'front-frames', { 'some-places': 'frames-in-some-places' }),
  ),
  'front-frames': ask('front', sameFor('front', 'frames', { iis: 'iis-cut', tunnel: 'frames-in-tunnel' })),
  'cut-for-whom': ask('for-whom', sameFor('for-whom', 'since-cut', { 'some-places': 'place-of-cut' })),
  'since-cut': ask(
    'since',
    {
      'never-worked': 'cut-sometime',
      update: 'after-update-cut',
      'own-change': 'cut-sometime',
      'more-servers': 'several-servers-any',
      suddenly: 'cut-sometime',
      'cannot-tell': 'cut-sometime',
    },
    { front: { iis: 'iis-cut', cdn: 'idle-or-age', cloud: 'idle-or-age' }, words: { ended: 'ended-alone' } },
  ),
  messages: ask(
    'message-problem',
    {
      large: 'large-messages',
      'some-users': 'some-users',
      'some-lost': 'messages-any',
      'first-lost': 'first-lost',
      changed: 'messages-changed',
      late: 'late',
      'stop-after-silence': 'half-open',
      unnoticed: 'half-open',
      none: 'nothing-arrives',
      twice: 'opened-twice',
      'cannot-tell': 'messages-any',
    },
    {
      words: { blocked: 'blocked', size: 'large-messages', heartbeat: 'heartbeat-missed' },
      seconds: {
        short: 'silent-drop',
        '30': 'silent-drop',
        '60': 'silent-drop',
        '100': 'silent-drop',
        '240': 'silent-drop',
        '300': 'silent-drop',
        '350': 'silent-drop',
        '600': 'silent-drop',
      },
    },
  ),
};
