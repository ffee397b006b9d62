/** Handshakes as tools write them down: curl with -i and -v, raw HTTP, and the headers that DevTools copy. */
import type { Finding, Reader, Span } from '../finding.ts';
import type { Exchange } from './exchange.ts';
import { judge, withHeader } from './exchange.ts';
import type { Line } from './lines.ts';
import { linesOf, mostFindings } from './lines.ts';

/** A body is read so far. */
const longestBody = 2000;

interface Head {
  start: Line;
  headers: Map<string, string>;
  /** Where each header stands. */
  places: Map<string, Span>;
  /** Whether `curl -v` marked it: then its body follows without a blank line. */
  isMarked?: boolean;
}

interface Draft {
  from: number;
  to: number;
  command?: { target: string; headers: Map<string, string>; http1: boolean };
  request?: Head & { method: string; target: string; version: string };
  response?: Head & { version: string; status: number };
  body: string;
}

/** The answer of which DevTools names the status on a line; they do not say its version. */
const responseAt = (line: Line, code: string): NonNullable<Draft['response']> => ({
  start: line,
  headers: new Map(),
  places: new Map(),
  version: '1.1',
  status: Number(code),
});

const requestStart = /^(GET|CONNECT|POST|HEAD|OPTIONS) (\S{1,4000}) HTTP\/(\d(?:\.\d)?)$/;
const statusStart = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: .{0,200})?$/;
const header = /^(:?[A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?(.{0,6000})$/;
const command = /^(?:[$%>#] |[^\s]{1,60}[$#] )?(?:time )?curl(?:\.exe)? /;
const devTools = /^(Request URL|Request Method|Status Code|Remote Address|Referrer Policy): ?(.{0,4000})$/;

/** Reads a command as a shell splits it, quotes taken off. */
function wordsOf(text: string): string[] {
  return [...text.slice(0, 8000).matchAll(/'([^']{0,4000})'|"([^"]{0,4000})"|([^\s'"]{1,4000})/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

function readCommand(text: string): NonNullable<Draft['command']> {
  const words = wordsOf(text);
  const headers = new Map<string, string>();
  let target = '';
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    const [, name, value = ''] = /^-(?:H|-header)$/.test(word) ? (header.exec(next) ?? []) : [];
    if (name !== undefined) withHeader(headers, name.toLowerCase(), value.trim());
    if (/^(?:https?|wss?):\/\//i.test(word)) target = word;
  }
  return { target, headers, http1: words.some((word) => word === '--http1.1') };
}

/** Puts what was gathered into an exchange. The command tells what was asked where the request itself was not printed. */
function exchangeOf({ command: run, request, response, body }: Draft): Exchange {
  const asked = request
    ? {
        method: request.method,
        target: /^https?:/i.test(request.target) || !run ? request.target : run.target || request.target,
        version: request.version,
        // HTTP/2 leaves out the headers of the upgrade: that they were wanted stands in the command.
        headers: new Map([...(run?.headers ?? []), ...request.headers]),
      }
    : run && { method: 'GET', target: run.target || '/', version: '', headers: run.headers };
  return {
    ...(asked && { request: asked }),
    ...(response && {
      response: {
        version: response.version,
        status: response.status,
        headers: response.headers,
        body: body.slice(0, longestBody),
      },
    }),
  };
}

function findingsOf(draft: Draft, id: string): Finding[] {
  const { request, response, command: run } = draft;
  if (!request && !response) {
    if (!run) return [];
    return [
      {
        span: [draft.from, draft.to],
        by: id,
        what: 'a curl command',
        means: run.headers.has('sec-websocket-key')
          ? 'It sends a handshake. Paste what it printed too: the status is what counts.'
          : 'It sends an ordinary request. Paste what it printed too.',
        facts: [],
      },
    ];
  }
  const placeOf = (name: string | undefined): Span => {
    const head = name === ':request' ? request : (response ?? request);
    const place = name === undefined ? undefined : (response?.places.get(name) ?? request?.places.get(name));
    return place ?? head?.start.span ?? [draft.from, draft.to];
  };
  const whole: Finding = {
    span: [draft.from, draft.to],
    by: id,
    what: run ? 'curl and what it printed' : response ? 'a request and its answer' : 'a request',
    means: '',
    facts: [],
  };
  const parts = judge(exchangeOf(draft)).map(({ header: name, ...judgement }): Finding => ({
    span: placeOf(name),
    by: id,
    ...judgement,
  }));
  return parts.length === 0 ? [] : [whole, ...parts];
}

/** What a line is when the marks of `curl -v` are taken off: which side it is of, and its text. */
function unmarked(line: string): { side: 'sent' | 'received' | 'note' | undefined; text: string } {
  const [, mark, text = ''] = /^([<>*])(?: (.*))?$/.exec(line) ?? [];
  if (mark === undefined) return { side: undefined, text: line };
  return { side: mark === '>' ? 'sent' : mark === '<' ? 'received' : 'note', text };
}

function read(text: string): Finding[] {
  const id = 'handshake';
  const findings: Finding[] = [];
  let draft: Draft | undefined;
  let head: Head | undefined;
  let pending: string | undefined;
  let last = -1;
  const finish = () => {
    if (draft && findings.length < mostFindings) findings.push(...findingsOf(draft, id));
    draft = undefined;
    head = undefined;
  };
  const begin = (line: Line): Draft => (draft ??= { from: line.span[0], to: line.span[1], body: '' });
  for (const line of linesOf(text)) {
    const { side, text: own } = unmarked(line.text);
    // Blank lines are left out of the list: a head ends where one stood.
    const gap =
      draft !== undefined &&
      last !== -1 &&
      /\n[ \t\r]{0,200}\n/.test(text.slice(last, Math.min(line.span[0], last + 400)));
    last = line.span[1];
    if (side === undefined && command.test(own)) {
      finish();
      begin(line).command = readCommand(own);
      continue;
    }
    const status = statusStart.exec(own);
    const asked = status ? undefined : requestStart.exec(own);
    const tools = side === undefined ? devTools.exec(own) : undefined;
    if (asked) {
      if (draft?.request || draft?.response) finish();
      const at = begin(line);
      const [, method = '', target = '', version = ''] = asked;
      at.request = { start: line, headers: new Map(), places: new Map(), method, target, version };
      head = at.request;
      at.to = line.span[1];
      continue;
    }
    if (status) {
      // An answer of 1xx other than 101 comes before the real one.
      if (draft?.response && draft.response.status >= 101 && draft.response.status !== 103) finish();
      const at = begin(line);
      const [, version = '', code = ''] = status;
      at.response = {
        start: line,
        headers: new Map(),
        places: new Map(),
        isMarked: side !== undefined,
        version,
        status: Number(code),
      };
      head = at.response;
      at.to = line.span[1];
      continue;
    }
    if (tools) {
      const [, name = '', value = ''] = tools;
      if (name === 'Request URL') {
        finish();
        begin(line).request = {
          start: line,
          headers: new Map(),
          places: new Map(),
          method: 'GET',
          target: value,
          version: '',
        };
        head = draft?.request;
      }
      const code = /^\d{3}/.exec(value)?.[0];
      if (name === 'Status Code' && draft && code !== undefined) draft.response = responseAt(line, code);
      if (draft) draft.to = line.span[1];
      pending = value === '' ? name : undefined;
      continue;
    }
    if (!draft) continue;
    // Newer DevTools copy a value on the line after its name.
    if (pending !== undefined) {
      if (pending === 'Request URL' && draft.request) draft.request.target = own;
      const code = /^\d{3}/.exec(own)?.[0];
      if (pending === 'Status Code' && code !== undefined) draft.response = responseAt(line, code);
      pending = undefined;
      draft.to = line.span[1];
      continue;
    }
    if (/^Response Headers\b/i.test(own)) head = draft.response ?? head;
    if (/^Request Headers\b/i.test(own)) head = draft.request ?? head;
    if (side === 'note') {
      draft.to = line.span[1];
      continue;
    }
    const isInHead =
      head !== undefined && (side !== undefined || !gap || own.toLowerCase().startsWith('sec-websocket-'));
    const [, name, value = ''] = isInHead ? (header.exec(own) ?? []) : [];
    if (head && name !== undefined) {
      const key = name.toLowerCase();
      // DevTools list both heads one after the other; the names tell which is which.
      const toResponse = key === 'sec-websocket-accept' && draft.response !== undefined;
      const into = toResponse && draft.response ? draft.response : head;
      withHeader(into.headers, key, value.trim());
      into.places.set(key, line.span);
      draft.to = line.span[1];
      continue;
    }
    if (side !== undefined) continue;
    if (
      draft.response &&
      draft.body.length < longestBody &&
      (!gap || (draft.body === '' && !draft.response.isMarked)) &&
      isOfBody(own)
    ) {
      head = undefined;
      draft.body += own;
      draft.to = line.span[1];
    } else if (!draft.response && draft.command && !gap) draft.to = line.span[1];
    else finish();
  }
  finish();
  return findings;
}

/** Whether a line can be of the body of an answer rather than the next thing that was pasted. */
const isOfBody = (line: string) => /^[<{["\w]/.test(line) && !/^\d{4}[/-]\d\d[/-]\d\d/.test(line);

/** Handshakes as tools write them down. */
export const handshakes: Reader = {
  id: 'handshake',
  recognise: (text) =>
    /(?:^|[<>] |\s)HTTP\/\d(?:\.\d)? \d{3}|\b(?:GET|CONNECT) \S{1,2000} HTTP\/\d|^Request URL:|\bcurl(?:\.exe)? /m.test(
      text,
    )
      ? 0.9
      : 0,
  read: (text) => ({ format: 'handshake', findings: read(text), unread: [] }),
};
