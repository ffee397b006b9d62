/** Phoenix's log of sockets and channels. Source: phoenixframework/phoenix, logger.ex, socket/transport.ex and transports/websocket.ex. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, pathOf } from './request.ts';

/** Phoenix logs what has reached it. */
const here: Facts = [fact('server', 'rails', 'paste'), fact('arrives', 'arrives', 'paste')];

/** First words → what the line means and says. */
const events: Readonly<Record<string, { means: string; facts: Facts }>> = {
  'CONNECTED TO': {
    means: 'The handshake, or the first request of long polling, reached Phoenix, and the socket took it.',
    facts: [],
  },
  'REFUSED CONNECTION TO': {
    means:
      'The function connect of this socket answered :error, for instance because of its token. Phoenix answers that with 403.',
    facts: [
      ...factsOfStatus(403),
      fact('refuser-403', 'application', 'paste'),
      fact('words', 'login', 'paste'),
    ],
  },
  JOINED: { means: 'The socket is open, and the channel took the client.', facts: [] },
  'REFUSED JOIN': {
    means: 'The socket is open. The function join of this channel refused the client.',
    facts: [fact('symptom', 'messages', 'paste')],
  },
};

function socketOrChannel(line: string): ReadLine | undefined {
  const [, event = '', name] =
    /(?:^|[\s\]])(CONNECTED TO|REFUSED CONNECTION TO|JOINED|REFUSED JOIN) (\S{1,200}) in \d{1,12}(?:µs|us|ms|s)$/.exec(
      line,
    ) ?? [];
  const known = events[event];
  if (name === undefined || !known) return undefined;
  return {
    what: `Phoenix log: ${event} ${name.slice(0, 80)}`,
    means: known.means,
    facts: [...here, ...known.facts],
  };
}

const details: readonly (readonly [words: RegExp, what: string, means: (found: string) => string])[] = [
  [
    /^Origin of the request: (\S{1,300})$/,
    'Phoenix log: the origin that was refused',
    (origin) => `Put ${origin.slice(0, 100)} into check_origin, or set url: [host: …] to its host.`,
  ],
  [
    /^Transport: :(websocket|longpoll)$/,
    'Phoenix log: the transport',
    (transport) =>
      transport === 'websocket'
        ? 'The client came with a WebSocket.'
        : 'The client came with long polling: it was set so, or the WebSocket did not open in time.',
  ],
];

function detail(line: string): ReadLine | undefined {
  for (const [words, what, means] of details) {
    const found = words.exec(line)?.[1];
    if (found !== undefined) return { what, means: means(found), facts: here };
  }
  return undefined;
}

/** `[info] GET /live/websocket`, as Plug writes it. */
function request(line: string): ReadLine | undefined {
  const [, target] =
    /^(?:\d\d:\d\d:\d\d\.\d{3} )?\[(?:info|debug)\] GET (\/\S{0,300}\/websocket)$/.exec(line) ?? [];
  return target === undefined
    ? undefined
    : { what: `Phoenix log: GET ${pathOf(target)}`, means: 'The handshake reached Phoenix.', facts: here };
}

/** Phoenix's log. */
export const phoenixLog = lineReader({
  id: 'phoenix-log',
  format: 'Phoenix log',
  isHintOfLine: true,
  hint: /\b(?:CONNECTED TO|REFUSED CONNECTION TO|JOINED|REFUSED JOIN) \S{1,200} in \d|Transport: :(?:websocket|longpoll)|Origin of the request: |\] GET \/\S{0,300}\/websocket/,
  read: (line) => socketOrChannel(line) ?? detail(line) ?? request(line),
});
