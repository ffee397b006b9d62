/**
 * `npm run draw -- <seed> [count]`: statements of the content, drawn at random, for a check by hand against their sources. A statement is a
 * sentence with a number, a version or a setting, or a limit of a stack. The same seed draws the same ones, and what is edited elsewhere
 * does not change which: each statement has its own place in the order.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readBody, written } from '../src/knowledge/mdx.ts';
import type { Body, Part } from '../src/knowledge/mdx.ts';
import { readContent } from '../src/knowledge/read.ts';
import { endWith, givenTo } from './arguments.ts';

const usage = 'npm run draw -- <seed> [count]';
const {
  words: [seed = '', count = '30'],
} = givenTo({ usage, least: 1, most: 2 });
if (!/^[1-9]\d*$/.test(count))
  endWith(`Found "${count}" as the count. Expected a number from 1 on: ${usage}`);

/** A body in words: a link or a quoted limit is named between brackets, a fix is a paragraph, and commands are left out. */
const said = (parts: readonly Part[]): string =>
  written(parts, ({ name, attributes, parts: inner }) =>
    name === 'See' || name === 'Limit'
      ? `[${Object.values(attributes).join(' ')}]`
      : name === 'Command'
        ? ''
        : `\n\n${said(inner)}\n\n`,
  );

/** The sentences of a page's body that state something that can be looked up: no commands, no headings. */
function statementsOf({ parts }: Body): string[] {
  return said(parts)
    .replace(/^#+ .*$/gm, '')
    .split(/(?<=[.!?])\s+|\n{2,}|\n- /)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim().replace(/^- /, ''))
    .filter(
      (sentence) =>
        sentence.length > 20 && !/[?:]$/.test(sentence) && /\d|`/.test(sentence.replace(/\[[^\]]*\]/g, '')),
    );
}

const withoutHead = (text: string) => text.replace(/^---\n[^]*?\n---\n/, '');

/** The limits in the head of a stack's page, each as one line. */
function limitsOf(text: string): string[] {
  const list = /^limits:\n((?: .*\n)+)/m.exec(text)?.[1] ?? '';
  return list
    .split(/^ {2}- /m)
    .slice(1)
    .map((limit) => limit.replace(/\s+/g, ' ').trim());
}

const placeOf = (statement: string) => createHash('sha256').update(`${seed}\n${statement}`).digest('hex');
const drawn = [...readContent(fileURLToPath(new URL('..', import.meta.url)))]
  .filter(([file]) => file.endsWith('.mdx'))
  .flatMap(([file, text]) =>
    [...limitsOf(text), ...statementsOf(readBody(withoutHead(text)))].map((statement) => ({
      file,
      statement,
      place: placeOf(`${file}\n${statement}`),
    })),
  )
  .toSorted((a, b) => (a.place < b.place ? -1 : 1));
drawn
  .slice(0, Number(count))
  .forEach(({ file, statement }, index) => console.log(`${index + 1}. ${file}: ${statement}`));
console.log(`Drawn from ${drawn.length} statements.`);
