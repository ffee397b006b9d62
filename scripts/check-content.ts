/** Reads all of `content/` and the tree: each dangling name, duplicate id and field that does not fit is one sentence, all in one go. */
import { fileURLToPath } from 'node:url';
import { checkedKnowledge } from '../src/diagnosis/check.ts';
import { ContentError } from '../src/knowledge/content-error.ts';
import { folders } from '../src/knowledge/graph.ts';
import { readContent } from '../src/knowledge/read.ts';
import { unfinished } from './scaffold.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const files = readContent(root);
const left = unfinished(files);
if (left.length > 0) {
  console.error(left.join('\n'));
  process.exitCode = 1;
}

try {
  const knowledge = checkedKnowledge(files);
  const counts = Object.values(folders).map((folder) => `${knowledge[folder].size} ${folder}`);
  console.log(`content: ${counts.join(', ')}`);
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
