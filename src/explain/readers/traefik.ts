/** Traefik's access log, in the common format and as JSON. Source: Traefik's documentation, access logs. */
import { fact } from '../../diagnosis/facts.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { jsonLine, numberOf, textOf } from './json-line.ts';
import { factsOfStatus, isForSocket, pathOf, requestLine, statusMeans } from './request.ts';

const common =
  /^\S{1,60} \S{1,60} \S{1,60} \[[^\]]{10,40}\] "([^"]{3,4000})" (\d{3}) (?:\d+|-) "[^"]{0,2000}" "[^"]{0,2000}" \d+ "([^"]{1,200})" "([^"]{1,300})" (\d+)ms$/;

function said(target: string, status: number, router: string, origin: number, age: number): ReadLine {
  const isOpen = status === 101;
  const isRouted = router !== '' && router !== '-';
  const isHandshake = isOpen || isForSocket(target);
  return {
    what: `Traefik access log: ${pathOf(target).slice(0, 80)}, ${status}`,
    means: [
      !isRouted && 'No router matched this host and path, so Traefik answered by itself.',
      isHandshake && statusMeans(status),
      isRouted && !isOpen && origin === status && 'The application itself sent this status.',
      isRouted && !isOpen && origin === 0 && 'The application sent no status: Traefik did.',
      isOpen && `The socket lived for ${inSeconds(age)}.`,
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'caddy-traefik', 'paste'),
      ...(isHandshake ? factsOfStatus(status) : []),
      ...(!isRouted && isHandshake && !isOpen ? [fact('arrives', 'elsewhere', 'paste')] : []),
      ...(isHandshake && origin === status && !isOpen && isRouted
        ? [fact('arrives', 'arrives', 'paste')]
        : []),
      ...(isOpen ? factsOfLife(age) : []),
    ],
    ...(isOpen && { ended: { age } }),
  };
}

function read(line: string): ReadLine | undefined {
  const log = line.includes('"DownstreamStatus"') ? jsonLine(line) : undefined;
  if (log)
    return said(
      textOf(log, 'RequestPath') || '/',
      numberOf(log, 'DownstreamStatus'),
      textOf(log, 'RouterName'),
      Number.isNaN(numberOf(log, 'OriginStatus')) ? 0 : numberOf(log, 'OriginStatus'),
      numberOf(log, 'Duration') / 1e9,
    );
  const [, quoted = '', status = '', router = '', , milliseconds = ''] = common.exec(line) ?? [];
  const request = requestLine(quoted);
  return request && said(request.target, Number(status), router, Number.NaN, Number(milliseconds) / 1000);
}

/** Traefik's access log. */
export const traefikLog = lineReader({
  id: 'traefik-log',
  isTabular: true,
  format: 'Traefik access log',
  hint: /"DownstreamStatus"|" \d{1,12} "[^"\n]{1,200}" "[^"\n]{1,300}" \d{1,12}ms$/m,
  read,
});
