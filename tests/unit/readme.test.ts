/** What README says about the project, where it can be checked. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
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
