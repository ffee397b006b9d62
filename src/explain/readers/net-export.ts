/** Chrome's net-export, the log of its network stack (chrome://net-export). */
import { fact } from '../../diagnosis/facts.ts';
import type { Finding, Reader, Reading, Span, Unread } from '../finding.ts';
import type { Exchange } from './exchange.ts';
import { judge, withHeader } from './exchange.ts';
import { isRecord, listOf, numberOf, recordOf, textOf } from './json-line.ts';
import { brokenJson, finderOf } from './json-text.ts';
import { mostFindings } from './lines.ts';
import { pathOf } from './request.ts';

type Json = Readonly<Record<string, unknown>>;

/** The number of SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3). */
const enableConnect = 8;

/** Chrome writes the end of the file last: without it the events until then are whole. */
function parse(text: string): { json: unknown; isCut: boolean } | undefined {
  try {
    return { json: JSON.parse(text) as unknown, isCut: false };
  } catch {
    const end = text.lastIndexOf('},\n');
    if (end === -1) return undefined;
    try {
      return { json: JSON.parse(`${text.slice(0, end)}}]}`) as unknown, isCut: true };
    } catch {
      return undefined;
    }
  }
}

/** Number → name, from a table of names. */
function names(constants: Json, table: string): Map<number, string> {
  return new Map(
    Object.entries(recordOf(constants, table)).flatMap(([name, number]) =>
      typeof number === 'number' ? [[number, name] as const] : [],
    ),
  );
}

/** A head as Chrome logs it: one line each, the first one with the status. */
function headOf(lines: readonly unknown[]): Exchange['response'] {
  const [first, ...rest] = lines.filter((each) => typeof each === 'string');
  const [, version, status] = /^HTTP\/(\d(?:\.\d)?) (\d{3})/.exec(first ?? '') ?? [];
  if (version === undefined || status === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of rest.slice(0, 200)) {
    const colon = line.indexOf(':', 1);
    if (colon > 0) withHeader(headers, line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { version, status: Number(status), headers };
}

interface Socket {
  url: string;
  span: Span;
  exchange: Exchange;
  error: string;
}

function read(text: string): Reading {
  const reading = (findings: readonly Finding[], unread: readonly Unread[] = []): Reading => ({
    format: 'Chrome net-export',
    findings,
    unread,
  });
  const parsed = parse(text);
  if (!parsed || !isRecord(parsed.json)) return reading([], [brokenJson(text, undefined, 'net-export')]);
  const { json, isCut } = parsed;
  const constants = recordOf(json, 'constants');
  const types = names(constants, 'logEventTypes');
  const errors = names(constants, 'netError');
  const find = finderOf(text);
  const sockets = new Map<number, Socket>();
  const sessions = new Map<number, { host: string; span: Span; settings: boolean; allows: boolean }>();
  for (const event of listOf(json, 'events')) {
    if (!isRecord(event)) continue;
    const name = types.get(numberOf(event, 'type')) ?? '';
    const source = numberOf(recordOf(event, 'source'), 'id');
    const params = recordOf(event, 'params');
    const url = textOf(params, 'url');
    if (/^wss?:/i.test(url) && !sockets.has(source) && sockets.size < mostFindings)
      sockets.set(source, { url, span: find(url), exchange: {}, error: '' });
    if (name === 'HTTP2_SESSION' || name === 'HTTP2_SESSION_INITIALIZED') {
      const host = textOf(params, 'host');
      if (host !== '' && !sessions.has(source))
        sessions.set(source, { host, span: find(host), settings: false, allows: false });
    }
    const session = sessions.get(source);
    if (session && name === 'HTTP2_SESSION_RECV_SETTING') {
      session.settings = true;
      if (Number.parseInt(textOf(params, 'id') || String(numberOf(params, 'id')), 10) === enableConnect)
        session.allows = numberOf(params, 'value') === 1;
    }
    const socket = sockets.get(source);
    if (!socket) continue;
    const sent = listOf(params, 'headers');
    const response = headOf(sent);
    if (response) socket.exchange = { ...socket.exchange, response };
    else if (name.includes('SEND_REQUEST_HEADERS') && sent.length > 0) {
      const headers = new Map<string, string>();
      for (const line of sent)
        if (typeof line === 'string') {
          const colon = line.indexOf(':', 1);
          if (colon > 0)
            withHeader(headers, line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
        }
      socket.exchange = {
        ...socket.exchange,
        request: { method: 'GET', target: socket.url, version: '', headers },
      };
    }
    const code = numberOf(params, 'net_error');
    if (code < 0) socket.error = errors.get(code) ?? (socket.error || String(code));
  }
  const findings: Finding[] = [];
  for (const { url, span, exchange, error } of sockets.values()) {
    const path = pathOf(url).slice(0, 80);
    const request = exchange.request ?? {
      method: 'GET',
      target: url,
      version: '',
      headers: new Map<string, string>(),
    };
    const judged = exchange.response ? judge({ ...exchange, request }) : [];
    const isNamed = /^ERR_/.test(error);
    for (const each of judged)
      findings.push({
        span,
        by: 'net-export',
        what: `${each.what}, for ${path}`,
        means: each.means,
        facts: [fact('client', 'browser', 'paste'), ...each.facts],
      });
    if (judged.length === 0 && error !== '')
      findings.push({
        span,
        by: 'net-export',
        what: `the handshake for ${path} failed with ${isNamed ? `net::${error}` : `error ${error}`}`,
        means: 'Chrome names the error here; a page never sees it.',
        facts: [fact('client', 'browser', 'paste'), fact('symptom', 'never-opens', 'paste')],
        ...(isNamed && { holds: `net::${error}` }),
      });
  }
  const hosts = [...sockets.values()].map(({ url }) => url.replace(/^wss?:\/\//i, '').split(/[/?:]/, 1)[0]);
  for (const { host, span, settings, allows } of sessions.values())
    if (settings && hosts.includes(host.split(':', 1)[0]))
      findings.push({
        span,
        by: 'net-export',
        what: `the HTTP/2 session with ${host.slice(0, 80)}`,
        means: allows
          ? 'The server allows WebSockets over HTTP/2, so Chrome uses this connection for them.'
          : 'The server does not allow WebSockets over HTTP/2. Chrome therefore opens a connection of its own over HTTP/1.1: HTTP/2 is not the fault.',
        facts: [],
      });
  const unread: Unread[] = isCut
    ? [
        {
          span: [Math.max(0, text.length - 60), text.length],
          why: 'This net-export is cut off: its last event is not complete. The events before it were read. Press “Stop Logging” before you copy the file.',
        },
      ]
    : [];
  if (sockets.size === 0)
    unread.push({
      span: [0, Math.min(text.length, 200)],
      why: 'No event of this net-export is of a ws:// or wss:// address. Start the log, let the socket fail, and stop the log then.',
    });
  return reading(findings, unread);
}

/** Chrome's net-export. */
export const netExport: Reader = {
  id: 'net-export',
  recognise: (text) => (/^\s{0,100}\{/.test(text) && /"logEventTypes"\s{0,20}:/.test(text) ? 1 : 0),
  read,
};
