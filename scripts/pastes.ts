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

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined) throw new Error('No folder was named. Write `npm run pastes -- <folder>`.');
const knowledge = readKnowledge(fileURLToPath(new URL('..', import.meta.url)));
const pages = pageOfCauses(knowledge);
const words = wordModel(packedWords(knowledge));
const explain = explainer(
  { messages: [...knowledge.messages.values()], stacks: [...knowledge.stacks.values()] },
  allReaders,
);

let [first, withinThree, known, all] = [0, 0, 0, 0];
for (const line of readFileSync(join(folder, 'index.jsonl'), 'utf8').split('\n').filter(Boolean)) {
  const { file, cause_slug: slug } = JSON.parse(line) as { file: string; cause_slug: string };
  // A cause that had no page when the texts were gathered has "NEW:" before its name.
  const cause = pages.get(slug.replace(/^NEW:/, '')) ?? slug;
  const text = readFileSync(join(folder, file), 'utf8');
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
  if (!options.includes('--show')) continue;
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
