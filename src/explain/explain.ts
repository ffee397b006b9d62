/**
 * Explains texts: splits them into parts, asks the readers and the recogniser, and joins what they say. Names no cause:
 * that is the ranking's work. Pure; bounded in time and in what it gives.
 */
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { joinFacts, valueInWords } from '../diagnosis/facts.ts';
import { longestText } from '../diagnosis/longest-text.ts';
import { masked, secretsIn } from '../probe/secrets-in-text.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { answerText, questions } from '../diagnosis/questions.ts';
import type { Readers } from './all-readers.ts';
import { endpointIn } from './endpoint.ts';
import { askedIn, looksLikeSocket } from './config/asked.ts';
import type { Asked } from './config/asked.ts';
import { readConfigs } from './config/files.ts';
import type { Change, Finding, Reader, Reading, Span } from './finding.ts';
import { lineAt, lineStarts } from './line-starts.ts';
import type { KnownMessage } from './messages.ts';
import { recogniser } from './messages.ts';
import type { KnownTexts } from './read.ts';
import { mostLines } from './readers/lines.ts';
import { scopeIn } from './scope.ts';
import { factsOfStacks, stackReader } from './stacks.ts';
import { surest } from './surest.ts';
import { factsOfValues, isPass } from './values.ts';

/** A text as it was pasted or dropped. */
export interface Source {
  /** The name of a file; empty for a paste. */
  name: string;
  text: string;
}

/** A place in one of the texts. */
export interface Place {
  /** Index of the text. */
  source: number;
  span: Span;
  /** The line on which it begins, from 1. */
  line: number;
  /** The beginning of what stands there. */
  excerpt: string;
}

/** Something that was understood, with every place that says the same. */
export interface Found {
  by: string;
  what: string;
  means: string;
  facts: Facts;
  change?: Change;
  /** Slug of the message's page, where a known message was found. */
  message?: string;
  places: readonly Place[];
  /** How many places say it; only some of them are kept. */
  count: number;
}

/** A fact, and which of the findings says it. */
export interface Told {
  fact: Fact;
  /** Index of the finding. */
  by: number;
}

/** One request that the texts tell of, apart from others that contradict it. */
export interface Request {
  /** What is known of it alone, in a few words. */
  what: string;
  /** What is known if it is the one that counts, with all that belongs to none. */
  told: readonly Told[];
}

/** What was understood of the texts. */
export interface Explained {
  sources: readonly { name: string; formats: readonly string[]; isCut: boolean }[];
  findings: readonly Found[];
  unread: readonly { place: Place; why: string }[];
  /** Lines that nobody understood; only some of them are kept. */
  unknown: readonly Place[];
  unknownCount: number;
  /** At least one; the one that counts unless the reader says otherwise comes first. */
  requests: readonly Request[];
  /** What two parts say otherwise, each as a sentence. */
  contradictions: readonly string[];
  /** The words that the ranking reads. */
  words: string;
  /** Scheme, host and path of the socket, if the texts name one; without what looks like a secret. */
  endpoint?: string;
  /** Kinds of secrets that the texts hold. */
  secrets: readonly string[];
}

/** So much of a text is read, unless it is JSON. */
export const longestPaste = 1_000_000;
/** So many characters are searched for known messages: each of them is looked at closely. */
const longestSearched = 16_000;
/** So much of a text is searched for secrets, to warn of them; what is handed on is masked in any case. */
const longestWarned = 200_000;
const mostPlaces = 20;
const mostUnknown = 50;
const longestExcerpt = 160;
const longestWhole = 25_000_000;

/** What stands in a text by lines, and who understood each of them. */
interface Lines {
  text: string;
  starts: readonly number[];
  owned: boolean[];
}

function linesOf(text: string): Lines {
  const starts = lineStarts(text, mostLines);
  return { text, starts, owned: starts.map(() => false) };
}

/** Index of the line in which an index of the text lies. */
const lineOf = ({ starts }: Lines, index: number): number => lineAt(starts, index);

const spanOfLine = ({ text, starts }: Lines, line: number): Span => [
  starts[line] ?? 0,
  Math.max(starts[line] ?? 0, (starts[line + 1] ?? text.length + 1) - 1),
];

