/** The access log of an AWS Application Load Balancer. Source: AWS documentation, access log entries. */
import { fact } from '../../diagnosis/facts.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, pathOf, requestLine, statusMeans } from './request.ts';

const entry =
  /^(https?|h2|grpcs|wss?) (\d{4}-\d\d-\d\dT[\d:.]{8,20}Z) (\S{1,200}) (\S{1,80}) (\S{1,80}) (-?[\d.]{1,20}) (-?[\d.]{1,20}) (-?[\d.]{1,20}) (\d{3}|-) (\d{3}|-) (\d{1,20}) (\d{1,20}) "([^"]{0,8000})"(.*)$/;

function read(line: string): ReadLine | undefined {
  const found = entry.exec(line);
  if (!found) return undefined;
  const [, type = '', time = '', , , target, , , , own = '', application = '', , , quoted = '', rest = ''] =
    found;
  const request = requestLine(quoted.replace(/^-\s/, 'GET '));
  const path = pathOf(request?.target ?? '/').slice(0, 80);
  const isSocket = type === 'ws' || type === 'wss';
  const what = `AWS load balancer, ${type}: ${path}, ${own}`;
  if (!isSocket)
    return {
      what,
      means: `Its type is ${type}, not ws or wss: the load balancer saw an ordinary request, such as a test over HTTP/2. It counts for nothing.`,
      facts: [],
    };
  const created = /\s(\d{4}-\d\d-\d\dT[\d:.]{8,20}Z)\s/.exec(rest)?.[1];
  const age = created === undefined ? Number.NaN : (Date.parse(time) - Date.parse(created)) / 1000;
  const status = Number(own);
  const isOpen = status === 101;
  return {
    what,
    means: [
      statusMeans(status),
      isOpen &&
        !Number.isNaN(age) &&
        `The entry is written when the socket ends: it lived for ${inSeconds(age)}.`,
      target === '-' && 'No target was reached.',
      !isOpen && application === '-' && 'The application sent no status: the load balancer did.',
      !isOpen && application === own && 'The application itself sent this status.',
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'cloud', 'paste'),
      ...factsOfStatus(status),
      ...(isOpen && !Number.isNaN(age) ? factsOfLife(age) : []),
      ...(!isOpen && application === own ? [fact('arrives', 'arrives', 'paste')] : []),
    ],
    ...(isOpen && !Number.isNaN(age) && { ended: { age, at: Date.parse(time) / 1000 } }),
  };
}

/** The access log of an AWS Application Load Balancer. */
export const albLog = lineReader({
  id: 'aws-alb-log',
  isTabular: true,
  format: 'AWS load balancer log',
  hint: /^[ \t]{0,20}(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT/m,
  read,
});
