/** What runs in the page, the same in every browser. It travels as text, because each driver has its own way to pass functions. */
import type { BrowserOptions, PageReport } from './browser.ts';
import { socketIoClients } from './socket-io-client.ts';

interface WatchOptions {
  silence: number;
  echo: number | null;
  heartbeat: number | null;
}

interface SocketIoWatchOptions extends Pick<WatchOptions, 'echo'> {
  /** Path of the server. */
  path: string;
  namespace: string;
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
  /** Reports on the sockets that the page's own script has made so far. Each new one is told by an event `labsocket` of the window. */
  labSockets: Promise<PageReport>[];
  io: (namespace: string, options: object) => SocketIoSocket;
}

/** Runs in the page: it may use nothing from this module. */
function watchSocket(socket: WebSocket, { silence, echo, heartbeat }: WatchOptions): Promise<PageReport> {
  return new Promise((report) => {
    const { url } = socket;
    // What the page's own script prints once the observation is over, about the observer's close or another try, is chance.
    const silenceConsole = (): void => {
      for (const name of ['log', 'debug', 'info', 'warn', 'error'] as const) console[name] = () => undefined;
    };
    const resolve = (seen: Omit<PageReport, 'url'>): void => {
      silenceConsole();
      report({ url, ...seen, ...(isBinary && { isBinary }) });
    };
    let openedAt: number | null = null;
    let echoed: number | null = null;
    let isBinary = false;
    let isHeld = false;
    let beating: ReturnType<typeof setInterval> | undefined;
    const hold = (): void => {
      isHeld = true;
      clearInterval(beating);
      silenceConsole();
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
      if (heartbeat !== null)
        beating = setInterval(() => {
          socket.send('heartbeat');
        }, heartbeat * 1000);
      setTimeout(hold, (silence > 0 ? silence : 10) * 1000);
    });
    socket.addEventListener('message', ({ data }) => {
      // Also a server that speaks first.
      if (echo !== null) {
        isBinary = data instanceof Blob;
        echoed = isBinary ? (data as Blob).size : String(data).length;
      }
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
      clearInterval(beating);
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
  globals.labSockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      globals.labSockets.push(globals.labWatch(this, options));
      globalThis.dispatchEvent(new Event('labsocket'));
    }
  };
}

/** Runs in the page: opens a Socket.IO session and waits for its upgrade to a WebSocket. */
function watchSocketIo({ echo, path, namespace }: SocketIoWatchOptions): Promise<PageReport> {
  return new Promise((resolve) => {
    const socket = (globalThis as unknown as PageGlobals).io(namespace, { path, reconnection: false });
    const end = (fate: PageReport['fate'], echoed: number | null): void => {
      resolve({ url: null, fate, closeCode: null, wasClean: null, seconds: null, echoed });
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

/** Runs in the page: the report on the page's own first socket that is held, or on its last within so many reconnects. */
async function reportPageSocket(reconnects: number): Promise<PageReport> {
  const { labSockets } = globalThis as unknown as PageGlobals;
  /** Waits for the next socket, at most five seconds: the page's own pause. It is one timer, because behind another tab each may be late. */
  const nextSocket = (): Promise<void> =>
    new Promise((resolve) => {
      const over = setTimeout(resolve, 5000);
      const onSocket = (): void => {
        clearTimeout(over);
        resolve();
      };
      globalThis.addEventListener('labsocket', onSocket, { once: true });
    });
  const none = { url: null, closeCode: null, wasClean: null, seconds: null, echoed: null };
  let report: PageReport = { fate: 'never opens', ...none };
  for (let number = 1; number <= 1 + reconnects; number++) {
    if (number > 1 && labSockets.length < number) await nextSocket();
    const next = labSockets[number - 1];
    if (!next) break;
    report = { ...(await next), socketNumber: number };
    if (report.fate === 'held') break;
  }
  return report;
}

function watchOptions({ silence, echo, heartbeat }: BrowserOptions): string {
  return JSON.stringify({ silence, echo, heartbeat } satisfies WatchOptions);
}

/** Runs in the page: sets cookies for a path, and removes them once the report is there. */
async function withCookies(
  cookies: readonly string[],
  path: string,
  report: () => Promise<PageReport>,
): Promise<PageReport> {
  for (const cookie of cookies) document.cookie = `${cookie}; Path=${path}`;
  // Chromium stores cookies in another process; reading any waits for those that were set.
  await Promise.resolve(document.cookie);
  try {
    return await report();
  } finally {
    for (const cookie of cookies) document.cookie = `${cookie.split('=')[0] ?? ''}=; Path=${path}; Max-Age=0`;
  }
}

/** Statements to run before any script of the page. */
export function preparation(options: BrowserOptions): string {
  const watch = `globalThis.labWatch = ${watchSocket.toString()};`;
  if (options.socketIo)
    return `(function () { ${socketIoClients[options.socketIo.clientVersion].script()}\n}).call(globalThis);`;
  return options.opener === 'page'
    ? `${watch} (${watchPageSockets.toString()})(${watchOptions(options)});`
    : watch;
}

function openingExpression(options: BrowserOptions): string {
  const { url, subprotocols, opener, socketIo, echo } = options;
  if (socketIo) {
    const watch: SocketIoWatchOptions = { echo, path: url.pathname, namespace: socketIo.namespace };
    return `(${watchSocketIo.toString()})(${JSON.stringify(watch)})`;
  }
  if (opener === 'page') return `(${reportPageSocket.toString()})(${options.reconnects})`;
  return `labWatch(new WebSocket(${JSON.stringify(url.href)}, ${JSON.stringify(subprotocols)}), ${watchOptions(options)})`;
}

/** An expression whose value is a promise of the `PageReport`; to be evaluated once the page has loaded. */
export function reportExpression(options: BrowserOptions): string {
  const opening = openingExpression(options);
  if (options.cookies.length === 0) return opening;
  const { cookies, url } = options;
  return `(${withCookies.toString()})(${JSON.stringify(cookies)}, ${JSON.stringify(url.pathname)}, () => ${opening})`;
}
