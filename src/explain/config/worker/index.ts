/** The reader of Workers, and its rules. It looks at calls, and does not parse the program. Pure. */
import { replaced } from '../lines.ts';
import type { Lines } from '../lines.ts';
import { readerOf } from '../rule.ts';
import type { Rule } from '../rule.ts';

interface WorkerConfig {
  code: string;
  /** The places of a call: the arguments, and the line where it begins. */
  calls: (name: string) => readonly { args: string; line: number }[];
}

const longestCall = 600;

/** The program without its comments; what is taken out becomes blanks, so that places stay. */
const withoutComments = (text: string) =>
  text.replace(
    /(^|[^:"'`\\])\/\/[^\n]*/g,
    (found, before: string) => before + ' '.repeat(found.length - before.length),
  );

function callsOf(code: string, lines: Lines): WorkerConfig['calls'] {
  return (name) => {
    const calls: { args: string; line: number }[] = [];
    for (
      let from = code.indexOf(`${name}(`);
      from >= 0 && calls.length < 50;
      from = code.indexOf(`${name}(`, from + 1)
    ) {
      let depth = 0;
      let end = from + name.length;
      for (const most = end + longestCall; end < Math.min(code.length, most); end += 1) {
        if (code[end] === '(') depth += 1;
        if (code[end] === ')') depth -= 1;
        if (depth === 0) break;
      }
      calls.push({ args: code.slice(from + name.length + 1, end), line: lines.of(from) });
    }
    return calls;
  };
}

const looksAtUpgrade = (code: string) => /["'`]upgrade["'`]/i.test(code);

const responseWrapped: Rule<WorkerConfig> = {
  id: 'worker-response-wrapped',
  what: 'The 101 is wrapped in a new response',
  gives: ['response-wrapped'],
  hits: ({ code, calls }) =>
    looksAtUpgrade(code) || /\bwebSocket\b/.test(code)
      ? []
      : calls('new Response')
          .filter(({ args }) => /^\s*\w+\.body\b/.test(args))
          .map(({ line }) => ({
            line,
            means:
              'The new response has the status and the headers of the 101 and not its socket, so the client never gets one. Return the answer of fetch as it is when the request has “Upgrade: websocket”.',
          })),
};

const requestRebuilt: Rule<WorkerConfig> = {
  id: 'worker-request-rebuilt',
  what: 'The request is built anew without its headers',
  gives: ['upgrade-dropped'],
  hits: ({ calls }, lines) =>
    [...calls('new Request'), ...calls('fetch')]
      .filter(({ args }) => {
        const [, init] = /,\s*\{([^{}]*)\}\s*$/.exec(args) ?? [];
        const rebuilds = init !== undefined && /\bmethod\b/.test(init);
        return rebuilds && !/\bheaders\b|\.\.\./.test(init) && !/\brequest\s*,\s*\{/.test(args);
      })
      .filter(({ line }, index, all) => all.findIndex((each) => each.line === line) === index)
      .map(({ line, args }) => {
        const [init] = /\{[^{}]*\}\s*$/.exec(args) ?? [];
        const text = lines.at(line).trim();
        return {
          line,
          means:
            'A request with only a method and a body has no Upgrade header, so the origin gets an ordinary request. Hand the request itself on as the second argument.',
          ...(init !== undefined &&
            text.includes(init) && { change: replaced(lines, line, text.replace(init, 'request')) }),
        };
      }),
};

const noEndpoint: Rule<WorkerConfig> = {
  id: 'worker-no-endpoint',
  what: 'The Worker answers every request as a page',
  gives: ['no-endpoint'],
  hits: ({ code, calls }) =>
    /\bWebSocketPair\b|\bwebSocket\b|[^.\w]fetch\((?!request\b[^)]*\)\s*\{)|\.fetch\(/.test(code)
      ? []
      : calls('new Response')
          .slice(0, 1)
          .map(({ line }) => ({
            line,
            means:
              'Nothing here makes a WebSocketPair or passes the request on, so a handshake gets an ordinary answer and no 101.',
          })),
};

/** Reads Workers. */
export const workerReader = readerOf<WorkerConfig>({
  id: 'worker',
  format: 'Worker',
  recognise: (text) =>
    (/\bexport default\b/.test(text) &&
      /\bfetch\s*\(/.test(text) &&
      /\bnew (?:Response|Request)\b/.test(text)) ||
    /addEventListener\(\s*['"]fetch['"]/.test(text)
      ? 0.9
      : 0,
  parse(text, lines) {
    const code = withoutComments(text);
    return { config: { code, calls: callsOf(code, lines) }, unread: [], ignored: new Map() };
  },
  rules: [responseWrapped, requestRebuilt, noEndpoint],
});
