import type { ProbeEnvironment } from './socket.ts';

/** The probe's environment in a real browser. */
export const browserEnvironment: ProbeEnvironment = {
  now: () => performance.now(),
  openSocket: (url, subprotocols) => {
    const socket = new WebSocket(url, [...subprotocols]);
    // A Blob keeps large binary messages out of the page's memory.
    socket.binaryType = 'blob';
    return socket;
  },
  request: async (url, signal) => {
    const response = await fetch(url, {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    });
    // The answer is enough; do not wait for a body that may never end.
    await response.body?.cancel();
    return response.type === 'opaque' ? {} : { status: response.status };
  },
};
