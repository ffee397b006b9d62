/**
 * Parses HAProxy's language and reads what it means for a socket. Written here: it is lines and sections, and npm has
 * no parser that is kept. Pure.
 */
import { looksLikeSocket } from '../asked.ts';
import type { Asked } from '../asked.ts';
import type { Directive } from '../directive.ts';
import { named, wordsOf } from '../directive.ts';
import type { Lines } from '../lines.ts';
import { matches } from '../pattern.ts';
import type { UnreadLine } from '../rule.ts';

/** One section with the defaults that hold in it. */
export interface Section {
  kind: string;
  name: string;
  line: number;
  directives: readonly Directive[];
  /** Name of each ACL → the tests of its lines; one of them must hold. */
  acls: ReadonlyMap<string, readonly (readonly string[])[]>;
  defaults?: Section;
}

/** A line that sends requests to a backend, with its frontend. */
export interface Route {
  from: Section;
  /** `use_backend` or `default_backend`; `undefined` in a listen section. */
  directive?: Directive;
  to: Section;
}

/** All that rules look at. */
export interface HaproxyConfig {
  text: string;
  asked: Asked;
  sections: readonly Section[];
  /** The routes that the socket's request can take. */
  routes: readonly Route[];
}

const sectionNames = new Set(
  'global defaults frontend backend listen resolvers userlist peers cache program ring http-errors mailers fcgi-app crt-store log-forward traces'.split(
    ' ',
  ),
);
const mostLines = 5000;
const longestLine = 4096;

/** Cuts a line into words, without its comment. */
function wordsWithoutComment(line: string): string[] {
  const words = wordsOf(line.slice(0, longestLine));
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? words : words.slice(0, comment);
}

/** Parses a text into sections. Never throws. */
export function parseHaproxy(lines: Lines): { sections: readonly Section[]; unread: readonly UnreadLine[] } {
  const sections: Section[] = [];
  const unread: UnreadLine[] = [];
  let current: Directive[] | undefined;
  let acls = new Map<string, string[][]>();
  let defaults: Section | undefined;
  for (let line = 1; line <= Math.min(lines.count, mostLines); line += 1) {
    const [name = '', ...args] = wordsWithoutComment(lines.at(line));
    if (name === '') continue;
    if (sectionNames.has(name) && !/^\s/.test(lines.at(line))) {
      current = [];
      acls = new Map();
      const from = args.indexOf('from');
      const inherited =
        from >= 0
          ? sections.find((each) => each.kind === 'defaults' && each.name === args[from + 1])
          : defaults;
      const section: Section = {
        kind: name,
        name: args[0] ?? '',
        line,
        directives: current,
        acls,
        ...(inherited && { defaults: inherited }),
      };
      if (name === 'defaults') defaults = section;
      sections.push(section);
    } else if (current === undefined)
      unread.push({
        line,
        why: `found “${name.slice(0, 40)}” before any section; expected “frontend”, “backend” or another section first.`,
      });
    else if (/^[a-z][\w.-]*$/i.test(name)) {
      current.push({ name, args, line, lastLine: line });
      const [id = '', ...test] = args;
      if (name === 'acl') acls.set(id, [...(acls.get(id) ?? []), test]);
    } else
      unread.push({
        line,
        why: `found “${name.slice(0, 40)}”, which is not HAProxy config; expected a keyword such as “server” or “timeout”.`,
      });
  }
  return { sections, unread };
}

/** A `timeout` line of a kind that holds in a section. */
export function timeoutOf({ directives, defaults }: Section, kind: string): Directive | undefined {
  const isIt = ({ name, args }: Directive) => name === 'timeout' && args[0] === kind;
  return directives.findLast(isIt) ?? defaults?.directives.findLast(isIt);
}

/** A time as HAProxy writes it, in seconds: a bare number is milliseconds. */
export function secondsOf(time: string | undefined): number | undefined {
  const [, number, unit = 'ms'] = /^(\d{1,12})(us|ms|s|m|h|d)?$/.exec(time ?? '') ?? [];
  const units = { us: 1e-6, ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
  return number === undefined ? undefined : Number(number) * units[unit as keyof typeof units];
}

/** Whether one test holds for the socket's handshake; `undefined` where that is not known. */
function testHolds([criterion = '', ...rest]: readonly string[], { host, path }: Asked): boolean | undefined {
  const ignoresCase = rest.includes('-i');
  const values = rest.filter(
    (each) => !/^-(?:i|m|f|n|u|M)$/.test(each) && !/^(?:str|beg|end|sub|reg|found)$/.test(each),
  );
  const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  const by = (text: string | undefined, test: (text: string, value: string) => boolean | undefined) =>
    text === undefined ? undefined : values.some((value) => test(fold(text), fold(value)) !== false);
  const [, name = '', argument = ''] = /^([a-z_.]+)(?:\(([^)]*)\))?/i.exec(criterion) ?? [];
  const header = argument.toLowerCase();
  const given =
    name.startsWith('path') || name === 'url_beg'
      ? path
      : header === 'upgrade'
        ? 'websocket'
        : header === 'connection'
          ? 'upgrade'
          : header === 'host'
            ? host
            : undefined;
  const way =
    /_(beg|end|sub|dir|reg|dom|len)$/.exec(name)?.[1] ??
    /-m (beg|end|sub|reg|str|found)/.exec(rest.join(' '))?.[1];
  if (given === undefined || !/^(?:path|url|hdr|req\.hdr|req\.fhdr)/.test(name)) return undefined;
  const text = header === 'upgrade' || header === 'connection' ? given : fold(given);
  switch (way) {
    case undefined:
    case 'str':
      return by(text, (a, b) =>
        header === 'upgrade' || header === 'connection' ? a === b.toLowerCase() : a === b,
      );
    case 'beg':
      return by(text, (a, b) => a.startsWith(b));
    case 'end':
      return by(text, (a, b) => a.endsWith(b));
    case 'sub':
      return by(text, (a, b) => a.includes(b.toLowerCase()) || a.includes(b));
    case 'dir':
    case 'dom':
      return by(text, (a, b) => a.split(/[/.?]/).includes(b.replace(/^\/|\/$/g, '')));
    case 'reg':
      return values.some((value) => matches(value, text, ignoresCase) !== false);
    case 'found':
      return true;
    default:
      return undefined;
  }
}

