/** Lines of Tomcat and of clients on it, such as Spring's. Source: apache/tomcat, tomcat/websocket/LocalStrings.properties, and JULI's OneLineFormatter. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, statusMeans } from './request.ts';

const java: Facts = [fact('server', 'java', 'paste')];
const exception = fact('message-kind', 'exception', 'paste');

/** Java's MessageFormat writes 8192 as 8,192. */
const numberOf = (text: string | undefined) => Number((text ?? '').replaceAll(/[,.\s]/g, ''));

/** `The HTTP upgrade to WebSocket failed but partial data may have been received: Status Code [404], HTTP headers […]`: a client. */
function refused(line: string): ReadLine | undefined {
  const [, digits] =
    /\bHTTP upgrade to WebSocket failed but partial data may have been received: Status Code \[(\d{3})\]/.exec(
      line,
    ) ?? [];
  if (digits === undefined) return undefined;
  return {
    what: `Tomcat’s client: status ${digits}`,
    means: `${statusMeans(Number(digits))} The program that logs this is the client.`,
    facts: [exception, fact('client', 'program', 'paste'), ...factsOfStatus(Number(digits))],
  };
}

/** `Failed to connect to the configured Proxy [x]. The HTTP response code was [403]`. */
function forwardProxy(line: string): ReadLine | undefined {
  const [, digits] =
    /\bFailed to connect to the configured Proxy \[[^\]]{0,300}\]\. The HTTP response code was \[(\d{3})\]/.exec(
      line,
    ) ?? [];
  return digits === undefined
    ? undefined
    : {
        what: `Tomcat’s client: the forward proxy answered ${digits}`,
        means: 'The proxy on the client’s side refused the tunnel, so no handshake reached the server.',
        facts: [
          exception,
          fact('client', 'program', 'paste'),
          fact('symptom', 'never-opens', 'paste'),
          fact('place', 'company', 'paste'),
        ],
      };
}

/** `Buffer size: [8,192], Message size: [13,008]`: the reason of a 1009. */
function tooLarge(line: string): ReadLine | undefined {
  const [, limit, size] =
    /\bBuffer size: \[([\d,. ]{1,20})\], Message size: \[([\d,. ]{1,20})\]/.exec(line) ?? [];
  const [, bytes, most] =
    /\bThe message was \[([\d,. ]{1,20})\] bytes long but the MessageHandler has a limit of \[([\d,. ]{1,20})\]/.exec(
      line,
    ) ?? [];
  if (size === undefined && most === undefined) return undefined;
  const message = numberOf(size ?? bytes);
  const allowed = numberOf(limit ?? most);
  return {
    what: `Tomcat: a message of ${message.toLocaleString('en')}, and a limit of ${allowed.toLocaleString('en')}`,
    means:
      'Tomcat takes whole messages up to the size of its buffer, and closes with 1009 for a larger one. Raise textBufferSize and binaryBufferSize, or the limits of the container in Spring.',
    facts: [
      ...java,
      fact('symptom', 'drops', 'paste'),
      fact('drop', 'large-message', 'paste', { value: message }),
      fact('close-code', '1009', 'paste', { value: 1009 }),
      fact('words', 'size', 'paste'),
    ],
  };
}

/** `The WebSocket session [0] idle timeout expired`. */
function idle(line: string): ReadLine | undefined {
  const [, which] =
    /\bWebSocket session \[[^\]]{1,60}\] (read idle|write idle|idle) timeout expired\b/.exec(line) ?? [];
  return which === undefined
    ? undefined
    : {
        what: `Tomcat: the ${which} timeout of a session`,
        means:
          'A timeout of Tomcat’s own ended the session, and no proxy did. Tomcat has none unless somebody sets it.',
        facts: [
          ...java,
          fact('symptom', 'drops', 'paste'),
          fact('drop', 'after-silence', 'paste'),
          fact('words', 'idle', 'paste'),
          fact('quiet', 'quiet', 'paste'),
        ],
      };
}

/** `20-Nov-2026 10:14:02.123 SEVERE [http-nio-8080-exec-1] org.apache.tomcat.websocket.… message`. */
function logLine(line: string): ReadLine | undefined {
  const [, level = '', source] =
    /^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} ([A-Z]{3,8}) \[[^\]]{1,100}\] (\S{3,200})/.exec(line) ??
    [];
  if (source?.includes('.websocket.') !== true) return undefined;
  return {
    what: `Tomcat log, ${level}: ${source.split('.').slice(-2).join('.').slice(0, 80)}`,
    means: 'Tomcat’s own WebSocket code says this, so the handshake reached it.',
    facts: [...java, exception, fact('arrives', 'arrives', 'paste')],
  };
}

/** Lines of Tomcat. */
export const tomcat = lineReader({
  id: 'tomcat',
  format: 'Tomcat',
  isHintOfLine: true,
  hint: /\bHTTP upgrade to WebSocket failed|configured Proxy \[|\bMessage size: \[|MessageHandler has a limit of \[|idle timeout expired|^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} [A-Z]/m,
  read: (line) => refused(line) ?? forwardProxy(line) ?? tooLarge(line) ?? idle(line) ?? logLine(line),
});
