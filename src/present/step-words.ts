/** What a record keeps as data, in words: the steps of a ladder, and the request that arrived at a server. Pure. */
import type { Arrival, LadderStep } from '../knowledge/schemas.ts';

type StepOf<Kind extends LadderStep['kind']> = Extract<LadderStep, { kind: Kind }>;

/** Names of the alerts with which TLS is refused before a certificate is judged (RFC 8446 section 6, RFC 6066 section 3, RFC 7301 section 3.2). */
const alertNames: Readonly<Record<number, string>> = {
  40: 'handshake_failure',
  70: 'protocol_version',
  112: 'unrecognized_name',
  120: 'no_application_protocol',
};

function alertWords(code: number): string {
  const name = alertNames[code];
  return name === undefined ? `TLS alert ${code}` : `TLS alert ${code} (${name})`;
}

const requestLine = ({ method, target, version }: Pick<Arrival, 'method' | 'target' | 'version'>): string =>
  `${method} ${target} HTTP/${version}`;

const headerParts = (headers: Readonly<Record<string, string | null>>): string[] =>
  Object.entries(headers).map(([name, value]) => (value === null ? `no ${name}` : `${name}: ${value}`));

function requestParts(step: StepOf<'request'>): string[] {
  const before = step.proxyProtocol === undefined ? '' : `PROXY protocol ${step.proxyProtocol} header, then `;
  return [
    `${before}${requestLine(step)}`,
    ...headerParts(step.headers),
    ...(step.isOtherKey ? ['another Sec-WebSocket-Key'] : []),
  ];
}

const acceptFaults = {
  missing: 'no Sec-WebSocket-Accept',
  'of another key': 'Sec-WebSocket-Accept of another key',
} as const;

/** An answer in parts, without the version of HTTP: status and reason, then what else it tells. */
function answerParts(step: StepOf<'answer'>): string[] {
  const status = `${step.status} ${step.reason}`.trim();
  return [
    step.isInsteadOfTls ? `${status}, in plain text instead of TLS` : status,
    ...headerParts(step.headers),
    ...(step.accept === undefined ? [] : [acceptFaults[step.accept]]),
    ...(step.body === undefined ? [] : [`body: ${step.body}`]),
    ...(step.isSession ? ['session id <sid>'] : []),
  ];
}

const nodesOpened = ['no node', 'one node', 'both nodes'];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Kind of step → its words. Parts of a list may each have a line of their own. */
const words: { [Kind in LadderStep['kind']]: (step: StepOf<Kind>) => string | string[] } = {
  request: requestParts,
  answer: (step) => {
    const [status = '', ...more] = answerParts(step);
    return [`HTTP/${step.version} ${status}`, ...more];
  },
  'no-answer': ({ error }) => `no answer: ${error}`,
  silence: ({ seconds }) => `no answer: nothing within ${seconds} s`,
  end: ({ without }) => `ends the TCP connection without ${without === 'answer' ? 'an' : 'a'} ${without}`,
  'connect-refused': () => 'TCP connect, refused (111: Connection refused)',
  'http2-without-upgrade': () => 'nothing is sent: HTTP/2 has no Upgrade header',
  'not-sent': ({ error }) => `nothing is sent: ${error} in the browser`,
  'tls-hello': ({ isAnsweredOtherwise }) =>
    `TLS ClientHello${isAnsweredOtherwise ? ', answered by something other than TLS' : ''}`,
  'tls-handshake': ({ isRequestInside }) =>
    `TLS handshake${isRequestInside ? ', and the request inside it' : ''}`,
  certificate: () => 'its certificate',
  'certificate-refused': ({ error }) => `refuses the certificate: ${error}`,
  'tls-alert': ({ code }) => alertWords(code),
  'no-tls': ({ error }) => `no TLS: ${error}`,
  message: ({ bytes }) => `text message of ${bytes} bytes`,
  echo: ({ bytes, isBinary }) =>
    `the client's message of ${bytes} bytes comes back${isBinary ? ' as a binary message' : ''}`,
  heartbeat: ({ after, isAnswered }) =>
    `text message every ${after} s, ${isAnswered ? 'answered' : 'nothing comes back'}`,
  ping: ({ isAnswered }) => `Ping, ${isAnswered ? 'answered by Pong' : 'not answered'}`,
  close: ({ code }) => `Close ${code}`,
  'no-frame': ({ text }) => `${text} in the place of a frame`,
  open: ({ isSilent }) => `still open${isSilent ? ' after silence' : ''}`,
  'peer-message': () => 'text message for the client at the other node',
  'peer-answer': ({ bytes }) => `that client's answer of ${bytes} bytes`,
  'peer-unreached': () => 'no answer: that client never got the message',
  nodes: ({ opened }) => `sockets opened on ${nodesOpened[opened] ?? `${opened} nodes`}`,
  requests: ({ made, connections }) => `${made} ordinary requests over ${plural(connections, 'connection')}`,
  node: ({ port }) => (port === null ? 'to no node' : `to the node on port :${port}`),
  packet: ({ text }) => `packet ${text}`,
  page: ({ scheme }) => `the page, over ${scheme}`,
  'page-refused': ({ status }) => `status ${status} instead of the page`,
  'page-dials': ({ url, error }) => `its script dials ${url}: ${error}`,
  'page-closes': () => 'the page closes its own socket before the answer',
  'page-reconnects': ({ socket }) => `the page connects again; its socket ${socket} stays`,
};

/** What a step is, in words: first the act, then each header and each remark. A drawing gives each part a line of its own. */
export function stepParts(step: LadderStep): string[] {
  // A table by kind cannot tell the compiler that kind and function belong together.
  const said = (words[step.kind] as (step: LadderStep) => string | string[])(step);
  return typeof said === 'string' ? [said] : said;
}

/** How an answer is quoted where the version of HTTP does not matter: `426 Upgrade Required`, with its body if that was recorded. */
export const answerWords = (step: StepOf<'answer'>): string => answerParts(step).join(', ');

/** What a server got, each line of it by itself: first the header of the PROXY protocol, if one came. */
export function arrivalParts(arrival: Arrival): string[] {
  return [
    ...(arrival.proxyProtocol === undefined ? [] : [`PROXY protocol: ${arrival.proxyProtocol}`]),
    requestLine(arrival),
    ...headerParts(arrival.headers),
  ];
}
