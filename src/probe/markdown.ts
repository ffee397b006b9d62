/** Text of others in Markdown, so that it stays text. */
import { visible } from './words.ts';

/** A text of somebody else's as a code span: nobody is mentioned in it, and nothing is a link. */
export function code(text: string, isInTable = false): string {
  const shown = visible(text.replace(/\s+/g, ' ')) || '?';
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^`|`$/.test(shown) ? ' ' : '';
  return fence + padding + (isInTable ? shown.replaceAll('|', '\\|') : shown) + padding + fence;
}

/** A sentence of ours in one line, with nothing in it that Markdown reads. */
export function plain(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
}
