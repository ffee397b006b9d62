/** What `openssl s_client` prints. Source: its manual, and X509_STORE_CTX_get_error for the codes. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

const refused = fact('connect-error', 'certificate', 'paste');
const certificate = (answer: Parameters<typeof fact<'certificate'>>[1]): Facts => [
  refused,
  fact('certificate', answer, 'paste'),
];

/** Number of the verification's result → what it means and says. */
const results: Readonly<Record<number, { means: string; facts: Facts }>> = {
  0: { means: 'The certificate chain is trusted by this machine.', facts: [] },
  2: { means: 'The issuer’s certificate is missing.', facts: certificate('unknown-issuer') },
  9: { means: 'The certificate is not valid yet.', facts: certificate('dates') },
  10: { means: 'The certificate has expired.', facts: certificate('dates') },
  18: { means: 'The certificate signed itself.', facts: certificate('unknown-issuer') },
  19: { means: 'The root of the chain is not trusted here.', facts: certificate('unknown-issuer') },
  20: {
    means: 'The server does not send the intermediate certificate, or the authority is not known here.',
    facts: certificate('unknown-issuer'),
  },
  21: {
    means: 'Only the server’s own certificate came, without the one that signed it.',
    facts: certificate('unknown-issuer'),
  },
  62: { means: 'The certificate is for another name.', facts: certificate('wrong-name') },
};

function read(line: string): ReadLine | undefined {
  const [, number, words = ''] =
    /^(?:Verify return code|Verification error|verify error:num)\s?[:=]\s?(\d{1,3})\s?[:(]?([^)]{0,80})/.exec(
      line,
    ) ?? [];
  if (number !== undefined) {
    const known = results[Number(number)];
    return {
      what: `openssl s_client: verification ${number}`,
      means: known?.means ?? `openssl does not trust the certificate: ${words.trim()}.`,
      facts: known?.facts ?? [refused],
    };
  }
  if (/^Verification: OK/.test(line))
    return { what: 'openssl s_client: verification', means: results[0]?.means ?? '', facts: [] };
  const alpn = /^ALPN protocol: (\S{1,20})/.exec(line)?.[1];
  if (alpn !== undefined)
    return {
      what: `openssl s_client: ALPN ${alpn}`,
      means:
        alpn === 'h2'
          ? 'The server chose HTTP/2. A handshake by Upgrade needs HTTP/1.1: offer only that with -alpn http/1.1.'
          : `The server chose ${alpn}.`,
      facts: [],
    };
  if (/^No ALPN negotiated/.test(line))
    return {
      what: 'openssl s_client: no ALPN',
      means: 'The server chose no protocol in TLS. HTTP/1.1 is then spoken, which a handshake needs.',
      facts: [],
    };
  if (/^no peer certificate available/.test(line))
    return {
      what: 'openssl s_client: no certificate',
      means: 'The server ended TLS before it sent a certificate, or does not speak TLS on this port.',
      facts: [],
    };
  const subject = /^\s{0,4}0 s:(.{1,200})$/.exec(line)?.[1];
  return subject === undefined
    ? undefined
    : {
        what: 'openssl s_client: the server’s certificate',
        means: `It is for ${/CN\s?=\s?([^,/]{1,100})/.exec(subject)?.[1] ?? 'no common name'}. Compare that with the host in your address.`,
        facts: [],
      };
}

/** The output of `openssl s_client`. */
export const opensslClient = lineReader({
  id: 'openssl-s-client',
  format: 'openssl s_client',
  hint: /Verify return code:|verify error:num=|Verification: OK|Verification error:|ALPN protocol:|No ALPN negotiated|no peer certificate available/,
  read,
});
