/**
 * `npm run draw -- <seed> [count]`: statements of the content, drawn at random, for a check by hand against their sources. A statement is a
 * sentence with a number, a version or a setting, or a limit of a stack. The same seed draws the same ones, and what is edited elsewhere
 * does not change which: each statement has its own place in the order.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readContent } from '../src/knowledge/read.ts';

const [seed, count = '30'] = process.argv.slice(2);

/** The sentences of a page's body that state something that can be looked up: no commands, no headings. */
function statementsOf(text: string): string[] {
  const body = text
    .replace(/^---\n[^]*?\n---\n/, '')
    .replace(/<Command\b[^]*?\/>/g, '')
    .replace(/<See \w+="([^"]*)" \/>/g, '[$1]')
    .replace(/<Limit ([^>]*?) \/>/g, '[$1]')
    .replace(/<\/?\w[^>]*>/g, '\n\n')
    .replace(/^#+ .*$/gm, '');
  return body
    .split(/(?<=[.!?])\s+|\n{2,}|\n- /)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim().replace(/^- /, ''))
    .filter(
      (sentence) =>
        sentence.length > 20 && !/[?:]$/.test(sentence) && /\d|`/.test(sentence.replace(/\[[^\]]*\]/g, '')),
    );
}

/** The limits in the head of a stack's page, each as one line. */
function limitsOf(text: string): string[] {
  const list = /^limits:\n((?: .*\n)+)/m.exec(text)?.[1] ?? '';
  return list
    .split(/^ {2}- /m)
    .slice(1)
    .map((limit) => limit.replace(/\s+/g, ' ').trim());
}

function main(): number {
  if (seed === undefined || !/^[1-9]\d*$/.test(count)) {
    console.error(
      `Found ${seed === undefined ? 'no seed' : `"${count}" as the count`}. Expected a seed and, if you like, how many: npm run draw -- autumn 30`,
    );
    return 2;
  }
  const place = (statement: string) => createHash('sha256').update(`${seed}\n${statement}`).digest('hex');
  const drawn = [...readContent(fileURLToPath(new URL('..', import.meta.url)))]
    .filter(([file]) => file.endsWith('.mdx'))
    .flatMap(([file, text]) =>
      [...limitsOf(text), ...statementsOf(text)].map((statement) => ({
        file,
        statement,
        place: place(`${file}\n${statement}`),
      })),
    )
    .toSorted((a, b) => (a.place < b.place ? -1 : 1));
  drawn
    .slice(0, Number(count))
    .forEach(({ file, statement }, index) => console.log(`${index + 1}. ${file}: ${statement}`));
  console.log(`Drawn from ${drawn.length} statements.`);
  return 0;
}

process.exitCode = main();
