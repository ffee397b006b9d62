/**
 * Errors of Apple's URLSession, and of Starscream on top of it. Source: Apple, NSURLError.h and Darwin's sys/errno.h;
 * daltoniam/Starscream, HTTPHandler.swift and WebSocket.swift.
 */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { factOfNumber } from '../says.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, statusMeans } from './request.ts';

interface Known {
  name: string;
  means: string;
  facts: Facts;
}

const never = fact('symptom', 'never-opens', 'paste');
/** An app prints this form of an error; the console of Safari has only the sentence. */
const app: Facts = [fact('message-kind', 'exception', 'paste'), fact('client', 'mobile-app', 'paste')];
const connecting = (answer: Parameters<typeof fact<'connect-error'>>[1]): Facts => [
  never,
  fact('connect-error', answer, 'paste'),
];
const certificate = (answer?: Parameters<typeof fact<'certificate'>>[1]): Facts => [
  ...connecting('certificate'),
  ...(answer === undefined ? [] : [fact('certificate', answer, 'paste')]),
];
const ended: Facts = [fact('words', 'ended', 'paste')];

/** Codes of NSURLErrorDomain, without their minus. */
const urlErrors: Readonly<Record<number, Known>> = {
  999: {
    name: 'NSURLErrorCancelled',
    means: 'The app itself cancelled the task, or the session was invalidated.',
    facts: [fact('words', 'given-up', 'paste')],
  },
  1001: {
    name: 'NSURLErrorTimedOut',
    means: 'Nothing came within the timeout of the session. It can be the handshake or an open socket.',
    facts: [fact('words', 'timeout', 'paste')],
  },
  1003: {
    name: 'NSURLErrorCannotFindHost',
    means: 'The name was not found.',
    facts: connecting('no-such-host'),
  },
  1004: {
    name: 'NSURLErrorCannotConnectToHost',
    means: 'The host is down, or accepts no connection at this port.',
    facts: [never, fact('words', 'no-answer', 'paste')],
  },
  1005: {
    name: 'NSURLErrorNetworkConnectionLost',
    means: 'The connection ended without a Close frame: the network changed, or something on the way cut it.',
    facts: ended,
  },
  1006: {
    name: 'NSURLErrorDNSLookupFailed',
    means: 'The name was not found. This is not the close code 1006.',
    facts: connecting('no-such-host'),
  },
  1009: {
    name: 'NSURLErrorNotConnectedToInternet',
    means: 'The device has no network, or the app may not use it.',
    facts: [never, fact('words', 'no-answer', 'paste')],
  },
  1011: {
    name: 'NSURLErrorBadServerResponse',
    means: 'An HTTP answer came that was not a valid 101. This error does not say its status: ask with curl.',
    facts: [never, fact('words', 'answer', 'paste')],
  },
  1022: {
    name: 'NSURLErrorAppTransportSecurityRequiresSecureConnection',
    means: 'App Transport Security stopped it before anything was sent: the address is ws:// or http://.',
    facts: [never, fact('words', 'cleartext', 'paste')],
  },
  1200: {
    name: 'NSURLErrorSecureConnectionFailed',
    means: 'The TLS handshake failed.',
    facts: connecting('tls-alert'),
  },
  1201: {
    name: 'NSURLErrorServerCertificateHasBadDate',
    means: 'The certificate has expired.',
    facts: certificate('dates'),
  },
  1202: {
    name: 'NSURLErrorServerCertificateUntrusted',
    means:
      'The device does not trust the certificate. The system can give this code for a wrong name or date too.',
    facts: certificate(),
  },
  1203: {
    name: 'NSURLErrorServerCertificateHasUnknownRoot',
    means: 'The device does not know who signed the certificate.',
    facts: certificate('unknown-issuer'),
  },
  1204: {
    name: 'NSURLErrorServerCertificateNotYetValid',
    means: 'The certificate is not valid yet. The clock of the device can be wrong.',
    facts: certificate('dates'),
  },
};

