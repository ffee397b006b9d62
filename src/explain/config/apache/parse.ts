/**
 * Parses Apache's language, with line numbers. Written here: it is lines and sections, and the parsers on npm have had
 * no release for years and keep no lines. Pure.
 */
import type { Directive } from '../directive.ts';
import { wordsOf } from '../directive.ts';
import type { Lines } from '../lines.ts';
import type { UnreadLine } from '../rule.ts';

const mostLines = 5000;
const longestLine = 8192;
const deepestSection = 20;

/** Parses a text; names are in lower case. Never throws. */
export function parseApache(lines: Lines): {
  directives: readonly Directive[];
  unread: readonly UnreadLine[];
} {
  const unread: UnreadLine[] = [];
  const top: Directive[] = [];
  const open: { directive: Directive; block: Directive[] }[] = [];
  const last = Math.min(lines.count, mostLines);
  for (let line = 1; line <= last; line += 1) {
    const began = line;
    let text = lines.at(line).slice(0, longestLine).trim();
    while (text.endsWith('\\') && line < last && text.length < longestLine) {
      line += 1;
      text = `${text.slice(0, -1)} ${lines.at(line).slice(0, longestLine).trim()}`;
    }
    if (text === '' || text.startsWith('#')) continue;
    const current = open.at(-1)?.block ?? top;
    const closing = /^<\/(\w+)\s*>/.exec(text)?.[1]?.toLowerCase();
    if (closing !== undefined) {
      const opened = open.pop();
      if (opened?.directive.name !== closing)
        unread.push({
          line: began,
          why: `found </${closing}>; expected ${opened ? `</${opened.directive.name}>` : 'a section that it closes'}.`,
        });
      continue;
    }
    const section = /^<(\w+)\b([^<]*)>$/.exec(text);
    if (section) {
      const [, name = '', rest = ''] = section;
      const block: Directive[] = [];
      const directive: Directive = {
        name: name.toLowerCase(),
        args: wordsOf(rest),
        line: began,
        lastLine: line,
        block,
      };
      current.push(directive);
      if (open.length < deepestSection) open.push({ directive, block });
      continue;
    }
    const [name = '', ...args] = wordsOf(text);
    if (/^[A-Za-z]\w*$/.test(name))
      current.push({ name: name.toLowerCase(), args, line: began, lastLine: line });
    else
      unread.push({
        line: began,
        why: `found “${name.slice(0, 40)}”, which is not Apache config; expected a directive such as “ProxyPass” or a section.`,
      });
  }
  for (const { directive } of open)
    unread.push({
      line: directive.line,
      why: `found a <${directive.name}> section that is never closed; expected </${directive.name}>.`,
    });
  return { directives: top, unread };
}