/** The tests of a condition: alternatives of tests that must all hold. */
export interface Test {
  isNegated: boolean;
  /** The words of each test; one of them must hold. */
  any: readonly (readonly string[])[];
}

/** Reads what stands after `if` or `unless`. */
export function alternativesOf({ acls }: Section, { args }: Directive): Test[][] {
  const start = args.findIndex((each) => each === 'if' || each === 'unless');
  const all: Test[][] = [[]];
  if (start < 0) return all;
  const words = args.slice(start + 1);
  for (let at = 0; at < words.length; at += 1) {
    let word = words[at] as string;
    if (word === '||' || word === 'or') {
      all.push([]);
      continue;
    }
    const isNegated = word.startsWith('!');
    if (isNegated) word = word.slice(1) || (words[(at += 1)] ?? '');
    if (word === '{') {
      const end = words.indexOf('}', at);
      all.at(-1)?.push({ isNegated, any: [words.slice(at + 1, end < 0 ? undefined : end)] });
      at = end < 0 ? words.length : end;
    } else all.at(-1)?.push({ isNegated, any: acls.get(word) ?? [] });
  }
  return all;
}

/** Whether one of several results is true; `undefined` where that is not known. */
const anyHolds = (results: readonly (boolean | undefined)[]) =>
  results.includes(true) ? true : results.length === 0 || results.includes(undefined) ? undefined : false;

/** Whether a condition holds for the socket's handshake; `undefined` where that is not known. */
export function holds(section: Section, directive: Directive, asked: Asked): boolean | undefined {
  const isUnless = directive.args.includes('unless');
  const results = alternativesOf(section, directive).map((tests) => {
    const each = tests.map(({ any, isNegated }) => {
      const known = anyHolds(any.map((words) => testHolds(words, asked)));
      return known === undefined ? undefined : known !== isNegated;
    });
    return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
  });
  const result = anyHolds(results);
  return result === undefined ? undefined : result !== isUnless;
}

/** The paths that the tests of a route name. */
export function pathsOf(section: Section, directive: Directive): string[] {
  return alternativesOf(section, directive)
    .flat()
    .flatMap(({ any }) => any)
    .filter(([name = '']) => name.startsWith('path'))
    .flatMap((words) => words.slice(1).filter((word) => word.startsWith('/')));
}

const isUpgradeTest = ({ any }: Test) =>
  any.some(
    ([name = '', ...values]) =>
      /hdr\w*\(upgrade\)/i.test(name) && values.some((value) => /websocket/i.test(value)),
  );

function routesOf(sections: readonly Section[], asked: Asked): Route[] {
  const backends = new Map(
    sections.filter(({ kind }) => kind === 'backend' || kind === 'listen').map((each) => [each.name, each]),
  );
  return sections.flatMap((from): Route[] => {
    if (from.kind === 'listen' && named(from.directives, 'server').length > 0) return [{ from, to: from }];
    if (from.kind !== 'frontend' && from.kind !== 'listen') return [];
    const uses = named(from.directives, 'use_backend');
    const route = (directive: Directive | undefined): Route[] => {
      const to = backends.get(directive?.args[0] ?? '');
      return directive && to ? [{ from, directive, to }] : [];
    };
    const byDefault = () =>
      route(
        named(from.directives, 'default_backend').at(-1) ??
          (from.defaults ? named(from.defaults.directives, 'default_backend').at(-1) : undefined),
      );
    if (asked.path !== undefined) {
      const first = uses.find((each) => holds(from, each, asked) !== false);
      return first ? route(first) : byDefault();
    }
    const tests = (each: Directive) => alternativesOf(from, each).flat();
    const meant = uses.filter(
      (each) => tests(each).some(isUpgradeTest) || pathsOf(from, each).some(looksLikeSocket),
    );
    return meant.length > 0 ? meant.flatMap(route) : [...byDefault(), ...uses.flatMap(route)].slice(0, 1);
  });
}

/** Reads the meaning of sections. */
export function haproxyConfig(text: string, sections: readonly Section[], asked: Asked): HaproxyConfig {
  const routes = routesOf(sections, asked);
  const backend = sections.find(({ kind }) => kind === 'backend');
  // A backend that was pasted without its frontend is looked at as it is.
  return {
    text,
    asked,
    sections,
    routes: routes.length > 0 || !backend ? routes : [{ from: backend, to: backend }],
  };
}
