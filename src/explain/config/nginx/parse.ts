/**
 * Parses nginx's language, with line numbers, from one text that may hold several files. Written here: the parsers on
 * npm have had no release for years and keep no lines. Pure.
 */
import type { Directive } from '../directive.ts';
import type { UnreadLine } from '../rule.ts';

/** What the parser gives. */
export interface ParsedNginx {
  /** The directives of the files that no other file includes. */
  directives: readonly Directive[];
  unread: readonly UnreadLine[];
}

/** One of the files that were pasted after one another. */
interface Part {
  name: string;
  directives: Directive[];
  isIncluded: boolean;
}

/** Blocks whose lines begin with a value instead of a directive. */
const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map']);
const deepestBlock = 20;
const deepestInclude = 8;
const mostDirectives = 20_000;
/** The name of a further file is a comment like any other. */
const mostParts = 300;
/** So many different includes are looked for among the files. */
const mostPatterns = 1000;

/** A comment that names the file which follows: a path, as `head`, `nginx -T` and people write it. */
const fileName =
  /^#+[ \t]*(?:configuration file |file:? )?((?=[\w*~-]{0,200}[./])[\w./*~-]{1,199}\w)(?: ?:)?(?:[ \t]{0,9}\([^()]{0,200}\))?[ \t]*$/i;
