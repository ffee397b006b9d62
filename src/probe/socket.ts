import { fromCallback } from 'xstate';

/** What the probe needs of a browser. Tests put their own in its place. */
export interface ProbeEnvironment {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Opens a socket. May throw, as the constructor of `WebSocket` does. */
  openSocket(url: string, subprotocols: readonly string[]): ProbeSocket;
  /** Sends an ordinary GET; resolves with the status if script may read it, rejects on a network error. */
  request(url: string, signal: AbortSignal): Promise<{ status?: number }>;
}

/** The part of `WebSocket` that the probe uses. */
export interface ProbeSocket {
  readonly protocol: string;
  readonly extensions: string;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export type SocketEvent =
  | { type: 'socket.refused'; name: string }
  | { type: 'socket.open'; protocol: string; extensions: string }
  | { type: 'socket.messages'; count: number; bytes: number }
  | { type: 'socket.echo' }
  | { type: 'socket.flooded'; count: number; bytes: number }
  | { type: 'socket.closed'; code: number; reason: string; wasClean: boolean };

export type SocketCommand = { type: 'send'; text: string; nonce: string } | { type: 'close' };

/**
 * Beyond any of these a server is not being tested but is flooding the page, whose timers and buttons would starve:
 * messages within one second, messages in all, bytes in all.
 */
export const floodLimit = { perSecond: 2000, count: 500_000, bytes: 64_000_000 };

/** Rows of single messages before they are reported together, at most once a second. */
const singleMessages = 20;
const reportEvery = 1000;
const longestReason = 123;

const bytesOf = (data: unknown): number =>
  typeof data === 'string'
    ? data.length
    : data instanceof Blob
      ? data.size
      : data instanceof ArrayBuffer
        ? data.byteLength
        : 0;

/**
 * A socket as an actor. It counts messages instead of passing each on, so that a server that floods costs a
 * counter and not a state transition a message; it never passes on what a message says.
 */
export const socketActor = fromCallback<
  SocketCommand,
  { environment: ProbeEnvironment; url: string; subprotocols: readonly string[] },
  SocketEvent
>(({ input: { environment, url, subprotocols }, sendBack, receive }) => {
  let socket: ProbeSocket;
  try {
    socket = environment.openSocket(url, subprotocols);
  } catch (error) {
    sendBack({ type: 'socket.refused', name: error instanceof Error ? error.name : 'unknown error' });
    return undefined;
  }
  const total = { count: 0, bytes: 0 };
  let unreported = { count: 0, bytes: 0 };
  let reportedAt = -Infinity;
  let second = { startedAt: -Infinity, count: 0 };
  let expected: { nonce: string; length: number } | undefined;

  const report = () => {
    if (unreported.count > 0) sendBack({ type: 'socket.messages', ...unreported });
    unreported = { count: 0, bytes: 0 };
    reportedAt = environment.now();
  };
  const detach = () => {
    socket.onopen = socket.onmessage = socket.onclose = null;
  };

  socket.onopen = () =>
    sendBack({ type: 'socket.open', protocol: socket.protocol, extensions: socket.extensions });
  socket.onmessage = ({ data }) => {
    const bytes = bytesOf(data);
    total.count += 1;
    total.bytes += bytes;
    const now = environment.now();
    if (now - second.startedAt >= 1000) second = { startedAt: now, count: 0 };
    second.count += 1;
    if (
      second.count > floodLimit.perSecond ||
      total.count > floodLimit.count ||
      total.bytes > floodLimit.bytes
    ) {
      detach();
      socket.close();
      sendBack({ type: 'socket.flooded', ...total });
      return;
    }
    if (
      expected &&
      typeof data === 'string' &&
      data.length <= 2 * expected.length &&
      data.includes(expected.nonce)
    ) {
      expected = undefined;
      report();
      sendBack({ type: 'socket.echo' });
      return;
    }
    unreported.count += 1;
    unreported.bytes += bytes;
    if (total.count <= singleMessages || environment.now() - reportedAt >= reportEvery) report();
  };
  socket.onclose = ({ code, reason, wasClean }) => {
    report();
    sendBack({ type: 'socket.closed', code, reason: reason.slice(0, longestReason), wasClean });
  };
  receive((command) => {
    if (command.type === 'close') socket.close(1000);
    else {
      expected = { nonce: command.nonce, length: command.text.length };
      socket.send(command.text);
    }
  });
  return () => {
    detach();
    socket.close();
  };
});
