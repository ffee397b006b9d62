/**
 * `npm run pastes -- <folder>`: what the explainer makes of pasted texts whose causes are known. The folder has an
 * `index.jsonl` with `file` and `cause_slug` on each line, and the files. `--show` prints what was understood.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { learntFacts, packedWords } from '../src/build/learnt.ts';
import { pageOfCauses } from '../src/diagnosis/learn/examples.ts';
import { answerText, questions } from '../src/diagnosis/questions.ts';
import { rank } from '../src/diagnosis/rank.ts';
import { wordModel } from '../src/diagnosis/word-weights.ts';
import { allReaders } from '../src/explain/all-readers.ts';
import { explainer } from '../src/explain/explain.ts';
import { readKnowledge } from '../src/knowledge/read.ts';
import { endWith, givenTo } from './arguments.ts';

const {
  words: [folder = ''],
  options,
} = givenTo({ usage: 'npm run pastes -- <folder> [--show]', options: ['--show'], least: 1 });

/** A text of the folder. */
function textOf(file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return endWith(
      `Found no readable ${join(folder, file)}. Expected a folder with "index.jsonl" and every file that it names.`,
    );
  }
}

/** A line of the index. */
function entryOf(line: string): { file: string; cause_slug: string } {
  try {
    const { file, cause_slug } = JSON.parse(line) as Record<string, unknown>;
    if (typeof file === 'string' && typeof cause_slug === 'string') return { file, cause_slug };
  } catch {
    // Said below.
  }
  return endWith(
    `Found the line ${line.slice(0, 80)} in ${join(folder, 'index.jsonl')}. Expected JSON with "file" and "cause_slug", both texts.`,
  );
}

const entries = textOf('index.jsonl').split('\n').filter(Boolean).map(entryOf);
const knowledge = readKnowledge(fileURLToPath(new URL('..', import.meta.url)));
const pages = pageOfCauses(knowledge);
const words = wordModel(packedWords(knowledge));
const explain = explainer(
  { messages: [...knowledge.messages.values()], stacks: [...knowledge.stacks.values()] },
  allReaders,
);

let [first, withinThree, known, all] = [0, 0, 0, 0];
for (const { file, cause_slug: slug } of entries) {
  // A cause that had no page when the texts were gathered has "NEW:" before its name.
  const cause = pages.get(slug.replace(/^NEW:/, '')) ?? slug;
  const text = textOf(file);
  const result = explain([{ name: file, text }]);
  const facts = (result.requests[0]?.told ?? []).map(({ fact }) => fact);
  const ranked = rank(facts, words.read(result.words).weights, learntFacts(knowledge)).causes.map(
    ({ slug }) => slug,
  );
  const place = ranked.indexOf(cause) + 1;
  all += 1;
  if (place > 0) known += 1;
  if (place === 1) first += 1;
  if (place > 0 && place <= 3) withinThree += 1;
  console.log(`${String(place || '–').padStart(3)}  ${file.padEnd(40)} ${cause}; first: ${ranked[0]}`);
  if (!options.has('--show')) continue;
  for (const { by, what, means, places } of result.findings)
    console.log(`       [${by}] ${what}: ${means} (line ${places[0]?.line})`);
  for (const { place: at, why } of result.unread) console.log(`       unread, line ${at.line}: ${why}`);
  for (const each of result.contradictions) console.log(`       ! ${each}`);
  console.log(
    `       ${facts.map(({ question, answer, value }) => `${questions[question].short}: ${value ?? answerText(question, answer)}`).join(' · ')}`,
  );
  console.log(`       unknown: ${result.unknown.map(({ line: number }) => number).join(' ')}`);
}
console.log(
  `${all} texts, ${known} with a cause that has a page: first ${first}, within three ${withinThree} (${((100 * first) / all).toFixed(0)} % and ${((100 * withinThree) / all).toFixed(0)} % of all).`,
);