const headName = /^==> ([\w./*~-]{1,200}) <==$/;

/** A line that begins another directive, so that the one before it lacks its end. */
const beginsDirective =
  /^[ \t]*(?:server|location|listen|upstream|map|if|include|return|root|set|server_name|add_header|rewrite|try_files|resolver|index|(?:proxy|ssl|auth|client|gzip|access|error)_\w+)[ \t][^\n]{0,300}[;{]/;

const isBlank = (character: string | undefined) =>
  character === ' ' || character === '\t' || character === '\r' || character === '\n';

/** Parses a text. Never throws. */
export function parseNginx(text: string): ParsedNginx {
  const unread: UnreadLine[] = [];
  const parts: Part[] = [{ name: '', directives: [], isIncluded: false }];
  const open: { directive: Directive; block: Directive[] }[] = [];
  let at = 0;
  let line = 1;
  let count = 0;

  const current = () => open.at(-1)?.block ?? (parts.at(-1) as Part).directives;
  const endOfLine = () => {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  };
  const tellOpen = () => {
    for (const { directive: opened } of open.splice(0))
      unread.push({
        line: opened.line,
        why: `found a “${opened.name.slice(0, 40)}” block that is never closed; expected a “}”.`,
      });
  };
  const startPart = (name: string) => {
    if (parts.length === mostParts) return;
    tellOpen();
    parts.push({ name, directives: [], isIncluded: false });
  };
  const skipLine = () => (at = endOfLine());

  /** Reads one word; quotes are taken off, and braces after a dollar sign belong to it. */
  function word(): string {
    const quote = text[at];
    let value = '';
    if (quote === '"' || quote === "'") {
      const began = line;
      at += 1;
      while (at < text.length && text[at] !== quote) {
        if (text[at] === '\\' && at + 1 < text.length) {
          if (text[at + 1] !== quote && text[at + 1] !== '\\') value += '\\';
          at += 1;
        }
        if (text[at] === '\n') line += 1;
        value += text[at] ?? '';
        at += 1;
      }
      if (at >= text.length)
        unread.push({
          line: began,
          why: `found a ${quote} that is never closed; expected another ${quote}.`,
        });
      at += 1;
      return value;
    }
    const from = at;
    while (at < text.length) {
      const character = text[at];
      if (character === '$' && text[at + 1] === '{') {
        const end = text.indexOf('}', at);
        at = end < 0 || end > at + 100 ? at + 2 : end + 1;
      } else if (character === '\\') at += 2;
      else if (isBlank(character) || character === ';' || character === '{' || character === '}') break;
      else at += 1;
    }
    at = Math.min(at, text.length);
    return text.slice(from, at);
  }

  /** Passes the code of a block that has another language, such as Lua. */
  function skipCode(): void {
    for (let depth = 1; at < text.length && depth > 0; at += 1) {
      if (text[at] === '{') depth += 1;
      if (text[at] === '}') depth -= 1;
      if (text[at] === '\n') line += 1;
    }
  }

  function directive(): void {
    const began = line;
    const start = at;
    const words: string[] = [];
    for (;;) {
      const from = line;
      while (isBlank(text[at])) {
        if (text[at] === '\n') line += 1;
        at += 1;
      }
      const isCut = line > from && words.length > 0 && beginsDirective.test(text.slice(at, at + 400));
      const character = isCut ? undefined : text[at];
      if (character === '#') skipLine();
      else if (character === undefined || character === '}') {
        // What follows may be read once the broken line is passed.
        at = start;
        line = began;
        skipLine();
        unread.push({
          line: began,
          why: `found “${words.slice(0, 3).join(' ').slice(0, 40)}” without an end; expected “;” or “{” after it.`,
        });
        return;
      } else if (character === ';' || character === '{') {
        at += 1;
        const [name = '', ...args] = words;
        if (!/^[a-zA-Z][\w-]*$/.test(name) && !tables.has(open.at(-1)?.directive.name ?? '')) {
          at = start;
          line = began;
          skipLine();
          unread.push({
            line: began,
            why: `found “${name.slice(0, 40)}”, which is not nginx config; expected a directive such as “server {”.`,
          });
          return;
        }
        const found: Directive = { name, args, line: began, lastLine: line };
        count += 1;
        current().push(found);
        if (character === '{') {
          if (/_by_lua_block$/.test(name)) skipCode();
          else if (open.length >= deepestBlock) {
            unread.push({
              line: began,
              why: `found blocks within more than ${deepestBlock} others; they were not read.`,
            });
            at = text.length;
          } else {
            const block: Directive[] = [];
            found.block = block;
            open.push({ directive: found, block });
          }
        }
        return;
      } else if (line - began > 50 || words.length > 200) {
        at = start;
        line = began;
        skipLine();
        unread.push({ line: began, why: 'found a line that has no end; expected “;” or “{”.' });
        return;
      } else words.push(word());
    }
  }

  while (at < text.length && count < mostDirectives && unread.length < 200) {
    const character = text[at];
    if (character === '\n') {
      line += 1;
      at += 1;
    } else if (isBlank(character)) at += 1;
    else if (character === '#') {
      const comment = text.slice(at, Math.min(endOfLine(), at + 400)).trim();
      const [, name] = open.length === 0 ? (fileName.exec(comment) ?? []) : [];
      if (name !== undefined) startPart(name);
      skipLine();
    } else if (character === '=' && (open.length === 0 || text.startsWith('==> ', at))) {
      // A file ends where the next one begins, whatever it left open.
      const [, name] = headName.exec(text.slice(at, Math.min(endOfLine(), at + 220)).trim()) ?? [];
      if (name !== undefined) startPart(name);
      else
        unread.push({
          line,
          why: 'found “=”, which is not nginx config; expected a directive such as “server {”.',
        });
      skipLine();
    } else if (character === ';') at += 1;
    else if (character === '}') {
      at += 1;
      if (open.pop() === undefined)
        unread.push({ line, why: 'found a “}” that closes nothing; expected one “}” for each “{”.' });
    } else directive();
  }
  if (count >= mostDirectives)
    unread.push({ line, why: `found more than ${mostDirectives} directives; the rest was not read.` });
  tellOpen();
  return { directives: joined(parts), unread };
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Whether an include means a pasted file: by its name, where `*` stands for any letters, and by the folder, if both have one. */
function isMeant(include: string, name: string): boolean {
  const [before = '', ...rest] = baseName(include).split('*');
  const file = baseName(name);
  const after = rest.at(-1) ?? '';
  const fits = rest.length === 0 ? file === before : file.startsWith(before) && file.endsWith(after);
  const folder = (path: string) => path.split('/').at(-2);
  const [wanted, given] = [folder(include), folder(name)];
  return fits && (!wanted || !given || wanted === given);
}

const includeLine = /(?:^|[\s;{])include[ \t]{1,20}["']?([^\s;"']{1,300})["']?[ \t]{0,20};/g;
/** More includes of one text are not looked at. */
const mostIncludes = 200;

/** Whether a text includes a file of this name. */
export function includes(text: string, name: string): boolean {
  let count = 0;
  for (const [, include = ''] of text.matchAll(includeLine)) {
    if (isMeant(include, name)) return true;
    count += 1;
    if (count === mostIncludes) break;
  }
  return false;
}

const isMain = ({ directives }: Part) =>
  directives.some(({ name, block }) => name === 'http' && block !== undefined);

/**
 * Puts what is included in the place of each include, and leaves out the files that are included. No file includes itself, though its `*.conf`
 * may mean it: the one with the http block comes first, and includes the others.
 */
function joined(parts: readonly Part[]): Directive[] {
  let left = mostDirectives;
  const known = new Map<string, readonly Part[]>();
  /** The files that an include means. */
  const meantBy = (include: string): readonly Part[] => {
    const found =
      known.get(include) ??
      (known.size < mostPatterns
        ? parts.filter((part) => part.name !== '' && isMeant(include, part.name))
        : []);
    known.set(include, found);
    return found;
  };
  const put = (directives: readonly Directive[], within: readonly Part[]): Directive[] => {
    const all: Directive[] = [];
    for (const each of directives) {
      if (left <= 0) break;
      left -= 1;
      const [name] = each.args;
      const meant =
        each.name === 'include' && name !== undefined && within.length <= deepestInclude
          ? meantBy(name).filter((part) => !within.includes(part))
          : [];
      for (const part of meant) {
        part.isIncluded = true;
        all.push(...put(part.directives, [...within, part]));
      }
      if (meant.length === 0) all.push(each.block ? { ...each, block: put(each.block, within) } : each);
    }
    return all;
  };
  const inOrder = [...parts].sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  const read = new Map<Part, Directive[]>();
  for (const part of inOrder) if (!part.isIncluded) read.set(part, put(part.directives, [part]));
  return parts.flatMap((part) => (part.isIncluded ? [] : (read.get(part) ?? [])));
}
