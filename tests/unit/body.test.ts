import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixes, links } from '../../src/knowledge/body.ts';
import { readBody, tagsIn, written } from '../../src/knowledge/mdx.ts';

test('a fix may have its attributes in any order and on several lines, and says what stands between its tags', () => {
  const body = readBody(
    'Say.\n\n<Fix\n  case="nginx-a"\n  stack="nginx"\n>\n  “Set” it. See <See cause="x" />.\n\n  - one\n</Fix>\n',
  );
  const [fix] = fixes(body);
  assert.deepEqual([fix?.stack, fix?.case, fix?.source], ['nginx', 'nginx-a', undefined]);
  assert.equal(
    written(fix?.parts ?? [], ({ name }) => name),
    '“Set” it. See See.\n\n  - one',
  );
  assert.deepEqual(links(body), [['cause', 'x']]);
});

test('what stands in code is no component', () => {
  assert.deepEqual(tagsIn(readBody('HAProxy writes `<NOSRV>` and `<See cause="x" />`.').parts), []);
});

test('a command keeps its braces, quotes and backslashes', () => {
  const [command] = tagsIn(
    readBody('<Command run={`curl -w \'%{http_code}\\n\' "$x"`} expect="101" />\n').parts,
  );
  assert.deepEqual(command?.attributes, { run: 'curl -w \'%{http_code}\\n\' "$x"', expect: '101' });
});

test('text, emoji and components come out as they went in', () => {
  const text = 'A 😀 “b” <See cause="x" /> c.\n\n## Head <See cause="y" />\n\nEnd.\n';
  const body = readBody(text);
  assert.equal(
    written(body.parts, ({ attributes }) => `<See cause="${attributes['cause']}" />`),
    text,
  );
  assert.deepEqual(body.headings, ['Head <See cause="y" />']);
});

test('a fenced block is seen, also within a list', () => {
  assert.equal(readBody('- a\n\n  ```sh\n  x\n  ```\n').isFenced, true);
  assert.equal(readBody('- `a`\n').isFenced, false);
});
