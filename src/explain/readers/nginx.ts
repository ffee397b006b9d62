/** nginx's error log, and the access log in the “combined” format, which Apache and others write too. */
import { fact } from '../../diagnosis/facts.ts';
import { errno } from './errno.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { accessLine, pathOf, requestLine } from './request.ts';

const errorLine =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?\[(emerg|alert|crit|error|warn|notice|info)\] (?:\d+#\d+: )?(?:\*\d+ )?(.{3,})$/;

function readError(line: string): ReadLine | undefined {
  const [, level, words] = errorLine.exec(line) ?? [];
  if (level === undefined || words === undefined) return undefined;
  const [, number] = /\((\d{1,3}): [A-Z]/.exec(words) ?? [];
  const known = errno(Number(number));
  const request = requestLine(/request: "([^"]{3,4000})"/.exec(words)?.[1] ?? '');
  const upstream = /upstream: "([^"]{3,400})"/.exec(words)?.[1];
  const parts = [
    known && `Error ${number} is ${known.name}. ${known.means}`,
    upstream && `nginx was on its way to ${upstream.split('?', 1)[0]?.slice(0, 100)}.`,
    request && `The request was for ${pathOf(request.target).slice(0, 80)}.`,
    level === 'emerg' && 'nginx does not start or reload with this, so the old configuration still runs.',
  ].filter(Boolean);
  return {
    what: `nginx error log, level ${level}`,
    means: parts.join(' ') || 'nginx says what happened in this line.',
    facts: [
      ...(level === 'emerg' ? [] : [fact('message-kind', 'log', 'paste')]),
      fact('front', 'nginx', 'paste'),
      ...(known?.facts ?? []),
    ],
  };
}

const combined =
  /^(\S{1,60}) \S{1,60} \S{1,60} \[[^\]]{10,40}\] "([^"]{3,4000})" (\d{3}) (?:\d{1,20}|-)(?!\d)(.*)$/;

/**
 * What ingress-nginx adds to each line: the service that the request was for, another one, and the pod that got it.
 * Source: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
 */
const ingress = / \[([\w.-]{1,200})\] \[[\w.-]{0,200}\] (\S{1,200}) \S{1,40} \S{1,40} \S{1,40} [0-9a-f]{32}$/;

/** The same line, with what ingress-nginx tells of the way. */
function withService(said: ReadLine, rest: string): ReadLine {
  const [, service, pod] = ingress.exec(rest) ?? [];
  if (service === undefined || said.facts.length === 0) return said;
  const way =
    pod === '-'
      ? ' No pod was asked.'
      : ` ingress-nginx asked the pod ${pod?.slice(0, 60)} of ${service.slice(0, 80)}.`;
  return { ...said, means: said.means + way, facts: [...said.facts, fact('front', 'nginx', 'paste')] };
}

function readAccess(line: string): ReadLine | undefined {
  const [, , quoted = '', status = '', rest = ''] = combined.exec(line) ?? [];
  const request = requestLine(quoted);
  if (!request) return undefined;
  // What follows the user agent is the administrator's own; a number with a point in it is a time in seconds.
  const age = Number(/(?:^|[\s"=])(\d{1,6}\.\d{3})(?:$|[\s"])/.exec(rest)?.[1] ?? Number.NaN);
  const said = withService(accessLine('access log', request, Number(status)), rest);
  if (status !== '101' || Number.isNaN(age)) return said;
  return {
    ...said,
    means: `${said.means} The line is written when the socket ends: it lived for ${inSeconds(age)}.`,
    facts: [...said.facts, ...factsOfLife(age)],
    ended: { age },
  };
}

/** nginx's error log. */
export const nginxErrors = lineReader({
  id: 'nginx-error-log',
  format: 'nginx error log',
  hint: /\[(?:emerg|alert|crit|error|warn|notice|info)\] (?:\d+#\d+: |[a-z])/,
  read: readError,
});

/** The “combined” access log. */
export const accessLog = lineReader({
  id: 'access-log',
  isTabular: true,
  format: 'access log',
  hint: /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]{8,20}\] "/,
  read: readAccess,
});
