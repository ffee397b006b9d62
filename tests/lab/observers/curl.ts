/** `curl` as the site's pages tell a reader to run it: the handshake as a command, which never answers a ping. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { handshakeHeaders } from '../../../src/wire/handshake-command.ts';
import type { Observation } from '../../../src/knowledge/schemas.ts';
import { findProgram, readVersion } from '../programs/program.ts';
import { ensureMayStart, track } from '../running.ts';
import { socketIoClients, type SocketIoOptions } from './socket-io-client.ts';

export interface CurlOptions {
  /** `ws:` or `wss:` address; its host is not looked up. */
  url: URL;
  /** Port of 127.0.0.1 to connect to. */
  port: number;
  subprotocols: readonly string[];
  /** Seconds of silence after the open. */
  silence: number;
  /** Set if the address is that of a Socket.IO server, which `curl` asks for a WebSocket without polling first. */
  socketIo: SocketIoOptions | null;
  /** Cookies that the handshake carries, as `name=value`. */
  cookies: readonly string[];
  /** Port of 127.0.0.1 of the forward proxy to ask for a tunnel; `null` for none. */
  forwardProxy: number | null;
  /** File with the only authority to trust; without it any certificate is taken. */
  authorityFile?: string;
}

/** Seconds after which an endpoint that does not answer is given up. */
const patience = 10;
/** Exit code of an operation that took longer than `--max-time` (curl's manual, "EXIT CODES"). */
const timedOut = 28;
/** Characters of a refusal's body that are kept. */
const longestBody = 160;

/** The text of a body, without the markup of a web page, on one line. */
function readable(body: string): string | null {
  const text = body
    .replace(/<!--.*?-->|<style.*?<\/style>|<script.*?<\/script>|<title.*?<\/title>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    // Times, and how many of the same kind a stream sends until curl is ended.
    .replace(/\d{10,}/g, '<number>')
    .replace(/(\S+ <number>)(?: \1)+/g, '$1 …')
    .trim();
  return text === '' ? null : text.slice(0, longestBody).trim();
}

/** Headers of a refusal by which programs can be told apart. */
const telling =
  /^(?:date|server|via|connection|keep-alive|upgrade|content-(?:type|length)|location|allow|retry-after|www-authenticate|sec-websocket-version|x-(?:powered-by|content-type-options|cache))$/i;

/** The value of a header as it is in each run. Of a length it matters whether there is a body. */
function sameEachTime(name: string, value: string): string {
  if (/^date$/i.test(name)) return '<date>';
  if (/^content-length$/i.test(name)) return value === '0' ? '0' : '<number>';
  // The products of Server and Via have versions, which an update changes.
  return /^(?:server|via|x-powered-by)$/i.test(name) ? value.replace(/\/[\w.+-]+/g, '') : value;
}

/** The headers of an answer that tell something, as `curl` printed them. */
function tellingHead(head: string): Record<string, string> {
  const lines = head.split('\r\n').slice(1);
  const headers = lines.flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    return telling.test(name) ? [[name, sameEachTime(name, value)]] : [];
  });
  return Object.fromEntries(headers);
}

/** What `curl` complains about in the end, without what differs from run to run or from update to update. */
function finalComplaint(terminal: string): string | null {
  const text = (/^curl: \(\d+\).*$/m.exec(terminal)?.[0] ?? '')
    .replace(/\bafter \d+ (ms|milliseconds)/g, 'after <n> $1')
    .replace(/\bOpenSSL\/[\w.]+/g, 'OpenSSL/<version>')
    // Which of both meets the reset first is chance.
    .replace('Send failure: Connection reset', 'Recv failure: Connection reset');
  return text === '' ? null : text;
}

/** The version of the installed `curl`. */
export async function curlVersion(): Promise<Record<string, string>> {
  return { curl: await readVersion(await findProgram('curl', 'curl'), ['--version'], /^curl (\S+)/) };
}

/**
 * Sends a correct handshake with `curl` and reports what it printed. Without `silence` it is ended as soon as it has a 101.
 * @throws {Error} if curl is not installed
 */
export async function observeCurl(options: CurlOptions): Promise<Observation['curl']> {
  const { url, port, subprotocols, silence, socketIo, cookies, forwardProxy, authorityFile } = options;
  ensureMayStart();
  const address = new URL(
    socketIo ? `?EIO=${socketIoClients[socketIo.clientVersion].protocol}&transport=websocket` : '',
    url,
  );
  address.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  const headers = [
    ...handshakeHeaders,
    ...(cookies.length > 0 ? [`Cookie: ${cookies.join('; ')}`] : []),
    ...(subprotocols.length > 0 ? [`Sec-WebSocket-Protocol: ${subprotocols.join(', ')}`] : []),
  ];
  const child = spawn(
    await findProgram('curl', 'curl'),
    [
      // Verbose, because curl keeps the head of a 101 back in its buffer and prints it at its end; what is verbose comes at once.
      ...['--silent', '--show-error', '--include', '--verbose', '--http1.1'],
      ...['--max-time', String(Math.max(silence, patience)), '--connect-to', `::127.0.0.1:${port}`],
      ...(forwardProxy === null
        ? ['--noproxy', '*']
        : ['--proxytunnel', '--suppress-connect-headers', '--proxy', `http://127.0.0.1:${forwardProxy}`]),
      ...(authorityFile === undefined ? ['--insecure'] : ['--cacert', authorityFile]),
      ...headers.flatMap((header) => ['--header', header]),
      address.href,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = track(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  });
  let printed = '';
  let terminal = '';
  const open: { at: number | null } = { at: null };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    terminal += text;
    if (open.at !== null || !/^< HTTP\/1\.1 101 /m.test(terminal)) return;
    open.at = performance.now();
    if (silence === 0) void stop();
  });
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const error = finalComplaint(terminal);
    if (open.at === null) {
      const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(printed)?.[1];
      const headEnd = printed.indexOf('\r\n\r\n');
      const head = tellingHead(printed.slice(0, headEnd));
      const body = readable(printed.slice(headEnd + 4));
      return {
        ...{ status: status === undefined ? null : Number(status), exitCode, seconds: null, error },
        ...(status !== undefined && { head }),
        body,
      };
    }
    // Without a silence curl is ended at its 101; whether the other side is faster is chance.
    if (silence === 0 || exitCode === null || exitCode === timedOut)
      return { status: 101, exitCode: null, seconds: null, error: null, body: null };
    const seconds = Math.round((performance.now() - open.at) / 1000);
    return { status: 101, exitCode, seconds, error, body: null };
  } finally {
    await stop();
  }
}
