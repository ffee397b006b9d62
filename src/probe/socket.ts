import { fromCallback } from 'xstate';
import type { BurstTally, LocalNetworkPermission } from './trace.ts';

/** What the probe needs of a browser. Tests put their own in its place. */
export interface ProbeEnvironment {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Opens a socket. May throw, as the constructor of `WebSocket` does. */
  openSocket(url: string, subprotocols: readonly string[]): ProbeSocket;
  /** Sends an ordinary GET; resolves with the status if script may read it, rejects on a network error. */
  request(url: string, signal: AbortSignal): Promise<{ status?: number }>;
  /** Whether the page may reach an address of that kind; only asked where the page itself is of a wider network. */
  localNetwork(space: 'loopback' | 'private'): Promise<LocalNetworkPermission>;
}

/** The part of `WebSocket` that the probe uses. */
export interface ProbeSocket {
  readonly protocol: string;
  readonly extensions: string;
  readonly bufferedAmount: number;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection at once: after `close` alone a server that ignores the Close frame may go on for a minute. */
  drop(): void;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export type SocketEvent =
  | { type: 'socket.refused'; name: string }
  | { type: 'socket.error' }
  | { type: 'socket.open'; protocol: string; extensions: string }
  /** Messages that arrived; `at` is the time of the last by the environment's clock, for they may be told of later. */
  | { type: 'socket.messages'; count: number; bytes: number; at: number }
  /** The reply that was waited for; `echo` if it is the message itself. */
  | { type: 'socket.reply'; echo: boolean; isText: boolean }
  /** The end of a burst: everything came back, or its time was over. */
  | { type: 'socket.burst'; tally: BurstTally }
  /** How many bytes of what was sent have not left the browser. */
  | { type: 'socket.unsent'; bytes: number }
  | { type: 'socket.flooded'; count: number; bytes: number }
  | { type: 'socket.closed'; code: number; reason: string; wasClean: boolean };

/** The reply that is waited for: a text that holds `text`, any message, or a binary or text message of exactly so many bytes. */
export type Expectation =
  | { kind: 'echo'; text: string; longest: number }
  | { kind: 'contains'; text: string }
  | { kind: 'bytes'; bytes: number };

export type SocketCommand =
  | { type: 'send'; data: string | ArrayBuffer; expect?: Expectation }
  | { type: 'burst'; nonce: string; count: number }
  | { type: 'end-burst' }
  /** Asks how much of what was sent has not left the browser; answered with `socket.unsent`. */
  | { type: 'ask-unsent' }
  | { type: 'close' };

/**
 * Beyond any of these a server is not being tested but is flooding the page, whose timers and buttons would starve:
 * messages within one second, bytes within ten seconds.
 */
export const floodLimit = { perSecond: 2000, bytes: 64_000_000, bytesWithin: 10_000 };

/** Rows of single messages before they are reported together, at most once a second. */
const singleMessages = 20;
const reportEvery = 1000;
const longestReason = 123;
/** A longer message is no reply to a short one, and is not searched. */
const longestReply = 100_000;

/** The length of a message: a text, a Blob or an ArrayBuffer. Not by `instanceof`: the socket lives in a frame of its own. */
function bytesOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  const { size, byteLength } = data as { size?: number; byteLength?: number };
  return size ?? byteLength ?? 0;
}

function meets(data: unknown, expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'bytes':
      return bytesOf(data) === expectation.bytes;
    case 'contains':
      return (
        expectation.text === '' ||
        (typeof data === 'string' && data.length <= longestReply && data.includes(expectation.text))
      );
    case 'echo':
      return (
        typeof data === 'string' && data.length <= expectation.longest && data.includes(expectation.text)
      );
  }
}

/** The text of one message of a burst. */
const burstText = (nonce: string, index: number) => `not101 ${nonce} #${index}.`;

/** Counts what comes back of a burst. */
class Burst {
  private readonly seen = new Set<number>();
  private highest = -1;
  private readonly pattern: RegExp;
  private readonly startedAt: number;
  readonly tally: BurstTally;

  constructor(nonce: string, count: number, now: number) {
    this.pattern = new RegExp(`not101 ${nonce.replace(/[^\w-]/g, '')} #(\\d{1,6})\\.`, 'g');
    this.startedAt = now;
    this.tally = { sent: count, received: 0, reordered: 0, duplicated: 0, joined: 0, first: 0, last: 0 };
  }

  /** Takes a message; says whether it was of the burst. */
  take(data: unknown, now: number): boolean {
    if (typeof data !== 'string' || data.length > longestReply) return false;
    const indices = [...data.matchAll(this.pattern)].map(([, digits]) => Number(digits));
    if (indices.length === 0) return false;
    const { tally } = this;
    if (indices.length > 1) tally.joined += 1;
    for (const index of indices)
      if (this.seen.has(index)) tally.duplicated += 1;
      else if (index < tally.sent) {
        this.seen.add(index);
        if (index < this.highest) tally.reordered += 1;
        this.highest = Math.max(this.highest, index);
        if (tally.received === 0) tally.first = Math.round(now - this.startedAt);
        tally.received += 1;
        tally.last = Math.round(now - this.startedAt);
      }
    return true;
  }

  get isComplete() {
    return this.tally.received >= this.tally.sent;
  }
}

/** What a socket is opened with. */
export interface SocketInput {
  environment: ProbeEnvironment;
  url: string;
  subprotocols: readonly string[];
}

/**
 * Opens a socket and tells what happens on it. It counts messages instead of passing each on, so that a busy server
 * costs a counter and not a state transition a message; it never passes on what a message says.
 * @returns what lets the socket go
 */
