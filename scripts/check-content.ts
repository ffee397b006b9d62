/** Reads all of `content/` and the tree: each dangling name, duplicate id and field that does not fit is one sentence, all in one go. */
import { fileURLToPath } from 'node:url';
import { readChecked } from '../src/diagnosis/check.ts';
import { ContentError } from '../src/knowledge/content-error.ts';

try {
  const { causes, messages, stacks, claims, guides, reference, cases } = readChecked(
    fileURLToPath(new URL('..', import.meta.url)),
  );
  console.log(
    `content: ${causes.size} causes, ${messages.size} messages, ${stacks.size} stacks, ${claims.size} claims, ${guides.size} how-tos, ${reference.size} tables, ${cases.size} cases`,
  );
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
