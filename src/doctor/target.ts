/** A way to a server, and one request on it. */
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { ask, codedError, openConnection, type Answer } from '../wire/exchange.ts';
import { connectHead } from '../wire/handshake.ts';
import { statusOf, type HttpHead } from '../wire/http-head.ts';
import { codeOf } from './network.ts';

/** The User-Agent of the doctor. */
export const userAgent = 'not101-doctor';

/** Bytes of a body that are read. */
const longestBody = 4096;
/** Milliseconds from the beginning of one connection to that of the next: a handful a second at most. */
const pace = 220;

/** Where to connect, and how. */
export interface Target {
  /** Name or address to connect to. */
  host: string;
  port: number;
  /** Milliseconds for a connection with TLS, and for the head of an answer, each. */
  patience: number;
  /** Set for TLS. */
  tls?: ConnectionOptions;
  /** The forward proxy that is asked for a tunnel to this URL first. */
  tunnel?: { host: string; port: number; url: URL };
}

/** Code of the error of a forward proxy that grants no tunnel. */
export const noTunnel = 'no tunnel';

/** Address and port → when the next connection to it may begin. */
const nextAt = new Map<string, number>();

/** Waits until another connection to a server may be opened. */
async function ownTurn({ host, port }: Target): Promise<void> {
  const now = performance.now();
  const key = `${host} ${port}`;
  const at = Math.max(now, nextAt.get(key) ?? 0);
  nextAt.set(key, at + pace);
  if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
}

/**
 * Connects, through the forward proxy if there is one.
 * @throws {Error} with a `code`; with `noTunnel` and the proxy's `answer` if that refuses
 */
export async function openTarget(target: Target): Promise<Socket> {
  await ownTurn(target);
  return openNow(target);
}

async function openNow({ host, port, patience, tls, tunnel }: Target): Promise<Socket> {
  if (!tunnel) return openConnection({ host, port, ...(tls && { tls }), patience });
  const socket = await openConnection({ host: tunnel.host, port: tunnel.port, patience });
  try {
    const answer = await ask(socket, connectHead(tunnel.url, userAgent), {
      patience,
      longestBody,
    });
    const status = statusOf(answer.head) ?? 0;
    if (status < 200 || status > 299)
      throw codedError(noTunnel, 'The forward proxy grants no tunnel.', { answer });
    return tls ? await openConnection({ host, port, tls: { ...tls, socket }, patience }) : socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** One request and what became of it. */
export interface Tried {
  sent: HttpHead;
  /** The answer; absent where none came. */
  answer?: Answer;
  /** Status of the answer. */
  status?: number;
  /** Why there is no answer: a code of the system, of `noAnswer` or `noTunnel`. */
  failure?: string;
  /** The error's message: of TLS it names the alert. */
  message?: string;
  /** The first bytes that came where they are no answer. */
  received?: string;
  /** Whether the connection itself stood. */
  connected: boolean;
  milliseconds: number;
  /** The open connection after a 101; every other one has been ended. */
  socket?: Socket;
}

/** Sends one request on a connection of its own. Never throws. */
export async function tryRequest(target: Target, sent: HttpHead): Promise<Tried> {
  await ownTurn(target);
  let socket: Socket | undefined;
  const startedAt = performance.now();
  const taken = () => Math.round(performance.now() - startedAt);
  try {
    socket = await openNow(target);
    const answer = await ask(socket, sent, { patience: target.patience, longestBody });
    const status = statusOf(answer.head);
    const isOpen = status === 101;
    if (!isOpen) socket.destroy();
    return {
      ...{ sent, answer, connected: true, milliseconds: taken() },
      ...(status !== null && { status }),
      ...(isOpen && { socket }),
    };
  } catch (error) {
    socket?.destroy();
    const { received, answer } = error as { received?: string; answer?: Answer };
    return {
      ...{ sent, failure: codeOf(error), connected: socket !== undefined, milliseconds: taken() },
      message: error instanceof Error ? error.message : '',
      ...(received !== undefined && { received }),
      ...(answer && { answer }),
    };
  }
}