function watchSocket(
  { environment, url, subprotocols }: SocketInput,
  sendBack: (event: SocketEvent) => void,
  receive: (listener: (command: SocketCommand) => void) => void,
): (() => void) | undefined {
  let socket: ProbeSocket;
  try {
    socket = environment.openSocket(url, subprotocols);
  } catch (error) {
    const { name } = error as { name?: unknown };
    sendBack({ type: 'socket.refused', name: typeof name === 'string' ? name : 'unknown error' });
    return undefined;
  }
  const total = { count: 0, bytes: 0 };
  let unreported = { count: 0, bytes: 0, at: 0 };
  let reportedAt = -Infinity;
  let second = { startedAt: -Infinity, count: 0 };
  let window = { startedAt: -Infinity, bytes: 0 };
  let expected: Expectation | undefined;
  let burst: Burst | undefined;

  const report = () => {
    if (unreported.count > 0) sendBack({ type: 'socket.messages', ...unreported });
    unreported = { count: 0, bytes: 0, at: 0 };
    reportedAt = environment.now();
  };
  const leave = () => {
    socket.onopen = socket.onerror = socket.onmessage = socket.onclose = null;
    socket.close();
    socket.drop();
  };
  const isFlood = (bytes: number): boolean => {
    total.count += 1;
    total.bytes += bytes;
    const now = environment.now();
    if (now - second.startedAt >= 1000) second = { startedAt: now, count: 0 };
    if (now - window.startedAt >= floodLimit.bytesWithin) window = { startedAt: now, bytes: 0 };
    second.count += 1;
    window.bytes += bytes;
    return second.count > floodLimit.perSecond || window.bytes > floodLimit.bytes;
  };

  socket.onopen = () =>
    sendBack({ type: 'socket.open', protocol: socket.protocol, extensions: socket.extensions });
  socket.onerror = () => sendBack({ type: 'socket.error' });
  socket.onmessage = ({ data }) => {
    const bytes = bytesOf(data);
    if (isFlood(bytes)) {
      leave();
      sendBack({ type: 'socket.flooded', ...total });
      return;
    }
    if (expected && meets(data, expected)) {
      const echo = expected.kind !== 'contains';
      expected = undefined;
      report();
      sendBack({ type: 'socket.reply', echo, isText: typeof data === 'string' });
      return;
    }
    if (burst?.take(data, environment.now())) {
      if (!burst.isComplete) return;
      const { tally } = burst;
      burst = undefined;
      report();
      sendBack({ type: 'socket.burst', tally });
      return;
    }
    unreported.count += 1;
    unreported.bytes += bytes;
    unreported.at = environment.now();
    if (total.count <= singleMessages || environment.now() - reportedAt >= reportEvery) report();
  };
  socket.onclose = ({ code, reason, wasClean }) => {
    report();
    sendBack({ type: 'socket.closed', code, reason: reason.slice(0, longestReason), wasClean });
  };
  receive((command) => {
    switch (command.type) {
      case 'close':
        report();
        socket.close(1000);
        break;
      case 'send':
        expected = command.expect;
        socket.send(command.data);
        break;
      case 'burst':
        burst = new Burst(command.nonce, command.count, environment.now());
        for (let index = 0; index < command.count; index += 1) socket.send(burstText(command.nonce, index));
        break;
      case 'end-burst':
        if (burst) sendBack({ type: 'socket.burst', tally: burst.tally });
        burst = undefined;
        break;
      case 'ask-unsent':
        sendBack({ type: 'socket.unsent', bytes: socket.bufferedAmount });
    }
  });
  return leave;
}

/** A socket as an actor. */
export const socketActor = fromCallback<SocketCommand, SocketInput, SocketEvent>(
  ({ input, sendBack, receive }) => watchSocket(input, sendBack, receive),
);

/** What happens on the control. */
export interface ControlEvent {
  type: 'control';
  event: SocketEvent;
}

/**
 * The control of an experiment, as an actor: a socket that is kept in silence while another one is kept busy. If
 * `first` is not empty it is sent once, at the open: a server that waits for a login treats it as the one before.
 */
export const controlActor = fromCallback<
  { type: 'none' },
  SocketInput & { first: string; isLeftOut: boolean },
  ControlEvent
>(({ input, sendBack }) => {
  if (input.isLeftOut) return undefined;
  let command: (command: SocketCommand) => void;
  return watchSocket(
    input,
    (event) => {
      sendBack({ type: 'control', event });
      if (event.type === 'socket.open' && input.first !== '') command({ type: 'send', data: input.first });
    },
    (listener) => {
      command = listener;
    },
  );
});

/** How many of the sockets of a crowd are open, and how many are still being opened. */
export interface CrowdEvent {
  type: 'crowd';
  open: number;
  pending: number;
}

/** Several sockets at once, as an actor. It sends nothing on them, and lets them go when it is stopped. */
export const crowdActor = fromCallback<{ type: 'none' }, SocketInput & { count: number }, CrowdEvent>(
  ({ input: { environment, url, subprotocols, count }, sendBack }) => {
    let open = 0;
    let pending = count;
    const change = (by: { open: number; pending: number }) => {
      open += by.open;
      pending += by.pending;
      sendBack({ type: 'crowd', open, pending });
    };
    const sockets = Array.from({ length: count }, () => {
      try {
        const socket = environment.openSocket(url, subprotocols);
        let isOpen = false;
        socket.onopen = () => {
          isOpen = true;
          change({ open: 1, pending: -1 });
        };
        socket.onclose = () => change(isOpen ? { open: -1, pending: 0 } : { open: 0, pending: -1 });
        return socket;
      } catch {
        pending -= 1;
        return undefined;
      }
    });
    if (pending === 0) sendBack({ type: 'crowd', open, pending });
    return () => {
      for (const socket of sockets) {
        if (!socket) continue;
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close(1000);
        socket.drop();
      }
    };
  },
);
