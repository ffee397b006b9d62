/** Reads all of `content/` and the tree: a dangling name, a duplicate id or a field that does not fit fails with one sentence. */
import { fileURLToPath } from 'node:url';
import { checkDiagnosis } from '../src/diagnosis/check.ts';
import { ContentError } from '../src/knowledge/content-error.ts';
import { readKnowledge } from '../src/knowledge/read.ts';

try {
  const found = readKnowledge(fileURLToPath(new URL('..', import.meta.url)));
  checkDiagnosis(found);
  const { causes, messages, stacks, claims, guides, reference, cases } = found;
  console.log(
    `content: ${causes.size} causes, ${messages.size} messages, ${stacks.size} stacks, ${claims.size} claims, ${guides.size} how-tos, ${reference.size} tables, ${cases.size} cases`,
  );
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
