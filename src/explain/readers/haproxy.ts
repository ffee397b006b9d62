/** HAProxy's HTTP log, with the letters for how a session ended. Source: its configuration manual, sections 8.2.3 and 8.5. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, pathOf, requestLine } from './request.ts';

/** First letter → who ended the session. */
const who: Readonly<Record<string, string>> = {
  C: 'The client ended it',
  S: 'The server ended it, or refused it',
  P: 'HAProxy ended it itself',
  L: 'HAProxy answered by itself',
  R: 'HAProxy had no resource left for it',
  I: 'HAProxy met an internal error',
  D: 'HAProxy ended it because the server was marked down',
  U: 'HAProxy ended it because a better server came up',
  K: 'An administrator ended it',
  c: 'The timeout of the client’s side ran out',
  s: 'The timeout of the server’s side ran out',
  '-': 'It ended normally',
};

/** Second letter → in which phase. */
const when: Readonly<Record<string, string>> = {
  R: 'while the request was read',
  Q: 'while it waited for a free place at a server',
  C: 'while HAProxy connected to the server',
  H: 'while HAProxy waited for the headers of the answer',
  D: 'while data passed, so the socket was open',
  L: 'while the last data was sent to the client',
  T: 'while the request was held in a tarpit',
  '-': '',
};

const log = (answer: Parameters<typeof fact<'proxy-log'>>[1]): Facts => [fact('proxy-log', answer, 'paste')];
const idle: Facts = [fact('symptom', 'drops', 'paste'), fact('drop', 'after-silence', 'paste')];

/** Both letters → what they say. */
const says: Readonly<Record<string, Facts>> = {
  SC: log('refused'),
  sC: log('timed-out'),
  SH: log('closed'),
  sH: log('timed-out'),
  PH: log('closed'),
  sQ: log('used-up'),
  RC: log('used-up'),
  cD: idle,
  sD: idle,
};

const full =
  /(?:^|\s)(\S{1,80}) (\S{1,80})\/(\S{1,80}) (-?\d+)\/(-?\d+)\/(-?\d+)\/(-?\d+)\/\+?(\d+) (-?\d{1,3}) \+?(\d+) \S+ \S+ ([A-Za-z-])([A-Za-z-])[A-Za-z-]{2} /;
/** As a log format of fewer fields writes it. */
const short =
  /^(\S{1,80}) (\S{1,80})\/(\S{1,80}) (\d{3}) ([A-Za-z-])([A-Za-z-])[A-Za-z-]{2} "([^"]{0,4000})"?$/;

/** What stands between the last quotes of a line. HAProxy cuts a long request, and then its second quote is missing. */
function lastQuoted(line: string): string {
  const end = line.endsWith('"') ? line.length - 1 : line.length;
  return line.slice(line.lastIndexOf('"', end - 1) + 1, end);
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** When a session was accepted, in seconds, by the date in brackets. */
function acceptedAt(line: string): number | undefined {
  const [, day, month = '', year, hour, minute, second] =
    /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d\.\d{3})\]/.exec(line) ?? [];
  if (day === undefined) return undefined;
  const date = Date.UTC(Number(year), months.indexOf(month) / 3, Number(day), Number(hour), Number(minute));
  return date / 1000 + Number(second);
}

function read(line: string): ReadLine | undefined {
  const long = full.exec(line);
  const brief = long ? undefined : short.exec(line);
  const [server, status, first = '-', second = '-', quoted = ''] = long
    ? [long[3], long[9], long[11], long[12], lastQuoted(line)]
    : [brief?.[3], brief?.[4], brief?.[5], brief?.[6], brief?.[7]];
  if (server === undefined) return undefined;
  const code = Number(status);
  const age = long ? Number(long[8]) / 1000 : Number.NaN;
  const request = requestLine(quoted);
  const [by, phase] = [who[first] ?? `The letter ${first} says who ended it`, when[second] ?? ''];
  const accepted = acceptedAt(line);
  const isOpen = code === 101;
  return {
    what: `HAProxy log: ${first}${second}, status ${code}${request ? `, ${pathOf(request.target).slice(0, 80)}` : ''}`,
    means: [
      `${by}${phase && ` ${phase}`}.`,
      server === '<NOSRV>' && 'No server was chosen.',
      isOpen && !Number.isNaN(age) && `The socket lived for ${inSeconds(age)}.`,
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'haproxy', 'paste'),
      ...(code > 100 ? factsOfStatus(code) : []),
      ...(says[first + second] ?? []),
      ...(server === '<NOSRV>' && !isOpen ? [fact('arrives', 'elsewhere', 'paste')] : []),
      ...(isOpen && !Number.isNaN(age) && first + second !== '--' ? factsOfLife(age) : []),
    ],
    ...(isOpen &&
      !Number.isNaN(age) && {
        ended: { age, ...(accepted !== undefined && { at: accepted + age }) },
      }),
  };
}

/** HAProxy's HTTP log. */
export const haproxyLog = lineReader({
  id: 'haproxy-log',
  isTabular: true,
  format: 'HAProxy log',
  hint: / [A-Za-z-]{2}[A-Za-z-]{2} (?:\d+\/|")/,
  read,
});
