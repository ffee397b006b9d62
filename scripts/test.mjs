/** `npm test`: installs what is missing, runs every check and every suite, and counts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment, installPackages, installPrograms, root } from './setup.mjs';

/** One script of package.json, the fewest tests that it must have (a wrong glob must not pass for a green suite), and how its counts are read. */
const suite = (name, script, fewest, count) => ({ name, script, fewest, count });

const check = (name) =>
  suite(`check:${name}`, [`check:${name}`], 1, ({ status }) => (status === 0 ? [1, 0] : [0, 1]));
const nodeTests = (name, script, fewest) =>
  suite(name, [script], fewest, ({ stdout }) => [
    number(stdout, /^ℹ pass (\d+)$/m),
    number(stdout, /^ℹ fail (\d+)$/m),
  ]);
const cases = (name, parameters, fewest) =>
  suite(name, ['lab', ...parameters], fewest, ({ stdout }) => [
    number(stdout, /^(\d+) passed, \d+ failed$/m),
    number(stdout, /^\d+ passed, (\d+) failed$/m),
  ]);
const site = suite('site', ['test:site'], 400, () => {
  const { stats } = JSON.parse(readFileSync(join(root, 'test-results/site.json'), 'utf8'));
  return [stats.expected, stats.unexpected + stats.flaky + stats.skipped];
});

/** A refusal, one for its origin, one of a policy, a size limit, a drop in silence and a subprotocol: `npm run lab -- --live` has all, and takes too long. */
const liveCases = [
  'csp-page',
  'gorilla-check-origin',
  'nginx-no-upgrade-headers',
  'nginx-proxy-buffering-off',
  'node-ws-max-payload',
  'node-ws-subprotocol',
];

/**
 * One stage after the other, the lanes of a stage side by side, the suites of a lane in turn. The lab is alone: what it observes depends on time.
 * Types come before lint, which reads the types that they generate.
 */
const stages = [
  [
    ['types', 'lint', 'format', 'unused', 'content'].map(check),
    [nodeTests('unit', 'test:unit', 200), nodeTests('lab runner', 'test:lab', 4)],
  ],
  [[cases('lab', [], 90)]],
  [[cases('lab mutants', ['--', '--mutants'], 75)]],
  [[cases('lab live', ['--', '--live', ...liveCases], liveCases.length)]],
  [[site]],
];

function number(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/** Runs a script of package.json; what it prints is shown at once, or kept until it ends where another one prints meanwhile. */
async function runScript(script, isAlone) {
  const child = spawn('npm', ['run', '--silent', ...script], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  const kept = [];
  const show = (text) => (isAlone ? process.stdout.write(text) : kept.push(text));
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    show(text);
  });
  child.stderr.setEncoding('utf8').on('data', show);
  const [status] = await once(child, 'close');
  return { status, stdout, kept: kept.join('') };
}

/** Runs a suite and prints its counts; resolves with how many passed and how many failed. */
async function runSuite({ name, script, fewest, count }, isAlone) {
  const began = Date.now();
  if (isAlone) console.log(`\n== ${name}`);
  const result = await runScript(script, isAlone);
  if (!isAlone) console.log(`\n== ${name}\n${result.kept}`.trimEnd());
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
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`== ${name}: ${counts[0]} passed, ${counts[1]} failed, ${seconds} s`);
  return counts;
}

installPackages();
installPrograms();
rmSync(join(root, 'test-results'), { recursive: true, force: true });
let passed = 0;
let failed = 0;
for (const lanes of stages) {
  const runLane = async (lane) => {
    for (const next of lane) {
      const counts = await runSuite(next, lanes.length === 1);
      passed += counts[0];
      failed += counts[1];
    }
  };
  await Promise.all(lanes.map(runLane));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
