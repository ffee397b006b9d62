import { connectErrors } from './shortcuts.ts';
import type { Shortcuts } from './machine.ts';
import { ask, sameFor } from './machine.ts';

const certificates = {
  'unknown-issuer': 'certificate-refused',
  inspector: 'network',
  'other-site': 'certificate-of-another-site',
  'wrong-name': 'certificate-refused',
  dates: 'certificate-refused',
} as const;

/** What says more than the certificate does: a hot reload that dials the wrong port, or a computer that inspects TLS. */
const certificateShortcuts = {
  'dev-server': { 'page-only': 'hot-reload-address' },
  place: { company: 'certificate-in-one-place', computer: 'certificate-in-one-place' },
} as const satisfies Shortcuts;

/** Connections that fail before any answer: the address, the network, TLS. */
export const connectionStates = {
  unreachable: ask('connect-error', { ...connectErrors, 'cannot-tell': 'unreachable-for-whom' }),
  'unreachable-for-whom': ask('for-whom', {
    everybody: 'unreachable-any',
    'some-attempts': 'unreachable-any',
    'logged-in': 'headers-too-large',
    'some-places': 'place',
    'some-browsers': 'client-any',
    'not-browsers': 'client-any',
    'cannot-tell': 'unreachable-any',
  }),
  'unreachable-late': ask('connect-error', {
    ...connectErrors,
    certificate: 'certificate-late',
    'timed-out': 'no-route',
    reset: 'reset-before-answer',
    'cannot-tell': 'unreachable-late-for-whom',
  }),
  'unreachable-late-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'unreachable-any', { 'some-places': 'place-any', 'not-browsers': 'client-any' }),
    {
      place: { company: 'network', computer: 'network', vpn: 'long-packets', cluster: 'network' },
      address: { loopback: 'loopback-any', ip: 'ip-any' },
    },
  ),
  'unreachable-words': ask('connect-error', {
    ...connectErrors,
    certificate: 'certificate-late',
    'timed-out': 'no-route',
    reset: 'reset-before-answer',
    empty: 'front-closed',
    'other-network': 'place-any',
    'cannot-tell': 'unreachable-address',
  }),
  'unreachable-address': ask('address', {
    loopback: 'loopback-any',
    ip: 'ip-any',
    public: 'not-answering',
    unexpected: 'wrong-address',
    'cannot-tell': 'not-answering',
  }),
  'unreachable-tls': ask('connect-error', {
    ...connectErrors,
    certificate: 'certificate-late',
    'timed-out': 'no-route',
    reset: 'reset-before-answer',
    empty: 'front-closed',
    'cannot-tell': 'tls-any',
  }),
  'unreachable-client': ask('connect-error', { ...connectErrors, 'cannot-tell': 'front-client' }),
  'front-client': ask(
    'front',
    sameFor('front', 'client-any', {
      cdn: 'client-in-front',
      cloud: 'client-in-front',
      tunnel: 'client-in-front',
    }),
  ),
  'no-answer-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'no-route', { 'some-places': 'place', 'not-browsers': 'blocked-on-the-way' }),
  ),
  'silent-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'connected-unanswered', { 'some-places': 'place-any', 'not-browsers': 'client-any' }),
  ),
  'closed-reach': ask(
    'reach',
    {
      answers: 'upgrade-unanswered',
      redirect: 'redirect',
      'no-answer': 'front-closed',
      'tls-error': 'tls-any',
      'cannot-tell': 'upgrade-unanswered',
    },
    { status: { 'no-connection': 'front-closed' } },
  ),
  'front-closed': ask(
    'front',
    sameFor('front', 'closed-by-proxy', { nothing: 'closed-by-port', 'cannot-tell': 'closed-by-port' }),
  ),
  'reset-for-whom': ask(
    'for-whom',
    {
      everybody: 'reset-before-answer',
      'some-attempts': 'reset-before-answer',
      'logged-in': 'headers-too-large',
      'some-places': 'place',
      'some-browsers': 'client-any',
      'not-browsers': 'client-any',
      'cannot-tell': 'reset-before-answer',
    },
    { 'works-where': { 'other-name': 'other-name-any' } },
  ),
  place: ask('place', {
    company: 'network',
    computer: 'network',
    'old-program': 'client-any',
    vpn: 'long-packets',
    cluster: 'network',
    'cannot-tell': 'place-any',
  }),
  certificate: ask(
    'certificate',
    { ...certificates, 'cannot-tell': 'certificate-for-whom' },
    certificateShortcuts,
  ),
  'certificate-late': ask(
    'certificate',
    { ...certificates, 'cannot-tell': 'certificate-any' },
    certificateShortcuts,
  ),
  'certificate-for-whom': ask(
    'for-whom',
    sameFor('for-whom', 'certificate-any', { 'some-places': 'certificate-in-one-place' }),
  ),
};
