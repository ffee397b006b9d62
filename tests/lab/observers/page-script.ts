/** What runs in the page, the same in every browser. It travels as text, because each driver has its own way to pass functions. */
import type { BrowserOptions, PageReport } from './browser.ts';

interface WatchOptions {
  silence: number;
  echo: number | null;
}

/** The subset of a Socket.IO client that the observer uses. */
interface SocketIoSocket {
  connected: boolean;
  on: (name: string, listener: (detail: unknown) => void) => void;
  emit: (name: string, text: string, reply: (text: string) => void) => void;
  close: () => void;
  io: { engine: { transport: { name: string }; once: (name: string, listener: () => void) => void } };
}

/** What the scripts leave in the page. */
interface PageGlobals {
  labWatch: (socket: WebSocket, options: WatchOptions) => Promise<PageReport>;
  /** Report on the first socket that the page's own script made; absent if it made none. */
  labFirstSocket?: Promise<PageReport>;
  io: (options: object) => SocketIoSocket;
}

/** Runs in the page: it may use nothing from this module. */
function watchSocket(socket: WebSocket, { silence, echo }: WatchOptions): Promise<PageReport> {
  return new Promise((resolve) => {
    let openedAt: number | null = null;
    let echoed: number | null = null;
    let isHeld = false;
    const hold = (): void => {
      isHeld = true;
      socket.close(1000);
    };
    // A handshake without an answer stays pending for minutes.
    const giveUp = setTimeout(() => {
      resolve({ fate: 'never opens', closeCode: null, wasClean: null, seconds: null, echoed });
    }, 15_000);
    socket.addEventListener('open', () => {
      openedAt = performance.now();
      clearTimeout(giveUp);
      if (echo !== null) socket.send('a'.repeat(echo));
      setTimeout(hold, (silence > 0 ? silence : 10) * 1000);
    });
    socket.addEventListener('message', ({ data }) => {
      echoed = String(data).length;
      if (silence === 0) hold();
    });
    socket.addEventListener('error', () => {
      // WebKit gives no `close` event for a socket that it blocks as mixed content.
      setTimeout(() => {
        if (socket.readyState === WebSocket.CLOSED && openedAt === null)
          resolve({ fate: 'never opens', closeCode: null, wasClean: null, seconds: null, echoed: null });
      }, 3000);
    });
    socket.addEventListener('close', ({ code, wasClean }) => {
      if (isHeld) resolve({ fate: 'held', closeCode: null, wasClean: null, seconds: null, echoed });
      else if (openedAt === null)
        resolve({ fate: 'never opens', closeCode: code, wasClean, seconds: null, echoed });
      else {
        const seconds = Math.round((performance.now() - openedAt) / 1000);
        resolve({ fate: code === 1006 ? 'dropped' : 'closed', closeCode: code, wasClean, seconds, echoed });
      }
    });
  });
}

/** Runs in the page after `labWatch` is there: watches the sockets that the page's own script makes. */
function watchPageSockets(options: WatchOptions): void {
  const globals = globalThis as unknown as PageGlobals;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      globals.labFirstSocket ??= globals.labWatch(this, options);
    }
  };
}

/** Runs in the page: opens a Socket.IO session and waits for its upgrade to a WebSocket. */
function watchSocketIo({ echo }: WatchOptions): Promise<PageReport> {
  return new Promise((resolve) => {
    const socket = (globalThis as unknown as PageGlobals).io({ reconnection: false });
    const end = (fate: PageReport['fate'], echoed: number | null): void => {
      resolve({ fate, closeCode: null, wasClean: null, seconds: null, echoed });
      socket.close();
    };
    let hasUpgradeFailed = false;
    const stayWithPolling = (): void => {
      end('never opens', null);
    };
    const isUpgraded = (): boolean => socket.io.engine.transport.name === 'websocket';
    const use = (): void => {
      socket.emit('echo', 'a'.repeat(echo ?? 1), (text) => {
        end('held', text.length);
      });
    };
    socket.on('connect_error', () => {
      end('never opens', null);
    });
    socket.on('connect', () => {
      if (isUpgraded()) use();
      else if (hasUpgradeFailed) stayWithPolling();
      else socket.io.engine.once('upgrade', use);
    });
    // It can fail before the session itself is confirmed. That then goes on by HTTP polling, and no WebSocket opens.
    socket.io.engine.once('upgradeError', () => {
      hasUpgradeFailed = true;
      if (socket.connected) stayWithPolling();
    });
    socket.on('disconnect', () => {
      end('dropped', null);
    });
  });
}

/** Runs in the page: the report on the page's own first socket. */
async function reportFirstSocket(): Promise<PageReport> {
  const own = await (globalThis as unknown as PageGlobals).labFirstSocket;
  return own ?? { fate: 'never opens', closeCode: null, wasClean: null, seconds: null, echoed: null };
}

function watchOptions({ silence, echo }: BrowserOptions): string {
  return JSON.stringify({ silence, echo } satisfies WatchOptions);
}

/** Statements to run before any script of the page. */
export function preparation(options: BrowserOptions): string {
  const watch = `globalThis.labWatch = ${watchSocket.toString()};`;
  return options.opener === 'page'
    ? `${watch} (${watchPageSockets.toString()})(${watchOptions(options)});`
    : watch;
}

/** An expression whose value is a promise of the `PageReport`; to be evaluated once the page has loaded. */
export function reportExpression(options: BrowserOptions): string {
  if (options.opener === 'socket.io') return `(${watchSocketIo.toString()})(${watchOptions(options)})`;
  if (options.opener === 'page') return `(${reportFirstSocket.toString()})()`;
  const { url, subprotocols } = options;
  return `labWatch(new WebSocket(${JSON.stringify(url.href)}, ${JSON.stringify(subprotocols)}), ${watchOptions(options)})`;
}
