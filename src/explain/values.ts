/** Numbers that people write about a failure: a status, a close code, seconds. Each pattern is linear in the text. */
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { fact, joinFacts } from '../diagnosis/facts.ts';
import { longestText } from '../diagnosis/longest-text.ts';
import { factOfNumber } from './says.ts';

interface ValueReader {
  question: 'status' | 'close-code';
  /** The number is the first group. */
  pattern: RegExp;
  /** Only numbers in this range. */
  range: readonly [from: number, to: number];
}

const statusNames =
  'bad request|unauthorized|forbidden|not found|method not allowed|gone|upgrade required|too many requests|request header fields too large|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|moved permanently|found|temporary redirect|permanent redirect|switching protocols';
/** Words after which a number is a status where people write of an answer. */
const beforeStatus =
  'error|returns?|returned|gets?|got|with|a|an|the|gives?|says?|answers?|throws?|failed|rejected|code|is|always|only|just|and|instead';
/** A number before one of these counts or measures something. */
const notOf =
  '(?![ -]?(?:ms|s|sec|seconds?|minutes?|kb|mb|bytes|users|clients|connections|sockets|messages|requests|chars)\\b)';

/** A call of `close()` in code says what a program would send, not what came. */
const notCalled = '(?<!\\.(?=close\\())';

const anyStatus = [101, 599] as const;
const refusal = [400, 530] as const;

/** The more certain before the less certain. */
const readers: readonly ValueReader[] = [
  { question: 'status', pattern: /\bHTTP\/\d(?:\.\d)?"? (\d{3})\b/gi, range: anyStatus },
  {
    question: 'status',
    pattern: new RegExp(`\\b(\\d{3})[:,]? (?:${statusNames})\\b`, 'gi'),
    range: anyStatus,
  },
  {
    question: 'status',
    pattern:
      /\b(?:status|response code|status code|http error|server response|http code|http|statuscode)(?: of| is|=|:|"|')? ?['":=]{0,3}(\d{3})\b/gi,
    range: anyStatus,
  },
  {
    question: 'status',
    pattern: new RegExp(`\\b(?:${beforeStatus})[ :]{1,2}(?:an? |http )?([45]\\d\\d)\\b${notOf}`, 'gi'),
    range: refusal,
  },
  {
    question: 'status',
    pattern: new RegExp(
      `(?:^|[\\s("'])(4(?:0[013459]|10|13|26|29|31)|50[0234]|52\\d)(?=$|[\\s,.;:)"'])${notOf}`,
      'gi',
    ),
    range: refusal,
  },
  {
    question: 'close-code',
    pattern: new RegExp(
      `${notCalled}\\b(?:close ?code|close status|closecode|code|closed|status|close)(?: is| was| with| code| event)?[ "'=:(]{1,4}(1\\d{3}|[34]\\d{3})\\b${notOf}`,
      'gi',
    ),
    range: [1000, 4999],
  },
  {
    question: 'close-code',
    pattern: new RegExp(
      `(?:^|[^\\d.:/-])(?<!\\.close\\(\\s?)(10(?:0[0-3]|0[5-9]|1[0-5]))(?=$|[^\\d.:/\\w-]|[.,:)](?:\\s|$))${notOf}`,
      'g',
    ),
    range: [1000, 1015],
  },
];

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const spelt: Readonly<Record<string, string>> = {
  a: '1',
  an: '1',
  one: '1',
  two: '2',
  five: '5',
  ten: '10',
  thirty: '30',
  sixty: '60',
};
/** A length of time as people write when something ends: "after 60 seconds", "every 5 minutes". */
const lengths =
  /\b(?:after|every|exactly|about|around|roughly|approx\.?|~|within|at|in|for) ?(?:about |exactly |around |roughly |~ ?)?(\d{1,5}(?:\.\d+)?|an?|one|two|five|ten|thirty|sixty) ?-?(s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?)\b/gi;
const ofAnEnd =
  /drop|disconnect|clos(?:e|ed|es|ing)\b|dies|die\b|lost|cut|kill|reset|reconnect|end(?:s|ed)?\b|goes away|1006|terminat|stops?\b|hang|idle|silen|quiet/i;
/** Shorter times are those of a handshake or a reconnect. */
const shortestDrop = 5;

/** Whether a fact is a status that comes where it works, as in a run to compare: beside it a refusal is the fact. */
export const isPass = ({ question, answer }: Fact) =>
  question === 'status' && (answer === '101' || answer === '200');

/** The facts that numbers in a text say. */
export function factsOfValues(original: string): Facts {
  const text = original.slice(0, longestText);
  const found = new Map<ValueReader['question'], Fact>();
  for (const { question, pattern, range } of readers) {
    const known = found.get(question);
    if (known && !isPass(known)) continue;
    const said = [...text.matchAll(pattern)].flatMap(([, digits = '']) => {
      const value = Number(digits);
      return value >= range[0] && value <= range[1] ? (factOfNumber(question, value, 'paste') ?? []) : [];
    });
    const one = said.find((each) => !isPass(each)) ?? known ?? said[0];
    if (one) found.set(question, one);
  }
  return joinFacts([...found.values()], dropOf(text));
}

function dropOf(text: string): Facts {
  if (!ofAnEnd.test(text)) return [];
  for (const [, number = '', unit = ''] of text.matchAll(lengths)) {
    const value =
      Number(spelt[number.toLowerCase()] ?? number) * (secondsOf[unit.charAt(0).toLowerCase()] ?? 1);
    if (value < shortestDrop) continue;
    const seconds = factOfNumber('seconds', value, 'paste');
    return seconds ? [fact('drop', 'same-seconds', 'paste', { value }), seconds] : [];
  }
  return [];
}
