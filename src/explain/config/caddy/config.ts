/**
 * Parses Caddyfiles and reads which of their lines take the socket's path. Written here: npm has one parser, and it
 * keeps no lines. Pure.
 */
import { isNameOf } from '../asked.ts';
import type { Asked } from '../asked.ts';
import type { Directive } from '../directive.ts';
import type { Lines } from '../lines.ts';
import type { UnreadLine } from '../rule.ts';

/** A site block with what is imported in place. */
export interface Site {
  names: readonly string[];
  line: number;
  directives: readonly Directive[];
}

/** A line with the directives around it, the outermost first. */
export interface Handler {
  directive: Directive;
  around: readonly Directive[];
}

/** All that rules look at. */
export interface CaddyConfig {
  asked: Asked;
  /** The sites that the socket can ask. */
  sites: readonly Site[];
  /** Everything in these sites. */
  handlers: readonly Handler[];
}

const mostLines = 5000;
const longestLine = 4096;
const deepestBlock = 20;
const deepestImport = 5;

/** Cuts a line into words: quotes and backticks are taken off, a comment ends it. */
function wordsOfLine(line: string): { words: string[]; openQuote?: '"' | '`' } {
  const words: string[] = [];
  for (let at = 0; at < line.length;) {
    const character = line[at] as string;
    if (/\s/.test(character)) at += 1;
    else if (character === '#') break;
    else if (character === '"' || character === '`') {
      const end = line.indexOf(character, at + 1);
      if (end < 0) return { words, openQuote: character };
      words.push(line.slice(at + 1, end));
      at = end + 1;
    } else {
      const from = at;
      while (at < line.length && !/\s/.test(line[at] as string)) at += 1;
      words.push(line.slice(from, at));
    }
  }
  return { words };
}

