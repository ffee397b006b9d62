/** What README says about the project, where it can be checked. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const readme = readFileSync('README.md', 'utf8');
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>;
};

test('README gives a reason for every dependency, and for none that is not there', () => {
  const table = /^## Dependencies, and why each$([^]*?)^## /m.exec(readme)?.[1] ?? '';
  const rows = [...table.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].slice(2);
  const named = rows.flatMap(([, names = '']) => names.split(', '));
  assert.deepEqual(named.toSorted(), Object.keys(devDependencies).toSorted());
});

test('README names only npm scripts that exist', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const named = [...readme.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('README says of every folder in src what it is, and of none that is not there', () => {
  const table = /^## Where things are$([^]*?)^## /m.exec(readme)?.[1] ?? '';
  const rows = [...table.matchAll(/^\| (.+?) +\| .+ \|$/gm)].map(([, names = '']) => names);
  const named = rows.flatMap((names) =>
    [...names.matchAll(/`src\/([\w-]+)\/`/g)].map(([, name = '']) => name),
  );
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(named.toSorted(), folders.map(({ name }) => name).toSorted());
});

/** Files that a module uses: by an import of values, at once or later, or in the script of a page. */
function usedBy(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  return [
    ...code.matchAll(
      /^\s*(?:import|export|\})(?! type)[^;]*?["'](\.[^"']+)["']|import\(["'](\.[^"']+)["']\)/gm,
    ),
  ].map(([, name = '', later = name]) => join(dirname(file), later));
}

test('the walks in README lead from file to file: each is used by one before it', () => {
  const section = /^## Three walks through the code$([^]*?)^## /m.exec(readme)?.[1] ?? '';
  const walks = section
    .split(/\n(?=\*\*|- )/)
    .slice(1)
    .map((walk) => [...walk.matchAll(/`([^`]+\.\w+)`/g)].map(([, file = '']) => file));
  assert.deepEqual(
    walks.map(({ length }) => length > 1),
    [true, false, true, true, true],
  );
  for (const walk of walks)
    for (const [index, file] of walk.entries()) {
      assert.ok(existsSync(file), `README names ${file}, which is not there.`);
      const before = walk.slice(0, index);
      assert.ok(
        index === 0 || before.some((earlier) => usedBy(earlier).includes(file)),
        `README leads to ${file}, and none of these uses it: ${before.join(', ')}.`,
      );
    }
});

test('a fact of the live test meets at most 20 files on its way to the fix', () => {
  const [, walk = ''] = /^\*\*A fact of the live test[^]*?$([^]*?)^\*\*/m.exec(readme) ?? [];
  const files = new Set([...walk.matchAll(/`(src\/[^`]+)`/g)].map(([, file]) => file));
  assert.ok(files.size > 10 && files.size <= 20, `${files.size} files`);
});