function linesOfSpan(lines: Lines, [from, to]: Span): number[] {
  const first = lineOf(lines, from);
  const last = lineOf(lines, Math.max(from, to - 1));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function placeOf(source: number, lines: Lines, span: Span): Place {
  const excerpt = lines.text.slice(span[0], Math.min(span[1], span[0] + longestExcerpt)).trim();
  return { source, span, line: lineOf(lines, span[0]) + 1, excerpt: excerpt.replace(/\s+/g, ' ') };
}

/** A finding, and what it weighs where two say different things: a later kind is believed. */
interface Heard extends Finding {
  source: number;
  message?: string;
  certainty: number;
}

const certain = { stack: 0, value: 1, message: 2, reader: 3, config: 4 } as const;

/** A line of a config that is for people. */
const comment = /^[ \t]{0,200}(?:#|\/\/|;)/;

/** Lines that are the same but for their numbers are looked at once. */
const templateOf = (line: string) => line.replace(/\d{1,20}/g, '0');

/** Pieces of whole lines, each as long as the recogniser reads, with the way back to the text. */
function* chunks(lines: Lines, some: readonly number[]): Generator<{ text: string; from: number }> {
  const seen = new Set<string>();
  let searched = 0;
  let from = -1;
  let to = -1;
  for (const line of some) {
    const [start, end] = spanOfLine(lines, line);
    const template = templateOf(lines.text.slice(start, Math.min(end, start + longestText)));
    if (seen.has(template)) continue;
    seen.add(template);
    const cut = Math.min(end, start + longestText);
    if (from !== -1 && (start !== to + 1 || cut - from > longestText)) {
      yield { text: lines.text.slice(from, to), from };
      searched += to - from;
      from = -1;
    }
    if (searched > longestSearched) return;
    if (from === -1) from = start;
    to = cut;
  }
  if (from !== -1) yield { text: lines.text.slice(from, to), from };
}

/** Puts blanks in the place of lines that others understood, so that every index stays what it was. */
function without(lines: Lines): string {
  return lines.starts
    .map((_, line) => {
      const text = lines.text.slice(...spanOfLine(lines, line));
      return lines.owned[line] ? ' '.repeat(text.length) : text;
    })
    .join('\n');
}

/** Questions whose answers tell two requests apart. */
const telling: readonly QuestionId[] = ['status', 'symptom', 'close-code', 'connect-error'];

const sameAnswer = (one: Fact, other: Fact) =>
  one.answer === other.answer &&
  (one.value === undefined || other.value === undefined || one.value === other.value);

const contradicts = (one: Facts, other: Facts) =>
  one.some(
    (fact) =>
      telling.includes(fact.question) &&
      other.some((each) => each.question === fact.question && !sameAnswer(fact, each)),
  );

/** A finding's answer in a few words: its number, or what the answer says. */
function inWords(fact: Fact): string {
  const isNumber = fact.question === 'status' || fact.question === 'close-code';
  if (isNumber && fact.value !== undefined) return String(fact.value);
  return valueInWords(fact) || answerText(fact.question, fact.answer);
}

/** Findings that speak of the same part of a text, such as a line and the message in it. */
interface Piece {
  findings: { heard: Heard; index: number }[];
  facts: Facts;
}

const byCertainty = (a: Heard, b: Heard) => a.certainty - b.certainty;

function piecesOf(heard: readonly Heard[]): Piece[] {
  const sorted = heard
    .map((each, index) => ({ heard: each, index }))
    .sort(
      (a, b) =>
        a.heard.source - b.heard.source ||
        a.heard.span[0] - b.heard.span[0] ||
        b.heard.span[1] - a.heard.span[1],
    );
  const pieces: Piece[] = [];
  let end = -1;
  let source = -1;
  for (const each of sorted) {
    const { span } = each.heard;
    const last = pieces.at(-1);
    if (last && each.heard.source === source && span[0] < end) {
      last.findings.push(each);
      end = Math.max(end, span[1]);
    } else {
      pieces.push({ findings: [each], facts: [] });
      source = each.heard.source;
      end = span[1];
    }
  }
  return pieces.map(({ findings }) => ({
    findings,
    facts: joinFacts(
      ...findings
        .map(({ heard: one }) => one)
        .sort(byCertainty)
        .map(({ facts }) => facts),
    ),
  }));
}

/** Whether a request was refused or found no connection. */
const isRefused = (facts: Facts) =>
  facts.some((fact) => fact.question === 'connect-error' || (fact.question === 'status' && !isPass(fact)));

/** How much a request looks like the one that fails: one that passed was tried to compare. */
const trouble = (facts: Facts) =>
  (facts.some(({ question }) => question === 'symptom' || question === 'after-101') ? 100 : 0) +
  (isRefused(facts) ? 50 : 0) +
  facts.length;

/** What is the same for every request: the programs on the way, and where and for whom it fails. */
const ofAll: readonly QuestionId[] = [
  'front',
  'server',
  'for-whom',
  'place',
  'works-where',
  'since',
  'direct',
  'http2',
];

/** A finding of another request, with only what holds for this one too. */
const ofPlace = ({ heard, index }: Piece['findings'][number]): Piece['findings'][number] => ({
  heard: { ...heard, facts: heard.facts.filter(({ question }) => ofAll.includes(question)) },
  index,
});

/** Facts of findings, the more certain last, each with the finding that said it. */
function toldBy(findings: Piece['findings']): Told[] {
  const sorted = [...findings].sort((a, b) => byCertainty(a.heard, b.heard) || a.index - b.index);
  const facts = joinFacts(...sorted.map(({ heard: { facts: own } }) => own));
  return facts.map((fact) => ({
    fact,
    by:
      sorted.findLast(({ heard: { facts: own } }) =>
        own.some((each) => each.question === fact.question && each.answer === fact.answer),
      )?.index ?? 0,
  }));
}

/** Tells apart the requests that the pieces speak of, and says where two of them contradict one another. */
function requestsOf(
  heard: readonly Heard[],
  places: readonly Place[],
  nameOf: (place: Place) => string,
): Pick<Explained, 'requests' | 'contradictions'> {
  const pieces = piecesOf(heard);
  const groups: Piece[] = [];
  const common: Piece['findings'] = [];
  for (const piece of pieces) {
    if (!piece.facts.some(({ question }) => telling.includes(question))) {
      common.push(...piece.findings);
      continue;
    }
    const group = groups.find(({ facts }) => !contradicts(facts, piece.facts));
    if (group) {
      group.findings.push(...piece.findings);
      group.facts = joinFacts(group.facts, piece.facts);
    } else groups.push({ findings: [...piece.findings], facts: piece.facts });
  }
  const ordered = [...groups].sort((a, b) => trouble(b.facts) - trouble(a.facts));
  const contradictions = telling.flatMap((question) => {
    const said = groups.flatMap(({ findings, facts }) => {
      const fact = facts.find((each) => each.question === question);
      const by = findings.find(({ heard: { facts: own } }) => own.some((each) => each.question === question));
      const place = by && places[by.index];
      return fact && place ? [{ fact, text: `${inWords(fact)} in ${nameOf(place)}` }] : [];
    });
    const [first] = said;
    if (!first || said.every(({ fact }) => sameAnswer(fact, first.fact))) return [];
    return [
      `${questions[question].short}: ${said.map(({ text }) => text).join(', and ')}. Are these different requests?`,
    ];
  });
  const whatOf = ({ facts }: Piece) =>
    telling
      .flatMap((question) => facts.find((each) => each.question === question) ?? [])
      .slice(0, 1)
      .map((fact) => `${questions[fact.question].short}: ${inWords(fact)}`)
      .join('');
  const requests = (ordered.length === 0 ? [{ findings: [], facts: [] } as Piece] : ordered).map((group) => ({
    what: whatOf(group),
    told: toldBy([
      ...ordered.filter((other) => other !== group).flatMap(({ findings }) => findings.map(ofPlace)),
      ...common,
      ...group.findings,
    ]),
  }));
  return { requests, contradictions };
}

/** What one text says, before it is joined with others. */
interface ReadSource {
  lines: Lines;
  formats: string[];
  isCut: boolean;
  heard: Heard[];
  unread: Explained['unread'][number][];
  unknown: number[];
  /** Lines whose words the ranking reads, the telling first. */
  words: string[];
}

/** A text of which some readers have taken their lines. */
interface Underway {
  source: number;
  lines: Lines;
  result: ReadSource;
  /** Lines whose words the ranking reads. */
  spoken: Set<number>;
  /** Lines that a reader has understood to the last number. */
  understood: Set<number>;
  isConfig: boolean;
  /** Whether a reader of JSON has read all of it. */
  isWhole: boolean;
}

/** What is known of texts, and what each message says in a sentence, which only an explanation shows. */
export interface ExplainableTexts extends KnownTexts {
  messages: readonly (KnownMessage & { answer: string })[];
}

/** Explains texts. */
export type Explainer = (sources: readonly Source[]) => Explained;

/** Builds the explainer once for what is known of texts. */
export function explainer(
  known: ExplainableTexts,
  { whole, lines: lineReaders, configs }: Readers,
): Explainer {
  const recognise = recogniser(known.messages);
  const nameStacks = stackReader(known.stacks);
  const meanings = new Map(known.messages.map(({ slug, answer }) => [slug, answer]));

  /** Known messages in a text that stands at an index, or in none of the texts. */
  const messagesIn = (text: string, at: (span: Span) => Span, source: number): Heard[] =>
    recognise(text)
      .filter((found) => found.whole)
      .sort((a, b) => a.score - b.score)
      .map(({ message, span, facts }) => ({
        source,
        span: at(span),
        by: message.slug,
        message: message.slug,
        what: message.title,
        means: meanings.get(message.slug) ?? '',
        facts,
        certainty: certain.message,
      }));

  /** Takes what a reader says of a text. A line that another reader has understood is that one's. */
  function take(state: Underway, { isTabular, isProse }: Reader, reading: Reading, certainty: number) {
    const { lines, source, result, spoken, understood } = state;
    const { format, unread } = reading;
    const fresh = reading.findings.filter(({ span }) => !lines.owned[lineOf(lines, span[0])]);
    if (fresh.length > 0 || unread.length > 0) result.formats.push(format);
    for (const { span, why } of unread) result.unread.push({ place: placeOf(source, lines, span), why });
    for (const finding of fresh) {
      for (const line of linesOfSpan(lines, finding.span)) {
        lines.owned[line] = true;
        if (!isTabular) spoken.add(line);
        if (!isProse) understood.add(line);
      }
      // A part that only holds others has nothing to say itself.
      if (finding.means !== '' || finding.facts.length > 0)
        result.heard.push({ ...finding, source, certainty });
      if (finding.holds !== undefined) {
        result.words.push(finding.holds);
        result.heard.push(...messagesIn(finding.holds, () => finding.span, source));
      }
    }
  }

  /** Lets the readers of JSON and of lines read a text. */
  function begin({ text: given }: Source, source: number): Underway {
    const json = given.length <= longestWhole ? surest(whole, given) : undefined;
    const text = json ? given : given.slice(0, longestPaste);
    const lines = linesOf(text);
    const state: Underway = {
      source,
      lines,
      result: {
        lines,
        formats: [],
        isCut: text.length < given.length || (!json && lines.starts.length === mostLines),
        heard: [],
        unread: [],
        unknown: [],
        words: [],
      },
      spoken: new Set(),
      understood: new Set(),
      isConfig: false,
      isWhole: json !== undefined && json.id !== 'report',
    };
    if (json) take(state, json, json.read(text), certain.reader);
    if (!state.isWhole)
      for (const reader of lineReaders)
        if (reader.recognise(text) > 0) take(state, reader, reader.read(text), certain.reader);
    return state;
  }

  /** Reads the configs among the texts, in the lines that no other reader has understood. */
  function takeConfigs(states: readonly Underway[], sources: readonly Source[]) {
    const open = states.filter(({ isWhole }) => !isWhole);
    const texts = open.map(({ lines, source }) => ({
      name: sources[source]?.name ?? '',
      text: without(lines),
    }));
    for (const { index, reader, reading } of readConfigs(configs, texts, askedBeside(states))) {
      const state = open[index];
      if (!state) continue;
      state.isConfig = true;
      take(state, reader, reading, certain.config);
    }
  }

  /** Looks for known messages and for numbers in what is left, and picks the words for the ranking. */
  function finish({ source, lines, result, spoken, understood, isConfig, isWhole }: Underway): ReadSource {
    if (isWhole) return result;
    const lineText = (line: number) => lines.text.slice(...spanOfLine(lines, line));
    const all = lines.starts.map((_, line) => line);
    // Of a config only what a person wrote beside it counts as words.
    const prose = all.filter((line) => !understood.has(line) && (!isConfig || comment.test(lineText(line))));
    /** The beginning of some lines: so much of a text is read for its words. */
    const beginning = (some: Iterable<number>) => {
      let text = '';
      for (const line of some) {
        if (text.length > longestText) break;
        text += `${lineText(line)}\n`;
      }
      return text.slice(0, -1).slice(0, longestText);
    };
    const telling = findMessages(all);
    addScope(isConfig ? all : prose);
    if (!isConfig) result.unknown = all.filter((line) => !lines.owned[line] && lineText(line).trim() !== '');
    addValues(beginning(prose));
    for (const line of [...telling, ...prose]) spoken.add(line);
    const inOrder = [...spoken].sort((a, b) => a - b);
    const lengthOf = ([from, to]: Span) => to - from + 1;
    const isLong = inOrder.reduce((sum, line) => sum + lengthOf(spanOfLine(lines, line)), 0) > longestText;
    const first = isLong ? [...telling, ...inOrder] : inOrder;
    return { ...result, words: [...result.words, beginning(new Set(first))] };

    /** Looks for known messages in lines, and gives the lines that hold one. */
    function findMessages(some: readonly number[]): number[] {
      const held = new Set<number>();
      for (const chunk of chunks(lines, some))
        for (const heard of messagesIn(
          chunk.text,
          ([from, to]) => [from + chunk.from, to + chunk.from],
          source,
        )) {
          result.heard.push(heard);
          for (const line of linesOfSpan(lines, heard.span)) held.add(line);
        }
      for (const line of held) lines.owned[line] = true;
      return [...held];
    }

    /** What sentences say of where, for whom and since when it fails. */
    function addScope(some: readonly number[]) {
      const text = beginning(some);
      for (const { span, facts } of scopeIn(text)) {
        const line = some[text.slice(0, span[0]).split('\n').length - 1] ?? 0;
        lines.owned[line] = true;
        result.heard.push({
          source,
          span: spanOfLine(lines, line),
          by: 'scope',
          what: 'where, for whom or since when it fails',
          means: `${facts.map((fact) => `${questions[fact.question].short}: ${inWords(fact)}`).join('. ')}.`,
          facts,
          certainty: certain.value,
        });
      }
    }

    /** What numbers say in lines that no reader understood. */
    function addValues(prose: string) {
      for (const fact of factsOfValues(prose)) {
        const number = String(fact.value ?? '');
        const line = all.find((each) => lineText(each).includes(number)) ?? 0;
        const isSaid = result.heard.some(
          ({ span, facts }) =>
            lineOf(lines, span[0]) === line && facts.some(({ question }) => question === fact.question),
        );
        if (isSaid) continue;
        result.heard.push({
          source,
          span: spanOfLine(lines, line),
          by: 'value',
          what: 'a number in your words',
          means: `${questions[fact.question].short}: ${inWords(fact)}.`,
          facts: [fact],
          certainty: certain.value,
        });
      }
    }
  }

  return (sources) => {
    const states = sources.map(begin);
    takeConfigs(states, sources);
    const read = states.map(finish);
    const words = read
      .flatMap((each) => each.words)
      .join('\n')
      .slice(0, longestText);
    const heard = [...read.flatMap((each) => each.heard), ...ofStacks(read)];
    const places = heard.map(({ source, span }) => {
      const lines = read[source]?.lines ?? linesOf('');
      return placeOf(source, lines, span);
    });
    const { requests, contradictions } = requestsOf(heard, places, ({ source, line }) => {
      const name = sources[source]?.name ?? '';
      return name === '' ? `line ${line}` : `line ${line} of ${name}`;
    });
    const { findings, indexes } = grouped(heard, places);
    const unknown = read.flatMap(({ lines, unknown: some }, source) =>
      some.slice(0, mostUnknown).map((line) => placeOf(source, lines, spanOfLine(lines, line))),
    );
    const endpoint = read.flatMap(({ lines: { text } }) => endpointOf(text) ?? [])[0];
    return {
      sources: read.map(({ formats, isCut }, index) => ({
        name: sources[index]?.name ?? '',
        formats: [...new Set(formats)],
        isCut,
      })),
      findings,
      unread: read.flatMap((each) => each.unread),
      unknown: unknown.slice(0, mostUnknown),
      unknownCount: read.reduce((sum, each) => sum + each.unknown.length, 0),
      requests: requests.map(({ what, told }) => ({
        what,
        told: told.map(({ fact, by }) => ({ fact, by: indexes[by] ?? 0 })),
      })),
      contradictions,
      words,
      ...(endpoint !== undefined && { endpoint: masked(endpoint) }),
      secrets: [
        ...new Set(
          sources.flatMap(({ text }) => secretsIn(text.slice(0, longestWarned)).map(({ name }) => name)),
        ),
      ],
    };
  };

  /** What the names of stacks say, where they first stand. */
  function ofStacks(read: readonly ReadSource[]): Heard[] {
    return read.flatMap(({ lines, words }, source) => {
      const text = words.join('\n').slice(0, longestText);
      const stacks = nameStacks(text);
      const inSmall = stacks.length > 0 ? lines.text.toLowerCase() : '';
      return stacks.flatMap((stack): Heard[] => {
        // Who tries a handshake with curl has another client that fails.
        const facts = factsOfStacks([stack]).filter(({ answer }) => answer !== 'tool');
        const found = [stack.name, ...stack.names]
          .map((name) => ({ at: inSmall.indexOf(name.toLowerCase()), name }))
          .find(({ at }) => at !== -1);
        if (facts.length === 0 || found === undefined) return [];
        return [
          {
            source,
            span: [found.at, Math.min(lines.text.length, found.at + found.name.length)],
            by: 'stack',
            what: `the name ${stack.name}`,
            means: 'The text names it, so it is taken to be on the way.',
            facts,
            certainty: certain.stack,
          },
        ];
      });
    });
  }
}

/** So many findings of a text are searched for the path. */
const mostAsked = 100;

/** The path that the socket asks for, as far as a console, a log or a capture beside the configs says it. */
function askedBeside(states: readonly Underway[]): Asked {
  for (const { lines, result } of states)
    for (const { span } of result.heard.slice(0, mostAsked)) {
      const text = lines.text.slice(span[0], Math.min(span[1], span[0] + longestText));
      const { path } = askedIn(text.replaceAll(/^/gm, '# '));
      // The request of a log may be any; an address of a socket is one.
      if (path !== undefined && (/\bwss?:\/\//i.test(text) || looksLikeSocket(path))) return { path };
    }
  return {};
}

/** The first address of a socket in a text. */
function endpointOf(text: string): string | undefined {
  const at = text.search(/wss?:\/\//i);
  return at === -1 ? undefined : endpointIn(text.slice(at, at + longestText))?.text;
}

/** Joins findings that say the same into one with all its places. */
function grouped(
  heard: readonly Heard[],
  places: readonly Place[],
): { findings: Found[]; indexes: readonly number[] } {
  const findings: (Found & { places: Place[] })[] = [];
  const known = new Map<string, number>();
  const indexes = heard.map(({ by, what, means, facts, change, message }, index) => {
    const place = places[index];
    const said = facts.map(({ question, answer, value }) => [question, answer, value]);
    const key = JSON.stringify([by, what, means, said, change ? [change.line, change.added] : 0]);
    const at = known.get(key);
    const found = at === undefined ? undefined : findings[at];
    if (at !== undefined && found && place) {
      found.count += 1;
      if (found.places.length < mostPlaces) found.places.push(place);
      return at;
    }
    findings.push({
      by,
      what,
      means,
      facts,
      ...(change && { change }),
      ...(message !== undefined && { message }),
      places: place ? [place] : [],
      count: 1,
    });
    known.set(key, findings.length - 1);
    return findings.length - 1;
  });
  return { findings, indexes };
}
