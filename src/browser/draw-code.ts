/** Draws code as Code.astro does when a page is built. */
import { offerCopy } from './copy.ts';
import type { CodeLine } from '../present/code-lines.ts';
import { element } from './dom.ts';
import { exampleParts } from '../present/example-parts.ts';
import type { Fills } from './fill-examples.ts';

/** A text in which what is known of the reader replaces the example. */
export function filled(text: string, fills: Fills): (string | Node)[] {
  return exampleParts(text).map(({ text: example, fill }) => {
    if (fill === undefined) return example;
    const span = element('span', '', fills[fill] ?? example);
    span.dataset['fill'] = fill;
    span.dataset['example'] = example;
    return span;
  });
}

/** A text in which what stands between backticks is code, and `[text](address)` is a link to a page of this site. */
export function filledProse(text: string, fills: Fills = {}): (string | Node)[] {
  return text.split(/(`[^`]*`|\[[^\]]*\]\([^)\s]*\))/).flatMap((part): (string | Node)[] => {
    if (part.startsWith('`')) return [element('code', '', ...filled(part.slice(1, -1), fills))];
    const [, words, address] = /^\[(.*)\]\((.*)\)$/.exec(part) ?? [];
    if (words === undefined || address === undefined) return filled(part, fills);
    const made = element('a', '', words);
    made.href = address;
    return [made];
  });
}

/**
 * Lines of code, each with what becomes of it.
 * @param fills absent where the lines are the reader's own, in which nothing is an example
 */
export function drawLines(lines: readonly CodeLine[], fills?: Fills): HTMLElement[] {
  return lines.map((each) => {
    const [sign, line] = [each.slice(0, 1), each.slice(1)];
    if (sign === '-') return element('del', 'line', element('span', 'unseen', 'removed: '), line, '\n');
    return element(sign === '+' ? 'ins' : 'span', 'line', ...(fills ? filled(line, fills) : [line]), '\n');
  });
}

/** A block of code with a button that copies it. */
export function drawCode(
  label: string,
  lines: readonly CodeLine[],
  fills?: Fills,
  slug?: string,
): HTMLElement {
  const pre = element('pre', '', element('code', '', ...drawLines(lines, fills)));
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', label);
  if (slug !== undefined) pre.dataset['case'] = slug;
  const copy = element('button', 'copy', 'Copy', element('span', 'unseen', ` ${label}`));
  copy.type = 'button';
  copy.hidden = true;
  const block = element('div', 'code', pre, copy);
  offerCopy(copy);
  return block;
}