/** Parses a text into nested lines. Never throws. */
function parseBlocks(lines: Lines): { directives: Directive[]; unread: UnreadLine[] } {
  const unread: UnreadLine[] = [];
  const top: Directive[] = [];
  const open: { directive: Directive; block: Directive[] }[] = [];
  const last = Math.min(lines.count, mostLines);
  for (let line = 1; line <= last; line += 1) {
    const began = line;
    const { words, openQuote } = wordsOfLine(lines.at(line).slice(0, longestLine));
    const heredoc = /^<<(\w{1,40})$/.exec(words.at(-1) ?? '')?.[1];
    if (openQuote !== undefined || heredoc !== undefined) {
      const isEnd = (text: string) =>
        heredoc === undefined ? text.includes(openQuote as string) : text.trim() === heredoc;
      line += 1;
      while (line <= last && !isEnd(lines.at(line))) line += 1;
      if (line > last)
        unread.push({
          line: began,
          why: 'found a text that is never closed; expected its closing quote or marker.',
        });
    }
    const isOpening = words.at(-1) === '{' || /^[^{}]+\{$/.test(words.at(-1) ?? '');
    const given =
      words.at(-1) === '{'
        ? words.slice(0, -1)
        : isOpening
          ? [...words.slice(0, -1), (words.at(-1) ?? '').slice(0, -1)]
          : words;
    const [name = '', ...args] = given;
    if (name === '}') {
      if (open.pop() === undefined)
        unread.push({ line: began, why: 'found a “}” that closes nothing; expected one “}” for each “{”.' });
      continue;
    }
    if (words.length === 0) continue;
    const block: Directive[] = [];
    const directive: Directive = {
      name,
      args,
      line: began,
      lastLine: Math.min(line, last),
      ...(isOpening && { block }),
    };
    (open.at(-1)?.block ?? top).push(directive);
    if (isOpening && open.length < deepestBlock) open.push({ directive, block });
  }
  for (const { directive } of open)
    unread.push({
      line: directive.line,
      why: `found a block “${directive.name.slice(0, 40)}” that is never closed; expected a “}”.`,
    });
  return { directives: top, unread };
}

const isSnippet = ({ name, block }: Directive) => block !== undefined && /^\(.+\)$/.test(name);
const isAddress = (name: string) =>
  /^(?:https?:\/\/|:\d|\*|localhost|\{\$|[\w*-]+(?:\.[\w-]+)+|[\w.-]+:\d)/.test(name);

/** Parses a text into sites. */
export function parseCaddy(lines: Lines): {
  sites: readonly Site[];
  unread: readonly UnreadLine[];
  directives: readonly Directive[];
} {
  const { directives, unread } = parseBlocks(lines);
  const snippets = new Map(
    directives.filter(isSnippet).map(({ name, block }) => [name.slice(1, -1), block ?? []]),
  );
  let left = mostLines;
  /** Puts snippets in the place of their imports; a line of a snippet keeps the import's line, which is the one to change. */
  const put = (all: readonly Directive[], depth: number, line?: number): Directive[] =>
    all.flatMap((each) => {
      left -= 1;
      if (left < 0) return [];
      const snippet =
        each.name === 'import' && depth < deepestImport ? snippets.get(each.args[0] ?? '') : undefined;
      const at = line ?? each.line;
      const last = line ?? each.lastLine;
      if (snippet) return put(snippet, depth + 1, at);
      return [
        { ...each, line: at, lastLine: last, ...(each.block && { block: put(each.block, depth, line) }) },
      ];
    });
  const blocks = directives.filter(
    (each) => each.block !== undefined && !isSnippet(each) && each.name !== '',
  );
  const sites = blocks.filter(({ name }) => isAddress(name));
  const made = sites.map(({ name, args, line, block }): Site => ({
    names: [name, ...args].flatMap((each) => each.split(',')).filter((each) => each !== ''),
    line,
    directives: put(block ?? [], 0),
  }));
  const loose = directives.filter((each) => !sites.includes(each) && !isSnippet(each) && each.name !== '');
  const [first] = loose;
  const isBare = made.length === 0 && first !== undefined;
  const hasAddress = isBare && first.block === undefined && isAddress(first.name);
  return {
    sites: isBare
      ? [
          {
            names: hasAddress ? [first.name] : [],
            line: first.line,
            directives: put(hasAddress ? loose.slice(1) : loose, 0),
          },
        ]
      : made,
    unread,
    directives,
  };
}

const hostOf = (name: string) =>
  name
    .replace(/^https?:\/\//, '')
    .replace(/[:/].*/s, '')
    .toLowerCase();

function hasHost({ names }: Site, host: string): boolean {
  const hosts = names.map(hostOf).filter((each) => each !== '');
  const isLocal = (each: string) => /^(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\{.*)$/.test(each);
  return hosts.length === 0 || hosts.some((each) => isNameOf(each, host) || isLocal(each) || each === '*');
}

function handlersOf(directives: readonly Directive[], around: readonly Directive[] = []): Handler[] {
  return directives.flatMap((directive) => [
    { directive, around },
    ...handlersOf(directive.block ?? [], [...around, directive]),
  ]);
}

/** Reads the meaning of sites. */
export function caddyConfig(sites: readonly Site[], asked: Asked): CaddyConfig {
  const { host } = asked;
  const meant =
    host !== undefined && sites.some((site) => hasHost(site, host))
      ? sites.filter((site) => hasHost(site, host))
      : sites;
  return { asked, sites: meant, handlers: meant.flatMap(({ directives }) => handlersOf(directives)) };
}

/** Whether a path of a matcher takes a path, as Caddy does it: `*` at either end, exact otherwise. */
export function takesPath(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), path.toLowerCase()];
  if (wanted === '*' || wanted === '') return true;
  if (wanted.startsWith('*') && wanted.endsWith('*') && wanted.length > 1)
    return given.includes(wanted.slice(1, -1));
  if (wanted.endsWith('*')) return given.startsWith(wanted.slice(0, -1));
  if (wanted.startsWith('*')) return given.endsWith(wanted.slice(1));
  return wanted === given;
}

/** The directives that can have a matcher as their first word. */
const withMatcher = new Set([
  'handle',
  'handle_path',
  'route',
  'reverse_proxy',
  'redir',
  'respond',
  'file_server',
  'rewrite',
  'uri',
  'basic_auth',
  'basicauth',
]);

/** The paths that a line's matcher names; `undefined` where it has none, or one that is not by path. */
export function pathsOf(config: CaddyConfig, { name, args }: Directive): string[] | undefined {
  const [matcher = ''] = args;
  if (!withMatcher.has(name)) return undefined;
  if (matcher.startsWith('/')) return [matcher];
  if (!matcher.startsWith('@')) return undefined;
  const definitions = config.handlers
    .map(({ directive }) => directive)
    .filter((each) => each.name === matcher);
  const paths = definitions.flatMap(({ args: [kind, ...rest], block }) => [
    ...(kind === 'path' ? rest : []),
    ...(block ?? []).filter((each) => each.name === 'path').flatMap((each) => each.args),
  ]);
  return paths.length > 0 ? paths : undefined;
}

/** Whether a line's matcher looks at the upgrade. */
export function isForUpgrades(config: CaddyConfig, { args: [matcher = ''] }: Directive): boolean {
  if (!matcher.startsWith('@')) return false;
  return config.handlers.some(({ directive: { name, args, block } }) => {
    const tests = [args, ...(block ?? []).map((each) => [each.name, ...each.args])];
    return (
      name === matcher &&
      tests.some((words) => words[0] === 'header' && words.some((word) => /websocket|upgrade/i.test(word)))
    );
  });
}
