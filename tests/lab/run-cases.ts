/** Running cases as they are: a case passes if it shows what its `case.yaml` expects and what its `evidence.json` has recorded. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Evidence, Observation } from '../../src/knowledge/schemas.ts';
import { evidenceFile, expectedOn, loadCase, loadEvidence, sides, type LabCase, type Side } from './case.ts';
import { drift, unmetExpectations, versionChanges, withRecordedSeconds } from './compare.ts';
import type { Generation } from './generation.ts';
import { messageOf, runJobs } from './jobs.ts';
import type { Browsers } from './look.ts';
import { observeSide, type SideResult } from './observe-side.ts';
import { startBrowsers } from './observers/all.ts';
import { parted, waitOf } from './schedule.ts';
import { repeatFailed, type Verdict } from './verdict.ts';

/** How many sides run at once: those that wait for a silence or a timeout do little else, the others keep the processors busy. */
const sidesAtOnce = { waiting: 20, working: 3 };

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** How a run treats what it observes. */
interface RunMode {
  /** Whether it is written as evidence instead of compared with it. */
  isRecording: boolean;
  generation: Generation;
  /** Whether other versions than the recorded ones may show something else than was recorded, as long as it is what `case.yaml` expects. */
  allowsNewer: boolean;
}

async function judge(
  labCase: LabCase,
  results: Record<Side, SideResult>,
  { isRecording, generation, allowsNewer }: RunMode,
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
    else if (allowsNewer && notes.length > 0) notes.push(...changes);
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

interface SideJob {
  labCase: LabCase;
  side: Side;
  /** Seconds that it spends waiting, as far as is known. */
  wait: number;
  /** What was observed before, if anything was. */
  recorded: Observation | undefined;
}

async function sideJobs(labCase: LabCase, generation: Generation): Promise<SideJob[]> {
  const recorded = await loadEvidence(labCase.folder, generation).catch(() => null);
  return sides.map((side) => ({
    labCase,
    side,
    wait: waitOf(labCase, recorded?.[side]),
    recorded: recorded?.[side],
  }));
}

async function runCases(
  slugs: readonly string[],
  mode: RunMode,
  browsers: Promise<Browsers>,
): Promise<Verdict[]> {
  const loads = await Promise.allSettled(slugs.map(loadCase));
  const loaded = loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []));
  const results = new Map<string, PromiseSettledResult<SideResult>>();
  const run = async ({ labCase, side, recorded }: SideJob): Promise<void> => {
    const [result] = await Promise.allSettled([
      browsers.then((started) => observeSide(labCase, side, started, recorded)),
    ]);
    results.set(`${labCase.slug} ${side}`, result);
  };
  const { waiting, working } = parted(
    (await Promise.all(loaded.map((labCase) => sideJobs(labCase, mode.generation)))).flat(),
  );
  await Promise.all([runJobs(waiting, sidesAtOnce.waiting, run), runJobs(working, sidesAtOnce.working, run)]);
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

/** Runs cases beside each other, and once more alone those that fail so. */
export async function runAllCases(slugs: readonly string[], mode: RunMode): Promise<Verdict[]> {
  const browsers = startBrowsers(mode.isRecording);
  browsers.catch(() => undefined);
  const verdicts = await runCases(slugs, mode, browsers);
  return repeatFailed(verdicts, (slug) => runCases([slug], mode, browsers));
}
