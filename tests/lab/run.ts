/**
 * The lab: runs every case's broken and fixed file on the real program, in front of a bare handshake client, curl and three browser engines.
 *
 *     node tests/lab/run.ts [slug…] [--record | --mutants | --live] [--practice] [--generation current]
 *
 * A case passes if it shows what its `case.yaml` expects and what its `evidence.json` has recorded. With `--record` the evidence is written
 * instead. With `--mutants` a case passes if it fails as soon as one thing in its files is changed (see mutants.ts); only the bare client, curl and
 * Chromium look then, and without slugs the cases that wait in silence are left out. With `--live` the site's own test page, in the three browsers,
 * is run against every case that concerns a live connection, and without slugs, or with `--practice`, against every practice endpoint: a case passes
 * if the page measures the right facts, and the tree must name the cause first in nearly all after two truthful answers (see live/).
 */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Evidence, Observation } from '../../src/knowledge/schemas.ts';
import {
  caseSlugs,
  evidenceFile,
  expectedOn,
  loadCase,
  loadEvidence,
  sides,
  type LabCase,
  type Side,
} from './case.ts';
import { drift, unmetExpectations, versionChanges, withRecordedSeconds } from './compare.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { observeSide, type Browsers, type SideResult } from './observe-side.ts';
import type { BrowserObserver } from './observers/browser.ts';
import { startChromium } from './observers/chromium.ts';
import { startFirefox } from './observers/firefox.ts';
import { startWebkit } from './observers/webkit.ts';
import { makeFolder } from './folders.ts';
import { chooseGeneration, generations, isInCurrent, type Generation } from './generation.ts';
import { removeLeftovers, runVariable } from './leftovers.ts';
import { runLive } from './live/run.ts';
import { endRun } from './running.ts';

/** What runs at once: sides that observe a silence do nothing but wait, the others keep a processor busy; mutants seldom need a browser. */
const sidesAtOnce = { silent: 10, busy: 2, mutants: 3 };

