/** WebSockets over HTTP/2: whether the server announces extended CONNECT (RFC 8441), and whether it then works. */
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { codeOf } from './network.ts';
import { openTarget, userAgent, type Target } from './target.ts';

/** Milliseconds for the settings of the server, and for an answer. */
const patience = 5000;

/** What was seen over HTTP/2. */
export interface SeenHttp2 {
  /** Whether the server chose HTTP/2 in TLS. */
  offered: boolean;
  /** Whether its settings announce extended CONNECT. */
  announced?: boolean;
  /** Status of an extended CONNECT. */
  status?: number;
  /** Why there is no status. */
  failure?: string;
}

/** The first settings of the server. */
function settingsOf(session: ClientHttp2Session): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no settings in time')), patience);
    session.once('remoteSettings', ({ enableConnectProtocol }) => {
      clearTimeout(timer);
      resolve(enableConnectProtocol === true);
    });
    session.once('error', (error: Error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function askOverHttp2(session: ClientHttp2Session, url: URL, origin: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      {
        [constants.HTTP2_HEADER_METHOD]: 'CONNECT',
        ':protocol': 'websocket',
        [constants.HTTP2_HEADER_SCHEME]: 'https',
        [constants.HTTP2_HEADER_AUTHORITY]: url.host,
        [constants.HTTP2_HEADER_PATH]: `${url.pathname}${url.search}`,
        'sec-websocket-version': '13',
        'user-agent': userAgent,
        ...(origin !== undefined && { origin }),
      },
      { endStream: false },
    );
    const timer = setTimeout(() => {
      stream.destroy();
      reject(new Error('no answer in time'));
    }, patience);
    stream.once('response', (headers) => {
      clearTimeout(timer);
      resolve(Number(headers[constants.HTTP2_HEADER_STATUS]));
      stream.destroy();
    });
    stream.on('error', (error: Error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** Whether a server without TLS begins to speak HTTP/2 when it is spoken to in that. Never throws. */
export async function speaksHttp2(target: Target): Promise<boolean> {
  let session: ClientHttp2Session | undefined;
  try {
    const socket = await openTarget(target);
    session = connect('http://localhost', { createConnection: () => socket });
    session.on('error', () => undefined);
    await settingsOf(session);
    return true;
  } catch {
    return false;
  } finally {
    session?.destroy();
  }
}

/** Looks at HTTP/2 on a connection of its own. `target` offers `h2` in TLS. Never throws. */
export async function lookAtHttp2(target: Target, url: URL, origin: string | undefined): Promise<SeenHttp2> {
  let socket: Socket | undefined;
  let session: ClientHttp2Session | undefined;
  let announced: boolean | undefined;
  try {
    const open = await openTarget(target);
    socket = open;
    if (!(open instanceof TLSSocket) || open.alpnProtocol !== 'h2') return { offered: false };
    session = connect(`https://${url.host}`, { createConnection: () => open });
    session.on('error', () => undefined);
    announced = await settingsOf(session);
    if (!announced) return { offered: true, announced };
    return { offered: true, announced, status: await askOverHttp2(session, url, origin) };
  } catch (error) {
    const failure = error instanceof Error && codeOf(error) === 'Error' ? error.message : codeOf(error);
    return { offered: session !== undefined, ...(announced !== undefined && { announced }), failure };
  } finally {
    session?.destroy();
    socket?.destroy();
  }
}
