/** Numbers that people write about a failure: a status, a close code, seconds. Each pattern is linear in the text. */
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { fact, joinFacts } from '../diagnosis/facts.ts';
import { longestText } from './normalise.ts';
import { factOfNumber } from './says.ts';

interface ValueReader {
  question: 'status' | 'close-code' | 'seconds';
  /** The number is the first group. Global and with `i`. */
  pattern: RegExp;
  /** Numbers in this range only. */
  from: number;
  to: number;
}

const statusNames =
  'bad request|unauthorized|forbidden|not found|method not allowed|gone|upgrade required|too many requests|request header fields too large|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|moved permanently|found|temporary redirect|permanent redirect|switching protocols';

/** The more certain before the less certain. */
const readers: readonly ValueReader[] = [
  { question: 'status', pattern: /\bHTTP\/\d(?:\.\d)?"? (\d{3})\b/gi, from: 101, to: 599 },
  {
    question: 'status',
    pattern: new RegExp(`\\b(\\d{3})[:,]? (?:${statusNames})\\b`, 'gi'),
    from: 101,
    to: 599,
  },
  {
    question: 'status',
    pattern:
      /\b(?:status|response code|status code|http error|server response|http code|http|statuscode)(?: of| is|=|:|"|')? ?['":=]{0,3}(\d{3})\b/gi,
    from: 101,
    to: 599,
  },
  {
    question: 'status',
    pattern:
      /\b(?:error|returns?|returned|gets?|got|with|a|an|the|gives?|says?|answers?|throws?|failed|rejected|code|is|always|only|just|and|instead)[ :]{1,2}(?:an? |http )?([2-5]\d\d)(?!\d|[ -]?(?:ms|s|sec|seconds?|minutes?|kb|mb|bytes|users|clients|connections|sockets|messages|requests|chars))\b/gi,
    from: 400,
    to: 530,
  },
  {
    question: 'status',
    pattern: /(?:^|[\s("'])(4(?:0[013459]|10|13|26|29|31)|50[0234]|52\d)(?=$|[\s,.;:)"'])/g,
    from: 400,
    to: 530,
  },
  {
    question: 'close-code',
    pattern:
      /\b(?:close ?code|close status|closecode|code|closed|status|close)(?: is| was| with| code| event)?[ "'=:(]{1,4}(1\d{3}|[34]\d{3})\b/gi,
    from: 1000,
    to: 4999,
  },
  {
    question: 'close-code',
    pattern: /(?:^|[^\d.:/-])(10(?:0[0-3]|0[5-9]|1[0-5]))(?=$|[^\d.:/-]|[.,:)](?:\s|$))/g,
    from: 1000,
    to: 1015,
  },
];

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
/** A length of time near a word of an end: "drops after 60 seconds", "every 5 minutes it disconnects". */
const lengths =
  /\b(?:after|every|exactly|about|around|roughly|approx\.?|~|within|at|in|for) ?(?:about |exactly |around |roughly |~ ?)?(\d{1,5}(?:\.\d+)?) ?-?(s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?)\b/gi;
const words: Readonly<Record<string, string>> = {
  'one minute': '1 minute',
  'a minute': '1 minute',
  'one hour': '1 hour',
  'an hour': '1 hour',
  'two minutes': '2 minutes',
  'five minutes': '5 minutes',
  'ten minutes': '10 minutes',
  'sixty seconds': '60 seconds',
  'thirty seconds': '30 seconds',
};
const isOfDrop =
  /drop|disconnect|clos(?:e|ed|es|ing)\b|dies|die\b|lost|cut|kill|reset|reconnect|end(?:s|ed)?\b|goes away|1006|terminat|stops?\b|hang|idle|silen|quiet/i;

/** The facts that numbers in a text say. */
export function factsOfValues(original: string): Facts {
  const text = original.slice(0, longestText);
  const found: Fact[] = [];
  for (const { question, pattern, from, to } of readers) {
    if (found.some((each) => each.question === question)) continue;
    for (const [, digits = ''] of text.matchAll(pattern)) {
      const value = Number(digits);
      const said = value >= from && value <= to ? factOfNumber(question, value, 'paste') : undefined;
      if (said === undefined) continue;
      found.push(said);
      break;
    }
  }
  return joinFacts(found, dropOf(text));
}

function dropOf(text: string): Facts {
  if (!isOfDrop.test(text)) return [];
  const spelt = text.replace(
    /\b(?:one|an?|two|five|ten) (?:minutes?|hour)\b|\b(?:sixty|thirty) seconds\b/gi,
    (all) => words[all.toLowerCase()] ?? all,
  );
  for (const [, digits = '', unit = ''] of spelt.matchAll(lengths)) {
    const value = Number(digits) * (units[unit.charAt(0).toLowerCase()] ?? 1);
    // Shorter times are those of a handshake or a reconnect.
    if (value < 5) continue;
    const seconds = factOfNumber('seconds', value, 'paste');
    return seconds ? [fact('drop', 'same-seconds', 'paste', { value }), seconds] : [];
  }
  return [];
}