interface Verdict {
  slug: string;
  /** Why it failed, as sentences; empty if it passed. */
  failures: string[];
  /** What a reader of the report should know besides. */
  notes: string[];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does all jobs in the given order, so many at once. */
async function runJobs<T>(jobs: readonly T[], atOnce: number, run: (job: T) => Promise<void>): Promise<void> {
  const left = jobs.values();
  const work = async (): Promise<void> => {
    for (const job of left) await run(job);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** How a run treats what it observes. */
interface RunMode {
  isRecording: boolean;
  generation: Generation;
}

async function judge(
  labCase: LabCase,
  results: Record<Side, SideResult>,
  { isRecording, generation }: RunMode,
): Promise<Verdict> {
  const { slug, folder } = labCase;
  const file = evidenceFile(folder, generation);
  const now: Evidence = {
    recorded: today(),
    versions: { ...results.broken.versions, ...results.fixed.versions },
    broken: results.broken.observation,
    fixed: results.fixed.observation,
  };
  const failures = sides.flatMap((side) =>
    unmetExpectations(expectedOn(labCase, generation), side, now[side]),
  );
  const recorded = await loadEvidence(folder, generation).catch((error: unknown) => {
    // A new recording replaces evidence that an older schema allowed.
    if (isRecording) return null;
    throw error;
  });
  const changes = recorded ? drift(recorded, now) : [];
  const notes = recorded ? versionChanges(recorded, now).map((text) => `version of ${text}`) : [];
  if (!isRecording) {
    if (!recorded) failures.push(`It has no ${basename(file)}. Run it with --record to write one.`);
    else if (changes.length > 0) failures.push(...changes, 'If this is right, run it with --record.');
    if (recorded && notes.length > 0 && recorded.recorded !== now.recorded)
      notes.push(`Recorded on ${recorded.recorded}, run on ${now.recorded}.`);
  } else if (failures.length === 0) {
    if (recorded && changes.length === 0 && notes.length === 0)
      notes.push('The evidence is as it was recorded.');
    else {
      await writeFile(file, `${JSON.stringify(withRecordedSeconds(recorded, now), null, 2)}\n`);
      notes.push('The evidence was written.', ...changes);
    }
  }
  return { slug, failures, notes };
}

/**
 * Starts the browsers side by side.
 * @throws {Error} with a sentence for each that did not start
 */
async function startBrowsers(): Promise<Browsers> {
  const starts = await Promise.allSettled([startChromium(), startFirefox(), startWebkit()]);
  const [chromium, firefox, webkit] = starts;
  if (chromium.status === 'fulfilled' && firefox.status === 'fulfilled' && webkit.status === 'fulfilled')
    return { chromium: chromium.value, firefox: firefox.value, webkit: webkit.value };
  const failures = starts.flatMap((start) => (start.status === 'rejected' ? [messageOf(start.reason)] : []));
  throw new Error(failures.join(' '));
}

/** With more failures than this something is wrong with all of them, and a second run would only take time. */
const mostRepeated = 6;

async function runCases(
  slugs: readonly string[],
  mode: RunMode,
  browsers: Promise<Browsers>,
): Promise<Verdict[]> {
  const loads = await Promise.allSettled(slugs.map(loadCase));
  const loaded = loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []));
  const results = new Map<string, PromiseSettledResult<SideResult>>();
  const run = async (cases: readonly LabCase[], atOnce: number): Promise<void> => {
    const jobs = cases.flatMap((labCase) => sides.map((side) => ({ labCase, side })));
    await runJobs(jobs, atOnce, async ({ labCase, side }) => {
      const [result] = await Promise.allSettled([
        browsers.then((started) => observeSide(labCase, side, started)),
      ]);
      results.set(`${labCase.slug} ${side}`, result);
    });
  };
  await Promise.all([
    run(
      loaded.filter(({ observe }) => observe.silence > 0),
      sidesAtOnce.silent,
    ),
    run(
      loaded.filter(({ observe }) => observe.silence === 0),
      sidesAtOnce.busy,
    ),
  ]);
  const resultOf = (slug: string, side: Side): PromiseSettledResult<SideResult> | undefined =>
    results.get(`${slug} ${side}`);

  return Promise.all(
    slugs.map(async (slug, index): Promise<Verdict> => {
      const load = loads[index];
      if (load?.status !== 'fulfilled') return { slug, failures: [messageOf(load?.reason)], notes: [] };
      const [broken, fixed] = [resultOf(slug, 'broken'), resultOf(slug, 'fixed')];
      if (broken?.status === 'fulfilled' && fixed?.status === 'fulfilled') {
        const verdict = judge(load.value, { broken: broken.value, fixed: fixed.value }, mode);
        return verdict.catch((error: unknown) => ({ slug, failures: [messageOf(error)], notes: [] }));
      }
      const failures = sides.flatMap((side) => {
        const result = resultOf(slug, side);
        return result?.status === 'rejected' ? [`${side}: ${messageOf(result.reason)}`] : [];
      });
      return { slug, failures, notes: [] };
    }),
  );
}

/**
 * Runs the cases, and once more alone those few that failed beside the others: a machine that is short of time can turn the order of two
 * frames around. What is really wrong fails alone as well; a second run is named in the notes.
 */
async function runAndRepeat(slugs: readonly string[], mode: RunMode): Promise<Verdict[]> {
  const browsers = startBrowsers();
  browsers.catch(() => undefined);
  const verdicts = await runCases(slugs, mode, browsers);
  const failed = verdicts.filter(({ failures }) => failures.length > 0);
  if (slugs.length === 1 || failed.length > mostRepeated) return verdicts;
  const repeated = new Map<string, Verdict>();
  for (const { slug, failures } of failed) {
    const [again] = await runCases([slug], mode, browsers);
    if (again?.failures.length !== 0) continue;
    const note = `It passed in a second run, alone. Beside the others it did not: ${failures.join(' ')}`;
    repeated.set(slug, { ...again, notes: [...again.notes, note] });
  }
  return verdicts.map((verdict) => repeated.get(verdict.slug) ?? verdict);
}

function print({ slug, failures, notes }: Verdict): void {
  console.log(`${failures.length === 0 ? 'passed' : 'FAILED'}  ${slug}`);
  for (const line of [...failures, ...notes]) console.log(`        ${line}`);
}

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

/** Stands in for Chromium: reports at once what was recorded. */
function asRecorded({ chromium }: Observation): BrowserObserver {
  const { socket: fate, closeCode, wasClean, seconds, echoed, isBinary, console } = chromium;
  const seen = {
    url: null,
    fate,
    closeCode,
    wasClean,
    seconds,
    echoed,
    console,
    ...(isBinary && { isBinary }),
  };
  return {
    versions: {},
    isStandIn: true,
    observe: () => Promise.resolve(seen),
    open: () => Promise.reject(new Error('A recorded browser opens no page.')),
    stop: () => Promise.resolve(),
  };
}

/** Whether a case shows its fault in other engines only. */
function isSameInChromium({ broken, fixed }: Evidence): boolean {
  return broken.status === fixed.status && broken.chromium.socket === fixed.chromium.socket;
}

/**
 * One change of a case's files: why the case does not pass with it, or `null` if it passes all the same. Browsers are asked only where the bare
 * client and `curl` saw nothing else than recorded; and other engines than Chromium only where the fault does not show in that.
 */
async function whyMutantFails(
  { side, labCase }: Mutant,
  recorded: Evidence,
  start: { chromium: () => Promise<BrowserObserver>; all: () => Promise<Browsers> },
): Promise<string | null> {
  const before = recorded[side];
  const compare = async (browsers: Browsers, parts: (seen: Observation) => Partial<Observation>) => {
    const { observation } = await observeSide(labCase, side, browsers);
    const seen = { ...before, ...parts(observation) };
    const differences = [
      ...unmetExpectations(labCase, side, seen),
      ...drift(recorded, { ...recorded, [side]: seen }),
    ];
    return differences[0] ?? null;
  };
  try {
    const bare = { chromium: asRecorded(before) };
    const seenBare = await compare(bare, ({ status, backendSaw }) => ({ status, backendSaw }));
    if (seenBare !== null) return seenBare;
    if (isSameInChromium(recorded)) return await compare(await start.all(), (seen) => seen);
    const { firefox, webkit } = before;
    return await compare({ chromium: await start.chromium() }, (seen) => ({ ...seen, firefox, webkit }));
  } catch (error) {
    return messageOf(error);
  }
}

async function runMutants(slugs: readonly string[]): Promise<Verdict[]> {
  let [chromium, all]: [Promise<BrowserObserver>?, Promise<Browsers>?] = [];
  const start = {
    chromium: () => (chromium ??= startChromium()),
    all: () => (all ??= startBrowsers()),
  };
  const verdicts: Verdict[] = [];
  await runJobs(slugs, sidesAtOnce.mutants, async (slug) => {
    const verdict: Verdict = { slug, failures: [], notes: [] };
    verdicts.push(verdict);
    try {
      const labCase = await loadCase(slug);
      const recorded = await loadEvidence(labCase.folder);
      if (!recorded) throw new Error('It has no evidence.json. Run it with --record to write one.');
      const listed = labCase.unobserved.map(({ line }) => line);
      const unneeded = new Set(listed);
      for (const mutant of mutantsOf(labCase)) {
        const failure = await whyMutantFails(mutant, recorded, start);
        const isListed = mutant.line !== null && listed.includes(mutant.line);
        const name = `${mutant.side} side ${mutant.change}`;
        if (failure === null && mutant.line !== null) unneeded.delete(mutant.line);
        if (failure === null && !isListed)
          verdict.failures.push(
            `The ${name} is observed as before. Take the line out, or say under "unobserved" in case.yaml why it stands there.`,
          );
        else verdict.notes.push(`${name}: ${failure ?? 'as before, for the reason in case.yaml'}`);
      }
      for (const line of unneeded)
        verdict.failures.push(
          `"unobserved" in case.yaml lists \`${line}\`, and the case fails without it, or the fix does not touch it. Take it off the list.`,
        );
    } catch (error) {
      verdict.failures.push(messageOf(error));
    }
  });
  return verdicts.sort((a, b) => a.slug.localeCompare(b.slug));
}

async function casesWithoutSilence(slugs: readonly string[]): Promise<string[]> {
  const cases = await Promise.all(slugs.map(loadCase));
  return cases.filter(({ observe }) => observe.silence === 0).map(({ slug }) => slug);
}

/** Those of the cases whose programs a generation has of its own. */
async function concernedBy(generation: Generation, slugs: readonly string[]): Promise<string[]> {
  if (generation === 'stable') return [...slugs];
  const cases = await Promise.all(slugs.map(loadCase));
  return cases.filter(isInCurrent).map(({ slug }) => slug);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      record: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      practice: { type: 'boolean', default: false },
      generation: { type: 'string', default: 'stable' },
    },
  });
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
    (generation !== 'stable' && (values.mutants || values.live || values.practice))
  ) {
    console.error(
      `Found --generation ${values.generation}. Expected one of ${generations.join(', ')}, and without --mutants and --live for any but stable.`,
    );
    return 2;
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
  const runMode = async (named: readonly string[]): Promise<Verdict[]> => {
    if (values.mutants) return runMutants(named.length > 0 ? named : await casesWithoutSilence(known));
    if (values.live || values.practice) {
      const isWhole = values.live && named.length === 0;
      const parts = { isPractice: values.practice || isWhole, isWhole };
      return runLive(isWhole ? known : named, parts, startBrowsers());
    }
    return runAndRepeat(named.length > 0 ? named : concerned, { isRecording: values.record, generation });
  };
  try {
    const named = [...new Set(positionals)];
    const verdicts = await runMode(named);
    verdicts.forEach(print);
    const failed = verdicts.filter(({ failures }) => failures.length > 0).length;
    console.log(`${verdicts.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await endRun();
  }
}

process.exitCode = await main();
