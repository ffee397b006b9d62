/** Lines of .NET: ASP.NET Core's log of requests, and SignalR's client. Source: dotnet/aspnetcore, HostingRequestFinishedLog.cs and clients/ts/signalr/src. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { factOfNumber } from '../says.ts';
import { factsOfLife, inSeconds, lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, isForSocket, pathOf, statusMeans } from './request.ts';

const server: Facts = [fact('server', 'dotnet', 'paste')];
const never = fact('symptom', 'never-opens', 'paste');

/** `Request finished HTTP/1.1 GET https://a.example/hub?id=x - 101 - - 60012.3456ms`. */
function aspNetCore(line: string): ReadLine | undefined {
  const [, version = '', method = '', target] =
    /\bRequest finished HTTP\/(\d(?:\.\d)?) ([A-Z]{3,8}) (\S{1,4000}) /.exec(line) ?? [];
  const status = Number(/ - (\d{3})(?: |$)/.exec(line)?.[1] ?? Number.NaN);
  if (target === undefined || Number.isNaN(status)) return undefined;
  const age = Number(/ (\d{1,12}(?:\.\d{1,4})?)ms$/.exec(line)?.[1] ?? Number.NaN) / 1000;
  // Over HTTP/2 and HTTP/3 a socket begins with CONNECT, and ends with the status 200.
  const isConnect = method === 'CONNECT';
  const isOpen = status === 101 || (isConnect && status === 200);
  const isHandshake = isOpen || isConnect || (method === 'GET' && isForSocket(target));
  return {
    what: `ASP.NET Core log: ${method} ${pathOf(target).slice(0, 80)}, ${status}`,
    means: !isHandshake
      ? 'An ordinary request. SignalR sends such ones before and instead of a WebSocket.'
      : isOpen
        ? `The handshake reached the application, which accepted it. The line is written when the socket ends${Number.isNaN(age) ? '' : `: it lived for ${inSeconds(age)}`}.`
        : `The handshake reached the application over HTTP/${version}. ${statusMeans(status)}`,
    facts: [
      ...server,
      ...(isHandshake ? [fact('arrives', 'arrives', 'paste'), ...factsOfStatus(isOpen ? 101 : status)] : []),
      ...(isOpen && !Number.isNaN(age) ? factsOfLife(age) : []),
    ],
    ...(isOpen && !Number.isNaN(age) && { ended: { age } }),
  };
}

/** What it means that SignalR could not start one of its transports. */
const transports: Readonly<Record<string, string>> = {
  WebSockets:
    'The handshake of the WebSocket failed. SignalR goes on with another transport if it may, so the page can work and be slow.',
  ServerSentEvents: 'The stream of events that SignalR tries after the WebSocket failed too.',
  LongPolling: 'The ordinary requests that SignalR tries last failed too, so this is more than the upgrade.',
};

function signalR(line: string): ReadLine | undefined {
  const [, transport] =
    /\bFailed to start the transport '(WebSockets|ServerSentEvents|LongPolling)'/.exec(line) ?? [];
  if (transport !== undefined)
    return {
      what: `SignalR client: the transport ${transport} did not start`,
      means: transports[transport] ?? '',
      facts: [...server, never],
      // The reason after it may be a known message.
      holds: line.slice(line.indexOf(`'${transport}'`) + transport.length + 3),
    };
  const [, negotiated] = /\bstatus code returned from negotiate:? '?(\d{3})\b/.exec(line) ?? [];
  if (negotiated !== undefined)
    return {
      what: `SignalR client: negotiate got ${negotiated}`,
      means: `The first request, an ordinary POST to …/negotiate, got ${negotiated}, so no WebSocket was tried. Look at the path of the hub, at the login and at what answers there.`,
      facts: [...server, ...factsOfStatus(Number(negotiated))],
    };
  const [, code] = /\bWebSocket closed with status code: (\d{4})\b/.exec(line) ?? [];
  if (code === undefined) return undefined;
  const known = factOfNumber('close-code', Number(code), 'paste');
  return {
    what: `SignalR client: the socket closed with ${code}`,
    means:
      'The socket was open, for SignalR has other words where it never opened. The words in brackets are the reason that the Close frame gave.',
    facts: [...server, fact('symptom', 'drops', 'paste'), ...(known ? [known] : [])],
  };
}

/** Lines of .NET. */
export const dotnet = lineReader({
  id: 'dotnet',
  format: '.NET or SignalR',
  isHintOfLine: true,
  hint: /\bRequest finished HTTP\/|\bFailed to start the transport '|\breturned from negotiate|\bWebSocket closed with status code: /,
  read: (line) => aspNetCore(line) ?? signalR(line),
});
