/** Heroku's router. Source: Heroku Dev Center, error codes. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';
import { factsOfStatus, isForSocket, pathOf } from './request.ts';

const never = fact('symptom', 'never-opens', 'paste');

/** Code → what it means and says. */
const codes: Readonly<Record<string, { means: string; facts: Facts }>> = {
  H10: { means: 'The app crashed, so nothing answers.', facts: [never, fact('words', 'no-answer', 'paste')] },
  H11: { means: 'Too many requests wait for this app.', facts: [never, fact('words', 'used-up', 'paste')] },
  H12: { means: 'The app did not answer within 30 s.', facts: [never, fact('words', 'timeout', 'paste')] },
  H13: {
    means: 'The app closed the connection without an answer.',
    facts: [never, fact('words', 'ended', 'paste')],
  },
  H14: { means: 'No web dyno runs.', facts: [never, fact('words', 'no-answer', 'paste')] },
  H15: {
    means: 'The socket was idle for 55 s, and the router ended it.',
    facts: [
      fact('symptom', 'drops', 'paste'),
      fact('drop', 'after-silence', 'paste'),
      fact('words', 'idle', 'paste'),
      fact('quiet', 'quiet', 'paste'),
      fact('seconds', '60', 'paste', { value: 55 }),
    ],
  },
  H18: {
    means: 'The app ended the connection in the middle of the answer.',
    facts: [fact('words', 'ended', 'paste')],
  },
  H19: {
    means: 'The router could not connect to the dyno in time.',
    facts: [never, fact('words', 'timeout', 'paste')],
  },
  H20: { means: 'The app did not start in time.', facts: [never, fact('words', 'no-answer', 'paste')] },
  H21: { means: 'The dyno refused the connection.', facts: [never, fact('words', 'no-answer', 'paste')] },
  H27: { means: 'The client went away before the app had answered.', facts: [] },
  H28: { means: 'The client sent nothing for 55 s.', facts: [fact('words', 'idle', 'paste')] },
};

const field = (line: string, name: string): string =>
  new RegExp(`\\b${name}="?([^"\\s]{1,2000})`).exec(line)?.[1] ?? '';

function read(line: string): ReadLine | undefined {
  if (!/\bat=(?:error|info|warning)\b/.test(line) || !line.includes('dyno=')) return undefined;
  const code = field(line, 'code');
  const known = codes[code];
  const status = Number(field(line, 'status'));
  const path = field(line, 'path') || '/';
  const isHandshake = status === 101 || isForSocket(path);
  return {
    what: `Heroku router: ${code || 'no error'}, ${pathOf(path).slice(0, 80)}${status > 0 ? `, ${status}` : ''}`,
    means: known?.means ?? (code === '' ? 'The router passed it on.' : 'This code is not known here.'),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'cloud', 'paste'),
      // After H15 the status is that of the handshake, or 503 for a socket that was open.
      ...(isHandshake && status > 100 && code !== 'H15' ? factsOfStatus(status) : []),
      ...(known?.facts ?? []),
    ],
  };
}

/** Heroku's router. */
export const herokuLog = lineReader({
  id: 'heroku-log',
  format: 'Heroku router log',
  hint: /\bat=(?:error|info|warning) [^\n]{0,300}\b(?:dyno|code)=/,
  read,
});
