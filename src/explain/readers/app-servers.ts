/** Lines in which application servers log a WebSocket: uvicorn, Daphne, Rails and Tornado. */
import { fact } from '../../diagnosis/facts.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, isForSocket, pathOf, statusMeans } from './request.ts';

const arrives = fact('arrives', 'arrives', 'paste');
const server = (answer: Parameters<typeof fact<'server'>>[1]): Facts => [fact('server', answer, 'paste')];
const shown = (target: string) => pathOf(target).slice(0, 80);

/** `INFO:     127.0.0.1:51422 - "WebSocket /ws" 403`, or `[accepted]`. */
function uvicorn(line: string): ReadLine | undefined {
  const [, target, result = ''] =
    /^(?:INFO|WARNING|ERROR)?:?\s{0,10}\S{0,60} - "WebSocket (\S{1,2000})" (\[accepted\]|\d{3})/.exec(line) ??
    [];
  if (target === undefined) return undefined;
  const status = result === '[accepted]' ? 101 : Number(result);
  return {
    what: `uvicorn log: ${shown(target)}, ${result}`,
    means:
      status === 101
        ? 'The handshake reached the application, and it accepted it.'
        : `The handshake reached the application. It did not accept it, so uvicorn answered ${status}.`,
    facts: [...server('python'), arrives, ...factsOfStatus(status)],
  };
}

const daphneEvents: Readonly<Record<string, string>> = {
  WSCONNECTING: 'The handshake reached Daphne.',
  WSCONNECT: 'The application accepted the handshake.',
  WSREJECT: 'The application rejected the handshake; Daphne answers that with 403.',
  WSDISCONNECT: 'The socket ended.',
};

/** `127.0.0.1:51422 - - [20/Nov/2026:10:00:00] "WSREJECT /ws/chat/" - -`. */
function daphne(line: string): ReadLine | undefined {
  const [, event = '', target = ''] = /\] "(WS[A-Z]{5,12}) (\S{1,2000})" - -/.exec(line) ?? [];
  const means = daphneEvents[event];
  if (means === undefined) return undefined;
  const status = event === 'WSREJECT' ? 403 : event === 'WSCONNECT' ? 101 : 0;
  return {
    what: `Daphne log: ${event} ${shown(target)}`,
    means,
    facts: [...server('python'), arrives, ...(status > 0 ? factsOfStatus(status) : [])],
  };
}

/** `Started GET "/cable" [WebSocket] for 127.0.0.1 at …`. */
function rails(line: string): ReadLine | undefined {
  const [, verb, target = ''] =
    /\b(Started GET|Finished) "(\S{1,2000})"\s?\[(?:WebSocket|non-WebSocket)\]/.exec(line) ?? [];
  if (verb === undefined) return undefined;
  const isSocket = line.includes('[WebSocket]');
  return {
    what: `Rails log: ${shown(target)}`,
    means: isSocket
      ? verb === 'Finished'
        ? 'Action Cable ended this socket.'
        : 'The handshake reached Action Cable with its upgrade.'
      : 'The request reached Action Cable without a usable upgrade, so Rails calls it non-WebSocket.',
    facts: [...server('rails'), arrives, ...(isSocket ? [] : [fact('words', 'upgrade', 'paste')])],
  };
}

/** `WARNING:tornado.access:403 GET /app/ws (172.16.3.2) 0.86ms`. */
function tornado(line: string): ReadLine | undefined {
  const [, status = '', target] =
    /\b(\d{3}) GET (\S{1,2000}) \([\w.:]{2,45}\) \d{1,12}\.\d\dms/.exec(line) ?? [];
  if (target === undefined) return undefined;
  const isHandshake = status === '101' || isForSocket(target);
  return {
    what: `Tornado log: ${shown(target)}, ${status}`,
    means: isHandshake
      ? `The handshake reached the application. ${statusMeans(Number(status))}`
      : 'An ordinary request.',
    facts: [...server('python'), ...(isHandshake ? [arrives, ...factsOfStatus(Number(status))] : [])],
  };
}

/** What application servers log of a WebSocket. */
export const appServers = lineReader({
  id: 'app-server-log',
  format: 'log of an application server',
  hint: /"WebSocket \/|"WS(?:CONNECT|REJECT|DISCONNECT)|\[(?:non-)?WebSocket\]|\) \d{1,12}\.\d\dms/,
  read: (line) => uvicorn(line) ?? daphne(line) ?? rails(line) ?? tornado(line),
});
