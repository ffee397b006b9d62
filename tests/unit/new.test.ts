/** What `npm run new` makes: drafts that can be read and shown, of which only what their author knows is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problems } from '../../src/knowledge/content-error.ts';
import { readContent, readLeniently } from '../../src/knowledge/read.ts';
import { placeholders, scaffolds, unfinished } from '../../scripts/scaffold.ts';

const content = readContent(process.cwd());

/** Kind → what is missing in a draft of it, as the end of the path and the beginning of the sentence. */
const missing: Readonly<Record<string, readonly RegExp[]>> = {
  cause: [
    /\/a-draft\.yaml: "wordings" has 1 of at least 25 /,
    /\/a-draft\.mdx: it has neither a case nor "notReproduced"/,
  ],
  case: [/\/a-draft\/evidence\.json: the file is missing; record it with /],
  message: [],
  claim: [],
  stack: [],
  guide: [],
};

test('there is a draft of each kind', () => {
  assert.deepEqual(Object.keys(scaffolds).toSorted(), Object.keys(missing).toSorted());
});

for (const [kind, expected] of Object.entries(missing))
  test(`a new ${kind} can be read as it is, and all that it lacks is said`, () => {
    const files = scaffolds[kind as keyof typeof scaffolds].files('a-draft');
    const problems = new Problems();
    const found = readLeniently(new Map([...content, ...Object.entries(files)]), problems);
    assert.equal(problems.found.length, expected.length, problems.found.join('\n'));
    for (const [index, sentence] of expected.entries()) assert.match(problems.found[index] ?? '', sentence);
    // A case is shown once it has run.
    if (kind === 'case') return;
    assert.ok(found.bodies.has(`${kind}s/a-draft`), 'it is not among what is shown');
  });

test('words of a draft that nobody replaced are named with their file and line, and the content has none', () => {
  const drafts = Object.entries(scaffolds).map(([, { files }]) => new Map(Object.entries(files('a-draft'))));
  const all = drafts.flatMap((draft) => [...draft.values()]).join('\n');
  for (const words of placeholders) assert.ok(all.includes(words), words);
  for (const [index, kind] of Object.keys(scaffolds).entries())
    if (kind !== 'case') assert.notDeepEqual(unfinished(drafts[index] ?? new Map()), [], kind);
  assert.match(unfinished(new Map([['a.mdx', 'Done.\nShort.']])).join(), /^a\.mdx: .* line 2 “Short\.”\.$/);
  assert.deepEqual(unfinished(content), []);
});
