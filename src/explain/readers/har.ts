/** HAR, the archive of requests that browsers' developer tools save. Source: HAR 1.2, and what Chrome and Firefox add to it. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import type { Finding, Reader, Reading, Span, Unread } from '../finding.ts';
import type { Exchange } from './exchange.ts';
import { isHandshake, judge, withHeader } from './exchange.ts';
import { isRecord, listOf, numberOf, recordOf, textOf } from './json-line.ts';
import { brokenJson, finderOf } from './json-text.ts';
import { inSeconds, mostFindings } from './lines.ts';
import { pathOf } from './request.ts';

type Json = Readonly<Record<string, unknown>>;

const longestBody = 2000;

function headersOf(message: Json): Map<string, string> {
  const headers = new Map<string, string>();
  for (const each of listOf(message, 'headers').slice(0, 200))
    if (isRecord(each)) withHeader(headers, textOf(each, 'name').toLowerCase(), textOf(each, 'value'));
  return headers;
}

/** "http/1.1", "HTTP/2", "h2" and "h3" as a version. */
const versionOf = (text: string) =>
  /^(?:http\/)?(\d(?:\.\d)?)$/i.exec(text)?.[1] ?? /^h([23])$/i.exec(text)?.[1] ?? '';

function exchangeOf(entry: Json): Exchange {
  const [request, response] = [recordOf(entry, 'request'), recordOf(entry, 'response')];
  const status = numberOf(response, 'status');
  return {
    request: {
      method: textOf(request, 'method') || 'GET',
      target: textOf(request, 'url'),
      version: versionOf(textOf(request, 'httpVersion')),
      headers: headersOf(request),
    },
    ...(status > 0 && {
      response: {
        version: versionOf(textOf(response, 'httpVersion')),
        status,
        headers: headersOf(response),
        body: textOf(recordOf(response, 'content'), 'text').slice(0, longestBody),
      },
    }),
  };
}

/** What an entry adds to its exchange: no answer at all, a page on https, messages that passed. */
function besides(entry: Json, { response }: Exchange, target: string, pageUrl: string): Finding[] {
  const found: Omit<Finding, 'span' | 'by'>[] = [];
  const error = textOf(recordOf(entry, 'response'), '_error') || textOf(entry, '_error');
  if (!response)
    found.push({
      what: 'a handshake without an answer',
      means: error
        ? `The browser noted ${error.slice(0, 80)}.`
        : 'The archive has no status for it: the browser got no answer, or blocked the request itself.',
      facts: [fact('symptom', 'never-opens', 'paste')],
      ...(error && { holds: error.slice(0, 200) }),
    });
  if (/^https:/i.test(pageUrl) && /^ws:/i.test(target))
    found.push({
      what: 'a ws:// address on an https:// page',
      means: 'Browsers block that as mixed content.',
      facts: [fact('schemes', 'mixed', 'paste')],
    });
  const messages = listOf(entry, '_webSocketMessages');
  if (messages.length > 0) {
    const times = [messages[0], messages.at(-1)].map((each) =>
      isRecord(each) ? numberOf(each, 'time') : Number.NaN,
    );
    const [first = Number.NaN, last = Number.NaN] = times;
    found.push({
      what: `${messages.length} messages on the socket`,
      means: `So it was open.${last > first ? ` Between the first message and the last passed ${inSeconds(last - first)}.` : ''}`,
      facts: [],
    });
  }
  return found.map((each) => ({ span: [0, 0], by: 'har', ...each }));
}

/** Whether an entry is of a socket, or of the polling that opens one. */
function isOfSocket(entry: Json, exchange: Exchange): boolean {
  const target = exchange.request?.target ?? '';
  return (
    textOf(entry, '_resourceType') === 'websocket' ||
    isHandshake(exchange) ||
    exchange.response?.status === 101 ||
    /[?&]transport=(?:polling|websocket)\b/.test(target)
  );
}

function ofEntry(entry: Json, span: Span, pageUrl: string): Finding[] {
  const exchange = exchangeOf(entry);
  if (!isOfSocket(entry, exchange)) return [];
  const target = exchange.request?.target ?? '';
  const body = exchange.response?.body ?? '';
  const facts: Facts = [fact('client', 'browser', 'paste')];
  const judged = exchange.response ? judge(exchange) : [];
  return [
    ...judged.map(({ what, means, facts: own }, index): Finding => ({
      span,
      by: 'har',
      what: `${what}, for ${pathOf(target).slice(0, 80)}`,
      means,
      facts: [...facts, ...own],
      ...(index === 0 && body !== '' && { holds: body }),
    })),
    ...besides(entry, exchange, target, pageUrl).map((each) => ({ ...each, span })),
  ];
}

function read(text: string): Reading {
  const reading = (findings: readonly Finding[], unread: readonly Unread[]): Reading => ({
    format: 'HAR',
    findings,
    unread,
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return reading([], [brokenJson(text, error, 'HAR')]);
  }
  const log = isRecord(json) ? recordOf(json, 'log') : {};
  const entries = listOf(log, 'entries');
  const pages = new Map(
    listOf(log, 'pages').flatMap((page) =>
      isRecord(page) ? [[textOf(page, 'id'), textOf(page, 'title')] as const] : [],
    ),
  );
  const find = finderOf(text);
  const findings: Finding[] = [];
  for (const entry of entries) {
    if (!isRecord(entry)) continue;
    const span = find(textOf(recordOf(entry, 'request'), 'url'));
    if (findings.length >= mostFindings) break;
    findings.push(...ofEntry(entry, span, pages.get(textOf(entry, 'pageref')) ?? ''));
  }
  const nothing: Unread[] =
    findings.length > 0
      ? []
      : [
          {
            span: [0, Math.min(text.length, 200)],
            why: `This HAR has ${entries.length} requests, and none is of a WebSocket. Open the developer tools first, load the page again, let it fail, and save the HAR then.`,
          },
        ];
  return reading(findings, nothing);
}

/** HAR. */
export const har: Reader = {
  id: 'har',
  recognise: (text) =>
    /^\s{0,100}\{/.test(text) && /"entries"\s{0,20}:/.test(text) && /"log"\s{0,20}:/.test(text) ? 1 : 0,
  read,
};
