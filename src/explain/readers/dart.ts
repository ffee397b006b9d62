/** Errors of Dart and Flutter. Source: dart-lang/sdk, sdk/lib/_http/websocket_impl.dart, and issue 56694 for the status. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { addressSpaceOf } from '../../probe/endpoint.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, pathOf, statusMeans } from './request.ts';

const exception = fact('message-kind', 'exception', 'paste');
const never = fact('symptom', 'never-opens', 'paste');

/** The prefixes of a Flutter app’s log say that it runs on a phone. */
const isPhone = (line: string) => /^[EIW]\/flutter\b|\bdart_vm_initializer\b/.test(line);

/** `WebSocketException: Connection to 'https://a.example:0/ws#' was not upgraded to websocket, HTTP status code: 403`. */
function notUpgraded(line: string): ReadLine | undefined {
  const [, address] =
    /\bConnection to ['"](https?:\/\/[^\s'"]{1,2000})['"] was not upgraded to websocket/i.exec(line) ?? [];
  if (address === undefined) return undefined;
  const status = Number(/\bHTTP status code: (\d{3})\b/.exec(line)?.[1] ?? Number.NaN);
  const oddities = /:0(?:[/?#]|$)/.test(address)
    ? ' Dart writes https for wss, “:0” for the usual port and “#” at the end: the address itself is not wrong.'
    : '';
  return {
    what: `Dart: no upgrade at ${pathOf(address).slice(0, 80)}${Number.isNaN(status) ? '' : `, status ${status}`}`,
    means: Number.isNaN(status)
      ? `An HTTP answer came that was not a valid 101. Older versions of Dart hide its status: ask with curl.${oddities}`
      : `${statusMeans(status)}${oddities}`,
    facts: [
      exception,
      ...(Number.isNaN(status) ? [never, fact('words', 'answer', 'paste')] : factsOfStatus(status)),
    ],
  };
}

/** `Bad response 'Sec-WebSocket-Accept' header` and its kin. */
function wrongAccept(line: string): ReadLine | undefined {
  return /\b(?:Response did not contain a|Bad response|Response header) 'Sec-WebSocket-Accept'/.test(line)
    ? {
        what: 'Dart: the answer’s Sec-WebSocket-Accept is missing or wrong',
        means: 'A 101 came, and its Sec-WebSocket-Accept does not fit the key of this request.',
        facts: [
          exception,
          ...factsOfStatus(101),
          fact('after-101', 'accept', 'paste'),
          fact('words', 'accept', 'paste'),
        ],
      }
    : undefined;
}

type ConnectError = Parameters<typeof fact<'connect-error'>>[1];

/** Numbers of Linux and Android, of macOS and iOS, and of Windows → what they say. */
const osErrors: readonly (readonly [numbers: readonly number[], answer: ConnectError, means: string])[] = [
  [[111, 61, 10061, 1225], 'refused', 'Nothing listens at this address and port.'],
  [[110, 60, 10060, 121], 'timed-out', 'Nothing came in time.'],
  [[104, 54, 10054], 'reset', 'The connection was reset.'],
  [[7, 8, 11001], 'no-such-host', 'The name was not found, or the device has no network.'],
];

/** `SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = 10.0.2.2, port = 8080`. */
function socketException(line: string): ReadLine | undefined {
  const [, errno] = /\bOS Error: [^()]{1,120}, errno = (\d{1,5})\)/.exec(line) ?? [];
  if (errno === undefined) return undefined;
  const [, host] = /\baddress = ([\w.:-]{1,253}), port = /.exec(line) ?? [];
  const [, answer, means] = osErrors.find(([numbers]) => numbers.includes(Number(errno))) ?? [];
  const isOwn = host !== undefined && addressSpaceOf(host) === 'loopback';
  return {
    what: `Dart: operating system error ${errno}${host === undefined ? '' : ` for ${host.slice(0, 80)}`}`,
    means: [
      means ?? 'The sentence before the number says what happened.',
      isOwn && 'The address is the device itself: on a phone that is never your computer.',
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      exception,
      ...(answer === undefined ? [] : [never, fact('connect-error', answer, 'paste')]),
      ...(isOwn ? [fact('address', 'loopback', 'paste')] : []),
    ],
  };
}

/** What BoringSSL’s words say of a certificate or of TLS. */
const tlsErrors: readonly (readonly [words: RegExp, means: string, facts: Facts])[] = [
  [
    /unable to get (?:local )?issuer certificate|self.signed certificate/i,
    'The device does not know who signed the certificate, or the server leaves the intermediate out.',
    [fact('connect-error', 'certificate', 'paste'), fact('certificate', 'unknown-issuer', 'paste')],
  ],
  [
    /certificate has expired|not yet valid/i,
    'The dates of the certificate do not fit the clock of the device.',
    [fact('connect-error', 'certificate', 'paste'), fact('certificate', 'dates', 'paste')],
  ],
  [
    /hostname mismatch/i,
    'The certificate is for another name.',
    [fact('connect-error', 'certificate', 'paste'), fact('certificate', 'wrong-name', 'paste')],
  ],
  [
    /CERTIFICATE_VERIFY_FAILED/,
    'The device does not accept the certificate.',
    [fact('connect-error', 'certificate', 'paste')],
  ],
  [
    /WRONG_VERSION_NUMBER/,
    'The other side does not speak TLS: the address says wss where the port has plain ws.',
    [fact('connect-error', 'not-tls', 'paste')],
  ],
  [/\bHandshakeException\b/, 'The TLS handshake failed.', [fact('connect-error', 'tls-alert', 'paste')]],
];

/** `HandshakeException: Handshake error in client (OS Error: CERTIFICATE_VERIFY_FAILED: …(handshake.cc:393))`. */
function handshakeException(line: string): ReadLine | undefined {
  if (!/\b(?:HandshakeException|TlsException): /.test(line)) return undefined;
  const found = tlsErrors.find(([words]) => words.test(line));
  return found && { what: 'Dart: TLS', means: found[1], facts: [exception, never, ...found[2]] };
}

/** Errors of Dart and Flutter. */
export const dartErrors = lineReader({
  id: 'dart',
  format: 'error of Dart or Flutter',
  isHintOfLine: true,
  hint: /\bwas not upgraded to websocket|'Sec-WebSocket-Accept' (?:header|is)|\bOS Error: |\b(?:HandshakeException|TlsException): /i,
  read: (line) => {
    const said = notUpgraded(line) ?? wrongAccept(line) ?? handshakeException(line) ?? socketException(line);
    if (!said) return undefined;
    return isPhone(line) ? { ...said, facts: [...said.facts, fact('client', 'mobile-app', 'paste')] } : said;
  },
});
