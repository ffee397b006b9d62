/** Caddy's log: one JSON object on a line, alone or after the words of its console format. */
import { fact } from '../../diagnosis/facts.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { isRecord, jsonLine, numberOf, recordOf, textOf } from './json-line.ts';
import { factsOfStatus, isForSocket, pathOf, statusMeans } from './request.ts';

const longestHeld = 500;

function read(line: string): ReadLine | undefined {
  const log = jsonLine(line);
  if (!log) return undefined;
  const logger =
    textOf(log, 'logger') || (/\bhttp\.(?:log|handlers)\.[\w.]{3,60}/.exec(line.slice(0, 300))?.[0] ?? '');
  if (!logger.startsWith('http.')) return undefined;
  const request = recordOf(log, 'request');
  const status = numberOf(log, 'status');
  const age = numberOf(log, 'duration');
  const proto = textOf(request, 'proto');
  const asked = Object.entries(recordOf(request, 'headers')).some(
    ([name, value]) => /^upgrade$/i.test(name) && /websocket/i.test(JSON.stringify(value)),
  );
  const target = textOf(request, 'uri') || '/';
  const error = textOf(log, 'error') || textOf(log, 'msg');
  const isOpen = status === 101;
  const isHandshake = asked || isOpen || isForSocket(target);
  const isLeft = isOpen && numberOf(log, 'size') === 0 && age < 1;
  return {
    what: `Caddy log: ${pathOf(target).slice(0, 80)}${Number.isNaN(status) ? '' : `, ${status}`}`,
    means: [
      !Number.isNaN(status) && isHandshake && statusMeans(status),
      isHandshake &&
        !asked &&
        isRecord(log['request']) &&
        'The request that Caddy got has no Upgrade header.',
      proto.startsWith('HTTP/2') && !isOpen && 'It came over HTTP/2.',
      isOpen && !Number.isNaN(age) && `The socket lived for ${inSeconds(age)}.`,
      isLeft && 'Not a byte of it passed, so something cut it right after the switch.',
      !isHandshake && 'Nothing in this line says that it is a handshake.',
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'caddy-traefik', 'paste'),
      ...(isHandshake && !Number.isNaN(status) ? factsOfStatus(status) : []),
      ...(isOpen && !Number.isNaN(age) ? factsOfLife(age) : []),
    ],
    ...(error !== '' && { holds: error.slice(0, longestHeld) }),
    ...(isOpen && !Number.isNaN(age) && { ended: { age, at: numberOf(log, 'ts') } }),
  };
}

/** Caddy's log. */
export const caddyLog = lineReader({
  id: 'caddy-log',
  format: 'Caddy log',
  hint: /"logger":"http\.|\bhttp\.(?:log|handlers)\.[\w.]{3,60}\s[^\n]{0,200}\{/,
  read,
});
