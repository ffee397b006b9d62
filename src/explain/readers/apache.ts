/** Apache's error log. */
import { fact } from '../../diagnosis/facts.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { errno } from './errno.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

const line =
  /^(?:\[[A-Z][a-z]{2} [A-Z][a-z]{2} [^\]]{10,40}\] )?\[([a-z_0-9]{0,30}):(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] (.{3,})$/;

/** Number of a message of Apache → what it means. Source: its source code, log tags. */
const tags: Readonly<Record<string, { means: string; facts: Facts }>> = {
  AH00957: {
    means: 'Apache tried to connect to the application and could not.',
    facts: [fact('proxy-log', 'refused', 'paste')],
  },
  AH01114: {
    means: 'Apache could not connect to the application.',
    facts: [fact('proxy-log', 'refused', 'paste')],
  },
  AH00898: {
    means: 'Apache could not read the application’s answer.',
    facts: [fact('proxy-log', 'closed', 'paste')],
  },
  AH01102: {
    means: 'The application closed the connection before it sent a status.',
    facts: [fact('proxy-log', 'closed', 'paste')],
  },
  AH01144: {
    means:
      'No loaded module takes this ProxyPass: for ws:// that is mod_proxy_http from 2.4.47 on, else mod_proxy_wstunnel.',
    facts: [fact('words', 'switched-off', 'paste')],
  },
  AH00484: {
    means: 'Every worker is busy. An open socket holds one for as long as it lives.',
    facts: [fact('proxy-log', 'used-up', 'paste')],
  },
};

function read(text: string): ReadLine | undefined {
  const [, module = '', level, words = ''] = line.exec(text) ?? [];
  if (level === undefined) return undefined;
  const tag = /\b(AH\d{5})\b/.exec(words)?.[1];
  const known = tag === undefined ? undefined : tags[tag];
  const number = /\((\d{1,3})\)[A-Z]/.exec(words)?.[1];
  const cause = number === undefined ? undefined : errno(Number(number));
  return {
    what: `Apache error log${module && `, ${module}`}`,
    means:
      [known?.means, cause && `Error ${number} is ${cause.name}. ${cause.means}`].filter(Boolean).join(' ') ||
      'Apache says what happened in this line.',
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'apache', 'paste'),
      ...(known?.facts ?? []),
      ...(cause?.facts ?? []),
    ],
  };
}

/** Apache's error log. */
export const apacheErrors = lineReader({
  id: 'apache-error-log',
  format: 'Apache error log',
  hint: /\[[a-z_0-9]{0,30}:(?:emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] /,
  read,
});