/** Codes of NSPOSIXErrorDomain: Darwin's numbers, which are not those of Linux. */
const posixErrors: Readonly<Record<number, Known>> = {
  32: { name: 'EPIPE', means: 'The app wrote to a socket that was closed already.', facts: ended },
  50: {
    name: 'ENETDOWN',
    means: 'The network was down.',
    facts: [fact('words', 'no-answer', 'paste')],
  },
  53: {
    name: 'ECONNABORTED',
    means: 'The system ended the connection, for instance while the app was suspended in the background.',
    facts: [fact('symptom', 'drops', 'paste'), ...ended],
  },
  54: {
    name: 'ECONNRESET',
    means: 'The other side, or something on the way, reset the connection.',
    facts: ended,
  },
  57: {
    name: 'ENOTCONN',
    means: 'The app used a socket that is not connected: it never opened, or it has ended.',
    facts: [fact('words', 'wrong-moment', 'paste')],
  },
  60: { name: 'ETIMEDOUT', means: 'Nothing came in time.', facts: [fact('words', 'timeout', 'paste')] },
  61: { name: 'ECONNREFUSED', means: 'Nothing listens at this port.', facts: connecting('refused') },
  65: {
    name: 'EHOSTUNREACH',
    means: 'There is no way to that host.',
    facts: [never, fact('words', 'no-answer', 'paste')],
  },
  100: {
    name: 'EPROTO',
    means: 'A frame broke the protocol.',
    facts: [fact('symptom', 'drops', 'paste'), fact('words', 'frame', 'paste')],
  },
};

function appleError(line: string): ReadLine | undefined {
  const [, domain = '', digits] =
    /\b(NSURLErrorDomain|NSPOSIXErrorDomain|kCFErrorDomainCFNetwork)["']?,?\s?\(?(?:[Cc]ode|error)[:=\s]\s?"?(-?\d{1,5})\b/.exec(
      line,
    ) ??
    /\bTask\b[^[]{0,80} finished with (error) \[(-\d{3,4})\]/.exec(line) ??
    [];
  if (digits === undefined) return undefined;
  const isPosix = domain === 'NSPOSIXErrorDomain';
  const number = Number(digits);
  const known = isPosix ? posixErrors[number] : urlErrors[-number];
  return {
    what: `Apple error ${number}${known ? `, ${known.name}` : ''}`,
    means: known?.means ?? 'This number is not known here: the sentence beside it says what it is.',
    facts: known ? [...app, ...known.facts] : [],
  };
}

function starscream(line: string): ReadLine | undefined {
  const [, upgrade] = /\bnotAnUpgrade\((\d{3})\b/.exec(line) ?? [];
  const [, type = '', number = ''] =
    /\bWSError\(type: (?:\w{1,40}\.){0,3}(\w{3,40}), message: "[^"]{0,300}", code: (\d{1,5})\)/.exec(line) ??
    [];
  const status = Number(upgrade ?? (type === 'upgradeError' ? number : Number.NaN));
  if (status >= 100 && status < 600)
    return {
      what: `Starscream: the handshake got ${status}`,
      means: statusMeans(status),
      facts: [...app, ...factsOfStatus(status)],
    };
  if (type === '') return undefined;
  const code = Number(number) >= 1000 ? factOfNumber('close-code', Number(number), 'paste') : undefined;
  return {
    what: `Starscream: ${type}${code ? `, close code ${number}` : ''}`,
    means: 'Its message says what happened.',
    facts: [...app, ...(code ? [fact('symptom', 'drops', 'paste'), code] : [])],
  };
}

/** Errors of URLSession and of Starscream. */
export const appleErrors = lineReader({
  id: 'apple',
  format: 'error of URLSession or Starscream',
  isHintOfLine: true,
  hint: /\bNS(?:URL|POSIX)ErrorDomain\b|\bkCFErrorDomainCFNetwork\b|\bnotAnUpgrade\(|\bWSError\(type: |finished with error \[-/,
  read: (line) => starscream(line) ?? appleError(line),
});
