/** What the browsers of the lab have in common. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { freePort } from '../addresses.ts';
import { track } from '../running.ts';
import type { Fate } from './raw.ts';
import type { SocketIoOptions } from './socket-io-client.ts';

export interface BrowserOptions {
  /** Address of the handshake. */
  url: URL;
  /** Address of the page; `null` for an empty page of the lab's own server. */
  page: string | null;
  /** Who opens the socket: the observer with `WebSocket` or with the Socket.IO client, or the page's own script. */
  opener: 'websocket' | 'socket.io' | 'page';
  subprotocols: readonly string[];
  /** Seconds of silence after the open. */
  silence: number;
  /** Characters of one text message to send and expect back. */
  echo: number | null;
  /** Seconds between the text messages to send during the silence; `null` for none. */
  heartbeat: number | null;
  /** Cookies of the page's host for the path of the handshake, as `name=value`. */
  cookies: readonly string[];
  /** What the Socket.IO client does; `null` where it opens no Socket.IO session. */
  socketIo: SocketIoOptions | null;
  /** Whether it refuses what the authority of this run has not signed for this host; otherwise it takes any certificate. Chromium only. */
  isCertificateChecked: boolean;
  /** Whether the page counts as one from the internet, though it comes from loopback. Chromium only. */
  isPagePublic: boolean;
  /** Port of 127.0.0.1 of the forward proxy to use for the socket; `null` for none. Chromium only. */
  forwardProxy: number | null;
  /** Sockets that the page may open after its first has ended; what becomes of the last is reported. Only with the opener `page`. */
  reconnects: number;
}

/** What script in the page saw. */
export interface PageReport {
  /** Address of the socket; `null` if none was made or the opener is Socket.IO. */
  url: string | null;
  fate: Fate;
  /** Close code that the page got; `null` if the observer closed it or there was no `close` event. */
  closeCode: number | null;
  wasClean: boolean | null;
  /** Seconds from the open to the end, to the nearest whole second; `null` if it was held or never opened. */
  seconds: number | null;
  /** Characters of the echo that came back, or its bytes if it is binary. */
  echoed: number | null;
  /** Set if the echo came back as a binary message. */
  isBinary?: true;
  /** Which of the sockets that the page's own code has opened it is, counted from 1; absent where the observer opened it. */
  socketNumber?: number;
}

export interface BrowserResult extends PageReport {
  /** Console lines and uncaught exceptions in the order of the console, addresses as they are; `null` if the browser does not give them. */
  console: string[] | null;
}

/** What a page needs of its browser that only Chromium can be told, and only when a page or the browser is made. */
export type PageOptions = Pick<BrowserOptions, 'isCertificateChecked' | 'forwardProxy'>;

/** An open page, for a test that drives it by itself. */
export interface LabPage {
  /** Evaluates an expression in the page and gives back its value, which JSON must be able to hold. Waits for no promise. */
  evaluate: (expression: string) => Promise<unknown>;
  close: () => Promise<void>;
}

/** A browser that all observations of a run share. */
export interface BrowserObserver {
  /** Program → version. */
  versions: Record<string, string>;
  /** Whether it opens no socket and repeats what was recorded, so that there is nothing to reload or restart a program under. */
  isStandIn?: boolean;
  /**
   * Opens a page, a socket in it, and reports what became of that.
   * @throws {Error} if the page does not load, or nothing happens for 30 s longer than the silence
   */
  observe: (options: BrowserOptions) => Promise<BrowserResult>;
  /**
   * Opens a page and leaves it open.
   * @throws {Error} if the page does not load
   */
  open: (address: string, options: PageOptions) => Promise<LabPage>;
  stop: () => Promise<void>;
}

/** Seconds that a browser may take longer than the silence that it observes. */
export const patience = 30;

/** The host name that stands for 127.0.0.1. No browser counts it as loopback, as it would 127.0.0.1, so the rules on mixed content apply. */
export const mappedHost = 'app.example';

/**
 * A report without what is chance: a Close frame that meets a message still being sent is followed by a reset, and browsers
 * tell of whichever they handle first.
 */
export function withoutChance(seen: PageReport, { echo }: BrowserOptions): PageReport {
  return seen.fate === 'closed' && echo !== null && seen.echoed === null ? { ...seen, wasClean: null } : seen;
}

let pages: Promise<string> | undefined;

async function startPageServer(): Promise<string> {
  const port = await freePort();
  const server = createServer((_, answer) => {
    answer
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end('<!doctype html><link rel="icon" href="data:,"><title>Lab</title>');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  track(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${port}/`;
}

/** Address of an empty page of the lab's own server, which is started by the first call and runs as long as the lab. */
export function emptyPageAddress(): Promise<string> {
  pages ??= startPageServer();
  return pages;
}
