/** What passes between a client and an endpoint on the wire, as a script that a test plays. */
import { closePayload, opcodes } from '../wire/frames.ts';
import type { OutgoingFrame } from '../wire/frames.ts';

/** One step of a script: what the client does, or what must come to it next, on the connection that it dialled last. */
export type WireStep =
  | { does: 'dial'; query: string; protocols?: string }
  | { does: 'switch'; headers: Readonly<Record<string, string | null>> }
  | { does: 'refuse'; statusLine: string; headers: Readonly<Record<string, string>> }
  | { does: 'send'; frame: OutgoingFrame }
  | { does: 'sendBytes'; hex: string }
  | { does: 'getText'; text: string }
  | { does: 'getBytes'; hex: string }
  | { does: 'getClose'; code: number; reason: string }
  | { does: 'pong' }
  | { does: 'quiet' }
  | { does: 'wait' | 'fire'; seconds: number; count: number }
  | { does: 'leave' }
  | { does: 'end'; by: 'FIN' | 'RST' }
  | { does: 'fail'; code: string; isOpened: boolean; protocols: readonly string[]; after: number | null };

/** The client sends a handshake over a new connection, whose key is that of RFC 6455 §1.3. */
export const dials = (query = '', protocols?: string): WireStep => ({
  does: 'dial',
  query,
  ...(protocols !== undefined && { protocols }),
});

/** The answer is a 101: right, except for headers that have another value here, or `null` where they are absent. */
export const switches = (headers: Readonly<Record<string, string | null>> = {}): WireStep => ({
  does: 'switch',
  headers,
});

/** The answer is no 101: its status with its phrase, headers among those that it has, one sentence and a FIN. */
export const refuses = (statusLine: string, headers: Readonly<Record<string, string>> = {}): WireStep => ({
  does: 'refuse',
  statusLine,
  headers,
});

/** The client opens a new connection, and the handshake is right. */
export const opens = (query = '', protocols?: string): WireStep[] => [dials(query, protocols), switches()];

/** The client sends a frame, masked. */
export const sends = (frame: OutgoingFrame): WireStep => ({ does: 'send', frame });

/** The client sends a text message. */
export const sendsText = (text: string): WireStep =>
  sends({ opcode: opcodes.text, payload: Buffer.from(text) });

/** The client sends a Close frame. */
export const sendsClose = (code: number): WireStep =>
  sends({ opcode: opcodes.close, payload: closePayload(code) });

/** The client sends bytes that are no whole frame. */
export const sendsBytes = (hex: string): WireStep => ({ does: 'sendBytes', hex });

/** The next to arrive is a text message in one frame. */
export const gets = (text: string): WireStep => ({ does: 'getText', text });

/** The next to arrive are these bytes. */
export const getsBytes = (hex: string): WireStep => ({ does: 'getBytes', hex });

/** The next to arrive is a Close frame. */
export const getsClose = (code: number, reason = ''): WireStep => ({ does: 'getClose', code, reason });

/** The client sends a text message, and its echo is the next to arrive. */
export const echoes = (text: string): WireStep[] => [sendsText(text), gets(text)];

/** The client sends a Ping, and its Pong is the next to arrive: nothing else came before it. */
export const pongs: WireStep = { does: 'pong' };

/** Nothing has arrived and nothing has ended, though the server has served another client meanwhile. */
export const isQuiet: WireStep = { does: 'quiet' };

/** So many timers of so many seconds are pending. */
export const waits = (seconds: number, count = 1): WireStep => ({ does: 'wait', seconds, count });

/** So many seconds pass: timers of that many fire. */
export const passes = (seconds: number, count = 1): WireStep => ({ does: 'fire', seconds, count });

/** The client ends its side of TCP. */
export const leaves: WireStep = { does: 'leave' };

/** TCP ends with a FIN, and nothing came before it. */
export const fin: WireStep = { does: 'end', by: 'FIN' };

/** TCP is reset, and nothing came before that. */
export const rst: WireStep = { does: 'end', by: 'RST' };

/** A client that keeps to RFC 6455 fails a connection of its own with this error of the package `ws`. */
export const failsClients = (
  code: string,
  {
    isOpened = false,
    protocols = [],
    after = null,
  }: {
    /** Whether the socket was open before. */
    isOpened?: boolean;
    /** Subprotocols that it requests. */
    protocols?: readonly string[];
    /** Seconds that have to pass. */
    after?: number | null;
  } = {},
): WireStep => ({ does: 'fail', code, isOpened, protocols, after });
