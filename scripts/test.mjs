/** `npm test`: installs what is missing, runs every check and every suite, and counts. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, installPrograms, root, run } from './setup.mjs';

installPackages();
installPrograms();

/** Each suite, how its counts are read, and the fewest tests that it must have: a wrong glob must not pass for a green suite. */
const suites = [
  ...['types', 'lint', 'format', 'unused', 'content'].map((name) => ({
    name: `check:${name}`,
    command: ['npm', ['run', '--silent', `check:${name}`]],
    fewest: 1,
    count: ({ status }) => (status === 0 ? [1, 0] : [0, 1]),
  })),
  ...[
    ['unit', 'test:unit', 200],
    ['lab runner', 'test:lab', 4],
  ].map(([name, script, fewest]) => ({
    name,
    command: ['npm', ['run', '--silent', script]],
    fewest,
    keep: true,
    count: ({ stdout }) => [number(stdout, /^ℹ pass (\d+)$/m), number(stdout, /^ℹ fail (\d+)$/m)],
  })),
  ...[
    ['lab', [], 45],
    ['lab mutants', ['--', '--mutants'], 35],
  ].map(([name, parameters, fewest]) => ({
    name,
    command: ['npm', ['run', '--silent', 'lab', ...parameters]],
    fewest,
    keep: true,
    count: ({ stdout }) => [
      number(stdout, /^(\d+) passed, \d+ failed$/m),
      number(stdout, /^\d+ passed, (\d+) failed$/m),
    ],
  })),
  {
    name: 'site',
    command: ['npm', ['run', '--silent', 'test:site']],
    fewest: 200,
    count: () => {
      const { stats } = JSON.parse(readFileSync(join(root, 'test-results/site.json'), 'utf8'));
      return [stats.expected, stats.unexpected + stats.flaky + stats.skipped];
    },
  },
];

function number(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

rmSync(join(root, 'test-results'), { recursive: true, force: true });
let passed = 0;
let failed = 0;
for (const { name, command, fewest, keep, count } of suites) {
  const began = Date.now();
  console.log(`\n== ${name}`);
  const result = run(
    ...command,
    keep ? { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 28 } : {},
  );
  if (keep) process.stdout.write(result.stdout);
  let counts;
  try {
    counts = count(result);
  } catch {
    counts = [0, 1];
  }
  if (result.status !== 0 && counts[1] === 0) counts[1] = 1;
  if (counts[0] + counts[1] < fewest) {
    console.error(
      `${name} ran ${counts[0] + counts[1]} tests; at least ${fewest} are expected. Is a pattern wrong?`,
    );
    counts[1] += 1;
  }
  passed += counts[0];
  failed += counts[1];
  console.log(
    `== ${name}: ${counts[0]} passed, ${counts[1]} failed, ${Math.round((Date.now() - began) / 1000)} s`,
  );
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
