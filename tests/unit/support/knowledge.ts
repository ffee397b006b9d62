/** What many tests start from, read and learnt once: several processes share it as files, and `npm run test:unit` makes them before it starts any. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { textExamples } from '../../../src/diagnosis/learn/examples.ts';
import { learnFacts } from '../../../src/diagnosis/learn/facts.ts';
import { learnWords } from '../../../src/diagnosis/learn/words.ts';
import { readKnowledge } from '../../../src/knowledge/read.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'node_modules/.cache/not101-tests');

/** A digest of everything that decides what is read and learnt: the content, the code, and the versions of packages and of Node. */
function digestOfInputs(): string {
  const hash = createHash('sha256').update(process.version);
  const files = ['content', 'src'].flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files.sort(), join(root, 'package-lock.json')])
    hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

const digest = digestOfInputs();

/** What `make` makes of the content: from the file that another process wrote, or made here and written. */
function shared<Result>(name: string, make: () => Result): Result {
  const file = join(folder, digest, name);
  try {
    return deserialize(readFileSync(file)) as Result;
  } catch {
    const made = make();
    mkdirSync(join(folder, digest), { recursive: true });
    for (const other of readdirSync(folder))
      if (other !== digest) rmSync(join(folder, other), { recursive: true, force: true });
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${file}.${process.pid}`, serialize(made));
    renameSync(`${file}.${process.pid}`, file);
    return made;
  }
}

/** Everything in `content/`. */
export const knowledge = shared('knowledge', () => readKnowledge(root));

/** How much each answer speaks for each cause, learnt from the content and all its reports. */
export const packedFacts = () => shared('facts', () => learnFacts(knowledge, knowledge.reports));

/** What words say about the cause, learnt from the content and all its reports. */
export const packedWords = () =>
  shared('words', () => learnWords(textExamples(knowledge, knowledge.reports)));
