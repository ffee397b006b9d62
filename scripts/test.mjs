/**
 * `npm test`: installs what is missing, runs every check and every suite, and counts. With the word `check`, as `npm run check` has it, it runs the
 * checks alone and installs nothing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment, installPackages, installPrograms, root } from './setup.mjs';

/**
 * One script of package.json with its parameters, the fewest tests that it must have (a wrong glob must not pass for a green suite), and the file
 * in `test-results` to which it writes its counts. A script without one is a single test.
 */
const suite = (name, script, fewest, results, countsOf = (counts) => counts) => ({
  name,
  script,
  fewest,
  results: results && join(root, 'test-results', results),
  countsOf,
});

const check = (name, ...parameters) => suite(`check:${name}`, [`check:${name}`, ...parameters], 1);

/** What is generated from the content, types among it, which types and lint both read and neither may write meanwhile. */
const generated = check('generated');
/** The site as the tests look at it. A build generates types too, so it comes before whatever reads them. */
const builds = suite('site builds', ['build:tested'], 1);
const checks = [
  [check('lint')],
  [check('types', '--', '--noSync'), check('format'), check('unused'), check('content')],
];

const site = suite('site', ['test:site'], 400, 'site.json', ({ stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.skipped,
}));

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
 * A case of each proxy and of Python that needs no waiting, on the programs of Debian's unstable suite. That suite moves on: what newer programs than
 * the recorded ones print is noted, and what case.yaml expects must hold. `npm run lab -- --generation current` has all cases.
 */
const currentCases = [
  'apache-no-upgrade',
  'caddy-exact-path',
  'haproxy-path-rule',
  'lighttpd-no-upgrade',
  'nginx-no-upgrade-daphne',
  'nginx-no-upgrade-headers',
];
const labCurrent = suite(
  'lab current',
  ['lab', '--', '--generation', 'current', '--newer', ...currentCases],
  currentCases.length,
  'lab-current.json',
);

/** The cases on frameworks from npm that are too large for every checkout. */
const labFrameworks = suite('lab frameworks', ['lab', '--', '--frameworks'], 3, 'lab-frameworks.json');

/** Suites that need more than `npm test` installs: almost a gigabyte each, and minutes until it is there. The script that installs it says with `--check` why they cannot run. */
const optional = new Map([
  [labCurrent, 'setup:current'],
  [labFrameworks, 'setup:frameworks'],
]);

/** Why a suite cannot run here, as a sentence; nothing where it can. */
function problemOf(script) {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', script, '--', '--check'], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stderr?.trim() || `npm run ${script} -- --check gave no reason.`;
}

/**
 * One stage after the other, the lanes of a stage side by side, the suites of a lane in turn. The lab is alone: what it observes depends on time.
 * The few cases on the page and on today's versions leave each other room.
 */
const stages = [
  [[generated, builds], [suite('lab runner', ['test:lab'], 4, 'lab-runner.json')]],
  [...checks, [suite('unit', ['test:unit'], 200, 'unit.json')]],
  [[suite('lab', ['lab'], 90, 'lab.json')]],
  [[suite('lab mutants', ['lab', '--', '--mutants', '--unproven'], 75, 'lab-mutants.json')]],
  [
    [suite('lab live', ['lab', '--', '--live', ...liveCases], liveCases.length, 'lab-live.json')],
    [labCurrent],
    [labFrameworks],
  ],
  [[site]],
];

/** Runs a script of package.json; what it prints is shown at once, or kept until it ends where another one prints meanwhile. */
async function runScript({ script, results }, isAlone) {
  const child = spawn('npm', ['run', '--silent', ...script], {
    cwd: root,
    env: { ...environment, ...(results && { TEST_RESULTS: results }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kept = [];
  const show = (text) => (isAlone ? process.stdout.write(text) : kept.push(text));
  child.stdout.setEncoding('utf8').on('data', show);
  child.stderr.setEncoding('utf8').on('data', show);
  const [status] = await once(child, 'close');
  return { status, kept: kept.join('') };
}

/** How many tests of a suite passed and failed, and which passed only when they were repeated. */
function readCounts({ results, countsOf }, status) {
  const counts = { passed: 0, failed: 0, repeated: [] };
  if (results === undefined) counts[status === 0 ? 'passed' : 'failed'] = 1;
  else if (existsSync(results)) Object.assign(counts, countsOf(JSON.parse(readFileSync(results, 'utf8'))));
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Runs a suite and prints its counts, with which it resolves. */
async function runSuite(next, isAlone) {
  const { name, fewest } = next;
  const began = Date.now();
  if (isAlone) console.log(`\n== ${name}`);
  const { status, kept } = await runScript(next, isAlone);
  if (!isAlone) console.log(`\n== ${name}\n${kept}`.trimEnd());
  const counts = readCounts(next, status);
  const all = counts.passed + counts.failed;
  if (all < fewest) {
    console.error(`${name} ran ${all} tests; at least ${fewest} are expected. Is a pattern wrong?`);
    counts.failed += 1;
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const repeated = counts.repeated.length > 0 ? `, ${counts.repeated.length} only when repeated alone` : '';
  console.log(`== ${name}: ${counts.passed} passed${repeated}, ${counts.failed} failed, ${seconds} s`);
  return counts;
}

const isCheck = process.argv[2] === 'check';
if (!isCheck) {
  installPackages();
  installPrograms();
  rmSync(join(root, 'test-results'), { recursive: true, force: true });
}
/** Suite that cannot run here → why. */
const problems = new Map();
if (!isCheck)
  for (const [each, script] of optional) {
    const problem = problemOf(script);
    if (problem !== undefined) problems.set(each, problem);
  }
const began = Date.now();
const total = { passed: 0, failed: 0, repeated: [] };
for (const all of isCheck ? [[[generated]], checks] : stages) {
  const lanes = all.filter(([first]) => !problems.has(first));
  for (const [first] of all)
    if (problems.has(first)) console.log(`\n== ${first.name}: not run. ${problems.get(first)}`);
  const runLane = async (lane) => {
    for (const next of lane) {
      const { passed, failed, repeated } = await runSuite(next, lanes.length === 1);
      total.passed += passed;
      total.failed += failed;
      total.repeated.push(...repeated);
    }
  };
  await Promise.all(lanes.map(runLane));
}
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
console.log(`\n${minutes} minutes without installing.`);
if (!isCheck)
  console.log(
    [`${total.repeated.length} passed only when they were repeated alone`, ...total.repeated].join(' '),
  );
for (const [{ name, fewest }, problem] of problems)
  console.log(`${fewest} cases of ${name} were not run and are not counted. ${problem}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
