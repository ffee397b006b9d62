/** What a line of a log says of a request: whether it was a handshake, and what became of it. Pure. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { factOfNumber } from '../says.ts';

/** A request line, as logs quote it. */
export interface RequestLine {
  method: string;
  target: string;
  /** "1.0", "1.1", "2" or "2.0"; empty where the log leaves it out. */
  version: string;
}

/** Reads a request line; `undefined` if it is none. */
export function requestLine(text: string): RequestLine | undefined {
  const [, method, target, version = ''] =
    /^([A-Z]{3,8}) (\S{1,4000})(?: HTTP\/(\d(?:\.\d)?))?$/.exec(text.trim()) ?? [];
  return method !== undefined && target !== undefined ? { method, target, version } : undefined;
}

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  const path = target.replace(/^[a-z]{2,5}:\/\/[^/?#]*/i, '');
  return path.split(/[?#]/, 1)[0] || '/';
}

/** Names that the paths of sockets have. */
const socketPath =
  /(?:^|[/._-])(?:ws|wss|websocket|websockets|websockify|socket|sockets|socket\.io|sockjs|cable|hub|hubs|signalr|mqtt|stomp|realtime|live|stream|streaming|subscriptions|chat|push|notifications|ws-[\w-]{1,40}|[\w-]{1,40}hub)(?:$|[/._-])/i;

/** Whether a request is likely one for a socket, by its address alone. */
export function isForSocket(target: string): boolean {
  if (/[?&]transport=polling\b/.test(target)) return false;
  return (
    /^wss?:/i.test(target) || /[?&]transport=websocket\b/.test(target) || socketPath.test(pathOf(target))
  );
}

/** The facts of a handshake that got a status. */
export function factsOfStatus(status: number): Facts {
  const known = factOfNumber('status', status, 'paste');
  const facts = known ? [known] : [];
  return status === 101 ? facts : [fact('symptom', 'never-opens', 'paste'), ...facts];
}

/** A status and what it means for a handshake, in a sentence. */
export function statusMeans(status: number): string {
  if (status === 101) return 'The handshake passed here: the protocol was switched to WebSocket.';
  if (status === 499 || status === 460)
    return `The client went away before it had an answer, so the log has ${status}.`;
  if (status >= 300 && status < 400)
    return `The handshake was redirected with ${status}. No browser follows that for a WebSocket.`;
  if (status === 200) return 'An ordinary page or answer came instead of a switch of protocols.';
  if (status === 426) return 'The server wants an upgrade and saw none in the request that reached it.';
  if (status === 502 || status === 504 || status === 503)
    return `The proxy had no usable answer from the application, so it sent ${status} itself.`;
  return `The handshake was refused with ${status}.`;
}

/** What a line of an access log says: who it is of, its request and its status. */
export function accessLine(
  name: string,
  { method, target, version }: RequestLine,
  status: number,
): { what: string; means: string; facts: Facts } {
  const path = pathOf(target).slice(0, 80);
  const what = `${name}: ${method} ${path}, ${status}`;
  if (status !== 101 && !isForSocket(target))
    return {
      what,
      means: 'Nothing in this line says that it is a handshake, so it counts for nothing.',
      facts: [],
    };
  const overHttp2 =
    method === 'GET' && /^[23]/.test(version) && status !== 101
      ? ' It came over HTTP/2 as a GET, and such a request cannot ask for a WebSocket.'
      : '';
  return {
    what,
    means: `${statusMeans(status)}${overHttp2}`,
    facts: overHttp2 === '' ? factsOfStatus(status) : [],
  };
}
