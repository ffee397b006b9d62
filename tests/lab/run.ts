/**
 * The lab: runs every case's broken and fixed file on the real program, in front of a bare handshake client, curl and three browser engines.
 *
 *     node tests/lab/run.ts [slug… | --frameworks] [--record | --mutants [--unproven] | --live [--recorded] | --doctor] [--practice] [--generation current [--newer]]
 *
 * A case passes if it shows what its `case.yaml` expects and what its `evidence.json` has recorded. With `--record` the evidence is written
 * instead. With `--mutants` a case passes if it fails as soon as one thing in its files is changed (see mutants.ts); only the bare client, curl and
 * Chromium look then, and without slugs the cases that wait in silence are left out. A case that passes gets a proof of it, and with `--unproven`
 * cases whose proof still holds are left out (see proof.ts). With `--live` the site's own test page, in the three browsers, is run against every
 * case that concerns a live connection, and without slugs, or with `--practice`, against every practice endpoint: a case passes if the page
 * measures the right facts, and the tree must name the cause first in nearly all after two truthful answers (see live/). With `--recorded` too no
 * browser is started: it prints where the ranking places each cause by what a live test would measure of the record, and each miss with its reasons. With `--doctor` the doctor is
 * run against the same cases: it must find a fault on the broken side and none on the fixed one, and name the cause without any answer (see doctor/). With `--newer` a
 * run of other versions than the recorded ones must show what `case.yaml` expects; what else differs from the record is noted. Cases on a framework
 * that `npm run setup:frameworks` installs are run where they are named, and all of them with `--frameworks`.
 */
import { parseArgs } from 'node:util';
import { caseSlugs, loadCase, type LabCase } from './case.ts';
import { makeFolder } from './folders.ts';
import { isOnFramework } from './frameworks.ts';
import { chooseGeneration, generations, isInCurrent, type Generation } from './generation.ts';
import { removeLeftovers, runVariable } from './leftovers.ts';
import { runDoctor } from './doctor/run.ts';
import { printRecorded } from './live/recorded.ts';
import { runLive } from './live/run.ts';
import { startBrowsers } from './observers/all.ts';
import { runAllCases } from './run-cases.ts';
import { runMutants } from './run-mutants.ts';
import { endRun } from './running.ts';
import { printVerdicts, writeVerdicts, type Verdict } from './verdict.ts';

/** A signal, or an error that nobody expected, ends the run as its end would: nothing is left behind. */
function stopOnSignals(): void {
  for (const [signal, exitCode] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      console.log(`Stopped by ${signal}; ending what was started.`);
      void endRun().finally(() => process.exit(exitCode));
    });
  }
  process.once('uncaughtException', (error) => {
    console.error('The lab itself failed; ending what was started.', error);
    void endRun().finally(() => process.exit(1));
  });
}

/** Those of the cases that something holds for. */
async function thoseThat(slugs: readonly string[], holds: (labCase: LabCase) => boolean): Promise<string[]> {
  const cases = await Promise.all(slugs.map(loadCase));
  return cases.filter(holds).map(({ slug }) => slug);
}

/** Those of the cases whose programs a generation has of its own. */
const concernedBy = async (generation: Generation, slugs: readonly string[]): Promise<string[]> =>
  generation === 'stable' ? [...slugs] : thoseThat(slugs, isInCurrent);

const readParameters = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      record: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      unproven: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      recorded: { type: 'boolean', default: false },
      doctor: { type: 'boolean', default: false },
      practice: { type: 'boolean', default: false },
      generation: { type: 'string', default: 'stable' },
      newer: { type: 'boolean', default: false },
      frameworks: { type: 'boolean', default: false },
    },
  });

const usage =
  'npm run lab -- [slug… | --frameworks] [--record | --mutants [--unproven] | --live [--recorded] | --doctor] [--practice] [--generation current]';

async function main(): Promise<number> {
  let parameters: ReturnType<typeof readParameters>;
  try {
    parameters = readParameters();
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    console.error(`${sentence}. Expected ${usage}`);
    return 2;
  }
  const { values, positionals } = parameters;
  const known = await caseSlugs();
  const unknown = positionals.filter((slug) => !known.includes(slug));
  if (unknown.length > 0) {
    console.error(
      `There is no case ${unknown.map((slug) => `"${slug}"`).join(', ')}. The cases are: ${known.join(', ')}.`,
    );
    return 2;
  }
  const generation = generations.find((each) => each === values.generation);
  if (
    generation === undefined ||
    (generation !== 'stable' && (values.mutants || values.live || values.doctor || values.practice))
  ) {
    console.error(
      `Found --generation ${values.generation}. Expected one of ${generations.join(', ')}, and without --mutants, --live and --doctor for any but stable.`,
    );
    return 2;
  }
  if (values.newer && (generation === 'stable' || values.record)) {
    console.error('Found --newer. Expected it with --generation current, and without --record.');
    return 2;
  }
  if (values.frameworks && (generation !== 'stable' || positionals.length > 0)) {
    console.error('Found --frameworks. Expected it without slugs and without --generation.');
    return 2;
  }
  if (values.recorded) {
    if (!values.live) {
      console.error('Found --recorded without --live. Expected both.');
      return 2;
    }
    await printRecorded(positionals);
    return 0;
  }
  await chooseGeneration(generation);
  const concerned = await concernedBy(generation, known);
  const unconcerned = positionals.filter((slug) => !concerned.includes(slug));
  if (unconcerned.length > 0) {
    console.error(
      `Found ${unconcerned.map((slug) => `"${slug}"`).join(', ')} with --generation ${generation}. Expected cases whose program that generation has in another version; run these without it.`,
    );
    return 2;
  }
  process.env[runVariable] = String(process.pid);
  for (const run of await removeLeftovers())
    console.log(`Removed what the killed run ${run} had left behind.`);
  stopOnSignals();
  process.env['TMPDIR'] = await makeFolder('tmp');
  // Where no case is named, those that need what `npm test` does not install are left out.
  const all = await thoseThat(concerned, (labCase) => !isOnFramework(labCase));
  const named = values.frameworks ? await thoseThat(known, isOnFramework) : [...new Set(positionals)];
  const isLive = values.live || values.practice;
  const runMode = async (): Promise<Verdict[]> => {
    if (values.mutants) return runMutants(named, values.unproven);
    if (values.doctor) return runDoctor(named.length > 0 ? named : all, named.length === 0, values.record);
    if (isLive) {
      const isWhole = values.live && named.length === 0;
      const parts = { isPractice: values.practice || isWhole, isWhole };
      return runLive(isWhole ? all : named, parts, startBrowsers());
    }
    return runAllCases(named.length > 0 ? named : all, {
      isRecording: values.record,
      generation,
      allowsNewer: values.newer,
    });
  };
  try {
    const verdicts = await runMode();
    const hasPassed = printVerdicts(verdicts);
    const ofGeneration = values.frameworks ? '-frameworks' : generation === 'stable' ? '' : `-${generation}`;
    const mode = values.mutants ? '-mutants' : values.doctor ? '-doctor' : isLive ? '-live' : ofGeneration;
    await writeVerdicts(`lab${mode}`, verdicts);
    return hasPassed ? 0 : 1;
  } finally {
    await endRun();
  }
}

process.exitCode = await main();
