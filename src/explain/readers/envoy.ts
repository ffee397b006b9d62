/** The access log of Envoy, and of Istio and other gateways built on it, with its response flags. Source: Envoy's documentation, access log operators. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, pathOf, requestLine, statusMeans } from './request.ts';

const log = (answer: Parameters<typeof fact<'proxy-log'>>[1]): Facts => [fact('proxy-log', answer, 'paste')];
const drops = fact('symptom', 'drops', 'paste');

/** Response flag → what it means and says. */
const flags: Readonly<Record<string, { means: string; facts: Facts }>> = {
  UH: { means: 'no healthy instance of the application', facts: log('refused') },
  UF: { means: 'the connection to the application failed', facts: log('refused') },
  UO: { means: 'the circuit breaker is open: too many connections or requests', facts: log('used-up') },
  UT: { means: 'the application did not answer in time', facts: log('timed-out') },
  UC: { means: 'the application ended the connection', facts: log('closed') },
  UR: { means: 'the application reset the stream', facts: log('closed') },
  URX: { means: 'the limit of retries was reached', facts: [] },
  UPE: { means: 'the application’s answer broke the protocol', facts: log('closed') },
  UAEX: { means: 'the external authorization denied it', facts: [] },
  UMSDR: {
    means: 'the longest life of a stream was reached',
    facts: [drops, fact('busy', 'drops-anyway', 'paste')],
  },
  NR: { means: 'no route matches this host and path', facts: [fact('arrives', 'elsewhere', 'paste')] },
  NC: { means: 'the cluster of the route does not exist', facts: [fact('arrives', 'elsewhere', 'paste')] },
  DC: { means: 'the client ended the connection', facts: [] },
  DR: { means: 'the client reset the stream', facts: [] },
  DPE: { means: 'the client’s request broke the protocol', facts: [] },
  DT: { means: 'the longest life of the connection or request was reached', facts: [] },
  LR: { means: 'Envoy reset it itself', facts: [] },
  LH: { means: 'the health check failed', facts: log('refused') },
  RL: { means: 'a rate limit refused it', facts: log('limited') },
  RLSE: { means: 'the rate limit service failed', facts: [] },
  IH: { means: 'a header had a value that is not allowed', facts: [] },
  SI: { means: 'the stream was idle for too long', facts: [drops, fact('drop', 'after-silence', 'paste')] },
  FI: { means: 'a fault was injected on purpose', facts: [] },
  DI: { means: 'a delay was injected on purpose', facts: [] },
  DF: { means: 'the name of the application was not resolved', facts: log('refused') },
  OM: { means: 'the overload manager refused it', facts: log('used-up') },
};

const text = /^\[\d{4}-\d\d-\d\dT[^\]]{5,30}\] "([^"]{3,4000})" (\d{1,3}) ([A-Z-][A-Z,]{0,40}) (.*)$/;
const gateway = fact('front', 'gateway', 'paste');

function said(target: string, status: number, given: string, details: string, age: number): ReadLine {
  const known = given.split(',').flatMap((flag) => flags[flag] ?? []);
  const words = given
    .split(',')
    .flatMap((flag) => (flags[flag] ? [`${flag}: ${flags[flag].means}`] : []))
    .join('; ');
  const isOpen = status === 101;
  return {
    what: `Envoy access log: ${pathOf(target).slice(0, 80)}, ${status}${given === '-' ? '' : `, ${given}`}`,
    means: [
      words && `${words}.`,
      status > 0 && statusMeans(status),
      isOpen && !Number.isNaN(age) && `The socket lived for ${inSeconds(age)}.`,
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      gateway,
      ...(status > 100 ? factsOfStatus(status) : []),
      ...known.flatMap(({ facts }) => facts),
      ...(details.includes('upgrade_failed') ? [fact('refuser-403', 'gateway', 'paste')] : []),
      ...(isOpen && !Number.isNaN(age) ? factsOfLife(age) : []),
    ],
    ...(isOpen && !Number.isNaN(age) && { ended: { age } }),
  };
}

const field = (line: string, name: string): string =>
  new RegExp(`"${name}"\\s?:\\s?"?([^",}]{1,2000})`).exec(line)?.[1] ?? '';

function read(line: string): ReadLine | undefined {
  if (line.startsWith('{')) {
    const status = Number(field(line, 'response_code'));
    const given = field(line, 'response_flags');
    if (given === '' || Number.isNaN(status)) return undefined;
    const age = Number(field(line, 'duration') || Number.NaN) / 1000;
    return said(field(line, 'path') || '/', status, given, field(line, 'response_code_details'), age);
  }
  const [, quoted = '', status = '', given = '', rest = ''] = text.exec(line) ?? [];
  const request = requestLine(quoted);
  if (!request) return undefined;
  // Bytes in, bytes out, milliseconds; Istio puts details before them.
  const age = Number(/(?:^| )\d+ \d+ (\d+) /.exec(rest)?.[1] ?? Number.NaN) / 1000;
  return said(request.target, Number(status), given, rest, age);
}

/** Envoy's access log, as text and as JSON. */
export const envoyLog = lineReader({
  id: 'envoy-log',
  isTabular: true,
  format: 'Envoy access log',
  hint: /^[ \t]{0,20}\[\d{4}-\d\d-\d\dT[^\]]{5,30}\] "[A-Z]{3,8} |"response_flags"/m,
  read,
});
