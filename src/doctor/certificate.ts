/** TLS: what the server offers, which certificates it sends, and what is wrong with them. */
import { isIP } from 'node:net';
import type { ConnectionOptions, DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { rootCertificates, TLSSocket } from 'node:tls';
import type { AnswerId } from '../diagnosis/questions.ts';
import { codeOf } from './network.ts';
import { openTarget, type Target } from './target.ts';

/** What a connection with TLS showed. */
export interface SeenTls {
  /** Such as `TLSv1.3`. */
  version: string;
  /** The protocol that was agreed; empty for none. */
  alpn: string;
  /** Names in the certificate. */
  names: string;
  issuer: string;
  validFrom: string;
  validTo: string;
  /** SHA-256 of the certificate. */
  fingerprint: string;
  /** How many certificates the server sent, its own included. */
  sent: number;
  /** Why the certificate is not accepted; absent where it is. */
  fault?: CertificateFault;
}

/** What is wrong with a certificate. */
export interface CertificateFault {
  answer: AnswerId<'certificate'>;
  /** Node's code for it. */
  code: string;
  text: string;
}

/** Programs that read a computer's or a company's traffic sign with their own name. */
const inspectors =
  /avast|avg |kaspersky|eset ssl|bitdefender|zscaler|netskope|fortinet|fortigate|sophos|umbrella|palo alto|blue ?coat|forcepoint|mcafee|web gateway|adguard|fiddler|charles proxy|mitmproxy/i;

/** The options of a handshake in TLS as a browser makes it for a WebSocket, except that every certificate is looked at. */
export function tlsOptions(
  host: string,
  { authority, alpn = ['http/1.1'] }: { authority?: string | undefined; alpn?: readonly string[] },
): ConnectionOptions {
  return {
    ALPNProtocols: [...alpn],
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    ...(authority !== undefined && { ca: [...rootCertificates, authority] }),
  };
}

const first = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : value?.[0]) ?? '';

const signer = ({ issuer }: Pick<PeerCertificate, 'issuer'>): string =>
  first(issuer.CN) || first(issuer.O) || 'nobody named';

/** How many certificates the server sent. The last one that Node names may come from its own store. */
function countSent(leaf: DetailedPeerCertificate, depth = 1): number {
  // Absent where nobody has it, whatever its type says.
  const issuer = leaf.issuerCertificate as DetailedPeerCertificate | undefined;
  const isLast = issuer === undefined || issuer.fingerprint256 === leaf.fingerprint256 || depth >= 10;
  return isLast ? depth : countSent(issuer, depth + 1);
}

/** The last two labels of a name: what one owner holds, as far as that shows. */
const siteOf = (name: string): string => name.toLowerCase().split('.').slice(-2).join('.');

function faultOf(code: string, leaf: DetailedPeerCertificate, host: string, names: string): CertificateFault {
  const issuer = signer(leaf);
  const is = (answer: CertificateFault['answer'], text: string): CertificateFault => ({ answer, code, text });
  if (inspectors.test(`${issuer} ${first(leaf.issuer.O)}`))
    return is('inspector', `A program that inspects traffic signed it: ${issuer}.`);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return is('dates', `It expired on ${leaf.valid_to}.`);
    case 'CERT_NOT_YET_VALID':
      return is('dates', `It is not valid before ${leaf.valid_from}.`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const isSameSite = names.split(', ').some((name) => siteOf(name) === siteOf(host));
      return isIP(host) !== 0 || isSameSite
        ? is('wrong-name', `It lacks the name ${host}; it is for ${names || 'no name'}.`)
        : is('other-site', `It belongs to another site: ${names || 'no name'}.`);
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return is('unknown-issuer', 'It is self-signed: no authority stands behind it.');
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return is(
        'unknown-issuer',
        `“${issuer}” signed it, and the server sent no certificate of it that leads to a known authority: an intermediate is missing, or the authority is private.`,
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return is(
        'unknown-issuer',
        `Its chain ends at an authority that is not known here, above “${issuer}”.`,
      );
    default:
      return is('unknown-issuer', `It is not accepted (${code}).`);
  }
}

/** Reads what a connection with TLS showed. */
export function seenTls(socket: TLSSocket, host: string): SeenTls {
  const leaf = socket.getPeerCertificate(true);
  // An anonymous cipher has no certificate.
  const isNamed = Object.keys(leaf).length > 0;
  const subject = isNamed ? first(leaf.subject.CN) : '';
  const names = isNamed
    ? (leaf.subjectaltname ?? subject)
        .split(', ')
        .map((name) => name.replace(/^(DNS|IP Address):/, ''))
        .slice(0, 5)
        .join(', ')
    : '';
  // The error is an Error in some versions of Node, and its code in others.
  const { authorizationError: error } = socket as { authorizationError: unknown };
  const code = typeof error === 'string' ? error : error ? codeOf(error) : undefined;
  return {
    version: socket.getProtocol() ?? 'unknown',
    alpn: socket.alpnProtocol === false ? '' : (socket.alpnProtocol ?? ''),
    names,
    issuer: isNamed ? signer(leaf) : '',
    validFrom: isNamed ? leaf.valid_from : '',
    validTo: isNamed ? leaf.valid_to : '',
    fingerprint: isNamed ? leaf.fingerprint256 : '',
    sent: isNamed ? countSent(leaf) : 0,
    ...(code !== undefined && isNamed && { fault: faultOf(code, leaf, host, names) }),
  };
}

/** Makes one handshake in TLS. @throws {Error} with a `code` where it fails */
export async function lookAtTls(target: Target, host: string): Promise<SeenTls> {
  const socket = await openTarget(target);
  try {
    if (!(socket instanceof TLSSocket)) throw new Error('There is no TLS on this connection.');
    return seenTls(socket, host);
  } finally {
    socket.destroy();
  }
}

/** What stopped TLS: the answer to the question, and words for it. */
export function tlsFailure(
  code: string,
  message: string,
): { answer: AnswerId<'connect-error'>; text: string } {
  const both = `${code} ${message}`;
  if (
    /WRONG_VERSION_NUMBER|wrong version number|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|packet length too long/.test(
      both,
    )
  )
    return { answer: 'not-tls', text: 'What answers on this port is not TLS.' };
  if (/NO_APPLICATION_PROTOCOL|no application protocol/.test(both))
    return {
      answer: 'http2',
      text: 'The server refuses HTTP/1.1 in TLS (ALPN); it seems to speak HTTP/2 alone.',
    };
  if (/UNRECOGNIZED_NAME|unrecognized name/.test(both))
    return { answer: 'tls-alert', text: 'The server does not know this name (alert “unrecognized name”).' };
  if (code === 'ECONNRESET')
    return { answer: 'reset', text: 'The connection was reset or ended during TLS.' };
  if (code === 'ETIMEDOUT')
    return { answer: 'silent', text: 'The port takes the connection, and does not answer in TLS.' };
  const alert = /(?:SSL routines:[^:]*:)([^:\n]{1,80})/.exec(message)?.[1] ?? code;
  return { answer: 'tls-alert', text: `The server ends the TLS handshake: ${alert.trim()}.` };
}
