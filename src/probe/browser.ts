import type { ProbeEnvironment } from './socket.ts';
import type { LocalNetworkPermission } from './trace.ts';

/** Names of the permission for the local network, the newest first: Chrome 145 split the first one (Chrome’s LNA guide). */
const permissionNames = {
  loopback: ['loopback-network', 'local-network-access'],
  private: ['local-network', 'local-network-access'],
} as const;

/** How far back failed handshakes count for Chrome’s throttler, in milliseconds. */
const throttleWindow = 120_000;
const failures: number[] = [];

/** Handshakes of this page that failed in the last two minutes. */
export function recentFailures(now: number): number {
  while (failures.length > 0 && (failures[0] ?? 0) < now - throttleWindow) failures.shift();
  return failures.length;
}

/** Drops every connection of this page, also those of a test that broke and cannot end them itself. */
export function dropAll(): void {
  for (const frame of document.querySelectorAll('iframe')) frame.remove();
}

/**
 * Opens a socket in a hidden frame of this page: the frame has the page's origin and policy, and when it is removed the
 * browser drops the connection, whatever the server does.
 */
function openInFrame(url: string, subprotocols: readonly string[]): WebSocket & { drop(): void } {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const drop = () => frame.remove();
  try {
    const { WebSocket: Socket } = (frame.contentWindow ?? window) as typeof window;
    return Object.assign(new Socket(url, [...subprotocols]), { drop });
  } catch (error) {
    drop();
    throw error;
  }
}

/** The probe's environment in a real browser. */
export const browserEnvironment: ProbeEnvironment = {
  now: () => performance.now(),
  openSocket: (url, subprotocols) => {
    const socket = openInFrame(url, subprotocols);
    // A Blob keeps large binary messages out of the page's memory.
    socket.binaryType = 'blob';
    let isOpen = false;
    socket.addEventListener('open', () => {
      isOpen = true;
    });
    socket.addEventListener('error', () => {
      if (!isOpen) failures.push(performance.now());
    });
    return socket;
  },
  request: async (url, signal) => {
    const until = new AbortController();
    const end = () => until.abort();
    signal.addEventListener('abort', end);
    try {
      const response = await fetch(url, {
        mode: 'no-cors',
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: until.signal,
      });
      return response.type === 'opaque' ? {} : { status: response.status };
    } finally {
      // The answer is enough: an opaque one has no body to cancel, and that may never end.
      end();
    }
  },
  localNetwork: async (space) => {
    // Chrome refuses a page without TLS and asks nobody, other browsers let it through; none of them tells.
    if (!isSecureContext) return 'unknown';
    for (const name of permissionNames[space]) {
      const found = await navigator.permissions
        .query({ name: name as PermissionName })
        .catch(() => undefined);
      if (found) return found.state satisfies LocalNetworkPermission;
    }
    return 'unknown';
  },
};
