/** Close events, as consoles, libraries and people write them. */
import { closeCodeAnswer } from '../../diagnosis/fact.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { CANNOT_TELL } from '../../diagnosis/questions.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

/** Code → what it says. Source: RFC 6455 §7.4.1 and the IANA registry. */
const codes: Readonly<Record<number, string>> = {
  1000: 'One side closed it on purpose, with a Close frame.',
  1001: 'One side went away: a page was left, or a server shuts down.',
  1002: 'One side saw a breach of the protocol.',
  1003: 'One side got a type of data that it does not take.',
  1005: 'The Close frame had no code. No frame ever carries 1005 itself.',
  1006: 'No Close frame came: the connection failed or was cut. It says nothing about the reason.',
  1007: 'A message of text was not valid UTF-8, or its data did not fit its type.',
  1008: 'One side closed it because a message, or the client, broke a rule of its own.',
  1009: 'A message was larger than one side accepts.',
  1010: 'The client missed an extension in the handshake.',
  1011: 'The server met an error of its own.',
  1012: 'The server restarts.',
  1013: 'The server is overloaded: come back later.',
  1014: 'A gateway got an invalid answer.',
  1015: 'The TLS handshake failed. No frame ever carries 1015.',
};

const means = (code: number) =>
  codes[code] ??
  (code >= 4000
    ? 'The application closed it with a code of its own: look it up in the server’s code or documents.'
    : 'A library closed it with a code that it registered or chose.');

const codeOf =
  /\b(?:code|closeCode|close code|closed with|closed?)["']?\s?(?:is|was|:|=|\()?\s?["']?([1-4]\d{3})\b(?!\s?(?:ms|bytes|s\b))/i;
const bare = /^["'(]?([1-4]\d{3})\b[,;:\s]{1,3}(?=.{0,40}\b(?:clean|wasClean|reason|abnormal)\b)/i;
const directed = /\b(sent|received) (1\d{3}|[34]\d{3}) \(([^)]{1,60})\)/;
const cleanness = /\b(?:was\s?)?clean["']?\s?(?:is|was|:|=)\s?["']?(true|false|yes|no|0|1)\b/i;
/** How Go's coder/websocket writes a code: by the name of its constant, or as a number where it has none. */
const named = /\bstatus = Status(?:([A-Z][A-Za-z]{4,24})|Code\((\d{4})\)) and reason = "/;
const numbersOfNames: Readonly<Record<string, number>> = {
  NormalClosure: 1000,
  GoingAway: 1001,
  ProtocolError: 1002,
  UnsupportedData: 1003,
  NoStatusRcvd: 1005,
  AbnormalClosure: 1006,
  InvalidFramePayloadData: 1007,
  PolicyViolation: 1008,
  MessageTooBig: 1009,
  MandatoryExtension: 1010,
  InternalError: 1011,
  ServiceRestart: 1012,
  TryAgainLater: 1013,
  BadGateway: 1014,
  TLSHandshake: 1015,
};
/** Code that closes the socket itself: it says what this program would send, not what came. */
const called = /\.close\(\s?([1-4]\d{3})\b/;
/** What must stand beside a number that is to be the code of a close event. */
const context = /clos|clean|disconnect|websocket|1006/i;

function factsOf(code: number, isClean: boolean | undefined): Facts {
  const answer = closeCodeAnswer(code);
  if (answer === CANNOT_TELL) return [];
  // A Close frame comes only on a socket that was open; 1005, 1006 and 1015 are never in one.
  const wasOpen = isClean === true && code !== 1006 && code !== 1015;
  return [
    fact('close-code', answer, 'paste', { value: code }),
    ...(wasOpen ? [fact('symptom', 'drops', 'paste')] : []),
  ];
}

function read(line: string): ReadLine | undefined {
  const [, way, number, words] = directed.exec(line) ?? [];
  if (number !== undefined)
    return {
      what: `close event: ${way} ${number}`,
      means: `${means(Number(number))} ${way === 'sent' ? 'This program itself sent it, so the rule or limit is its own.' : 'The other side sent it, so the rule or limit is on the other side.'}`,
      facts: [
        fact('symptom', 'drops', 'paste'),
        ...factsOf(Number(number), true),
        ...(words === 'message too big' ? [fact('words', 'size', 'paste')] : []),
      ],
    };
  const [, name = '', custom] = named.exec(line) ?? [];
  const received = custom === undefined ? numbersOfNames[name] : Number(custom);
  if (received !== undefined)
    return {
      what: `close event: ${received}`,
      means: `${means(received)} The other side sent it.`,
      facts: [fact('symptom', 'drops', 'paste'), ...factsOf(received, true)],
    };
  if (!context.test(line)) return undefined;
  const call = called.exec(line)?.[1];
  if (call !== undefined)
    return {
      what: `code that closes with ${call}`,
      means: `This program closes the socket itself with ${call}, so the number in its own close event is no sign of the other side.`,
      facts: [],
    };
  const [, digits] = codeOf.exec(line) ?? bare.exec(line) ?? [];
  if (digits === undefined) return undefined;
  const code = Number(digits);
  if (code < 1000 || code > 4999 || (code > 1015 && code < 3000)) return undefined;
  const clean = cleanness.exec(line)?.[1]?.toLowerCase();
  const isClean = clean === undefined ? undefined : ['true', 'yes', '1'].includes(clean);
  const odd = isClean === true && code === 1006;
  return {
    what: `close event: ${code}${clean === undefined ? '' : isClean ? ', clean' : ', not clean'}`,
    means: [
      means(code),
      isClean === false &&
        code !== 1006 &&
        'Not clean means that the TCP connection did not end as it should.',
      odd && 'But a browser never reports 1006 as clean: this number was made up by a program.',
    ]
      .filter(Boolean)
      .join(' '),
    facts: factsOf(code, isClean),
  };
}

/** Close events. */
export const closeEvents = lineReader({
  id: 'close-event',
  isProse: true,
  format: 'close event',
  hint: /\b[1-4]\d{3}\b|\bstatus = Status[A-Z]/,
  read,
});
