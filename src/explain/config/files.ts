/**
 * Configs that lie in several texts. Files that include one another are read as one config, and what is found goes back to the text that it
 * stands in. Pure.
 */
import type { Change, Finding, Reading, Span } from '../finding.ts';
import { lineStarts } from '../line-starts.ts';
import { surest } from '../surest.ts';
import type { Asked } from './asked.ts';
import { longestConfig } from './rule.ts';
import type { ConfigReader } from './rule.ts';

/** A text that may be a config. */
export interface ConfigText {
  /** The name of its file; empty for a paste. */
  name: string;
  text: string;
}

/** What was found in one of the texts. */
export interface ConfigReading {
  /** Index of the text. */
  index: number;
  reader: ConfigReader;
  reading: Reading;
}

/** One of several files in a joined text. */
interface Part {
  index: number;
  /** Where the file itself begins in the joined text, and how long it is. */
  from: number;
  length: number;
  /** How many lines stand before it. */
  linesBefore: number;
}

/** A name that can stand in the line before a file. */
const plainName = /^[\w./*~-]{1,200}$/;

/** Groups of texts that are one config: each with what it includes and with what includes it, in the order in which they were given. */
function groupsOf(texts: readonly ConfigText[], known: readonly (ConfigReader | undefined)[]): number[][] {
  const groups = texts.map((_, index) => new Set([index]));
  const join = (one: number, other: number) => {
    const all = new Set([...(groups[one] ?? []), ...(groups[other] ?? [])]);
    for (const each of all) groups[each] = all;
  };
  for (const [from, whole] of texts.entries()) {
    const text = whole.text.slice(0, longestConfig);
    for (const [to, { name }] of texts.entries()) {
      if (from === to || !plainName.test(name)) continue;
      // A file of includes alone has no words of its language, nor need an included one.
      const reader = known[from] ?? known[to];
      if (reader?.includes?.(text, name) === true) join(from, to);
    }
  }
  return [...new Set(groups)].map((group) => [...group].sort((a, b) => a - b));
}

/** One text of several files, each after a line with its name; what was pasted has none, so it comes first. */
function joined(texts: readonly ConfigText[], group: readonly number[]): { text: string; parts: Part[] } {
  const parts: Part[] = [];
  let text = '';
  let linesBefore = 0;
  const nameOf = (index: number) => texts[index]?.name ?? '';
  for (const index of [...group].sort((a, b) => Number(nameOf(a) !== '') - Number(nameOf(b) !== ''))) {
    const own = texts[index]?.text ?? '';
    const head = nameOf(index) === '' ? '' : `==> ${nameOf(index)} <==\n`;
    text += head;
    linesBefore += head === '' ? 0 : 1;
    parts.push({ index, from: text.length, length: own.length, linesBefore });
    text += `${own}\n`;
    linesBefore += lineStarts(own).length;
  }
  return { text, parts };
}

/** The part in which a place of the joined text lies; a line with a name belongs to the file after it. */
const partOf = (parts: readonly Part[], at: number) =>
  parts.find(({ from, length }) => at <= from + length) ?? parts.at(-1);

/** A place of the joined text as one of a part. */
function within({ from, length }: Part, [first, last]: Span): Span {
  const inside = (at: number) => Math.min(Math.max(at - from, 0), length);
  return [inside(first), Math.max(inside(first), inside(last))];
}

const moved = (change: Change, { linesBefore }: Part): Change => ({
  ...change,
  line: change.line - linesBefore,
});

/** Gives each part what was found in it. */
function apart({ format, findings, unread }: Reading, parts: readonly Part[]): Reading[] {
  return parts.map((part): Reading => {
    const isIn = ({ span }: { span: Span }) => partOf(parts, span[0]) === part;
    // The finding of the whole config begins in the first part, and holds the others.
    const isWhole = ({ span }: Finding) => span[0] <= part.from && span[1] >= part.from + part.length;
    const own = findings.filter(isIn).map((finding): Finding => ({
      ...finding,
      span: within(part, finding.span),
      ...(finding.change && { change: moved(finding.change, part) }),
    }));
    const around = findings
      .filter((finding) => !isIn(finding) && isWhole(finding))
      .map(({ by }): Finding => ({ span: [0, part.length], by, what: format, means: '', facts: [] }));
    return {
      format,
      findings: [...around, ...own],
      unread: unread.filter(isIn).map((each) => ({
        span: within(part, each.span),
        why: each.why.replace(
          /^Line (\d{1,7}):/,
          (_, line: string) => `Line ${Number(line) - part.linesBefore}:`,
        ),
      })),
    };
  });
}

/**
 * Reads the configs among texts.
 * @param asked what other texts say of the address that the socket asks for
 */
export function readConfigs(
  readers: readonly ConfigReader[],
  texts: readonly ConfigText[],
  asked: Asked = {},
): ConfigReading[] {
  const known = texts.map(({ text }) => surest(readers, text));
  return groupsOf(texts, known).flatMap((group): ConfigReading[] => {
    const reader = group.flatMap((index) => known[index] ?? [])[0];
    const [only = 0] = group;
    if (!reader) return [];
    if (group.length === 1)
      return [{ index: only, reader, reading: reader.read(texts[only]?.text ?? '', asked) }];
    const { text, parts } = joined(texts, group);
    const readings = apart(reader.read(text, asked), parts);
    return parts.flatMap(({ index }, at) => {
      const reading = readings[at];
      return reading ? [{ index, reader, reading }] : [];
    });
  });
}
