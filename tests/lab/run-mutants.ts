/** Running the mutants of cases: a case passes if it fails as soon as one thing in its files is changed. */
import type { Evidence, Observation } from '../../src/knowledge/schemas.ts';
import { caseSlugs, loadCase, loadEvidence, type LabCase } from './case.ts';
import { drift, unmetExpectations } from './compare.ts';
import { messageOf, runJobs } from './jobs.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import type { Browsers } from './look.ts';
import { observeSide } from './observe-side.ts';
import { startBrowsers } from './observers/all.ts';
import type { BrowserObserver } from './observers/browser.ts';
import { startChromium } from './observers/chromium.ts';
import { isProven, proofDigest, writeProof } from './proof.ts';
import type { Verdict } from './verdict.ts';

/** Cases at once: a mutant seldom needs a browser. */
const casesAtOnce = 5;

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

/** Starts browsers where they are needed first. */
interface StartBrowsers {
  chromium: () => Promise<BrowserObserver>;
  all: () => Promise<Browsers>;
}

/**
 * One change of a case's files: why the case does not pass with it, or `null` if it passes all the same. Browsers are asked only where the bare
 * client and `curl` saw nothing else than recorded; and other engines than Chromium only where the fault does not show in that.
 */
async function whyMutantFails(
  { side, labCase }: Mutant,
  recorded: Evidence,
  start: StartBrowsers,
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

/** Runs the mutants of one case, and puts into the verdict what came of each. Returns the changes by which the case failed. */
async function judgeMutants(
  labCase: LabCase,
  recorded: Evidence,
  start: StartBrowsers,
  verdict: Verdict,
): Promise<string[]> {
  const failsBy: string[] = [];
  const listed = labCase.unobserved.map(({ line }) => line);
  const unneeded = new Set(listed);
  for (const mutant of mutantsOf(labCase)) {
    const failure = await whyMutantFails(mutant, recorded, start);
    const isListed = mutant.line !== null && listed.includes(mutant.line);
    const name = `${mutant.side} side ${mutant.change}`;
    if (failure !== null) failsBy.push(name);
    else if (mutant.line !== null) unneeded.delete(mutant.line);
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
  return failsBy;
}

/** The cases whose mutants are run where none is named: those that wait in silence would take too long. */
async function casesWithoutSilence(): Promise<string[]> {
  const cases = await Promise.all((await caseSlugs()).map(loadCase));
  return cases.filter(({ observe }) => observe.silence === 0).map(({ slug }) => slug);
}

/**
 * Runs the mutants of cases.
 * @param named the cases; without any, all that do not wait in silence
 * @param isOnlyUnproven whether to leave out cases whose proof still holds, and to write no proof; otherwise each case that passes gets one
 */
export async function runMutants(named: readonly string[], isOnlyUnproven: boolean): Promise<Verdict[]> {
  let [chromium, all]: [Promise<BrowserObserver>?, Promise<Browsers>?] = [];
  const start: StartBrowsers = {
    chromium: () => (chromium ??= startChromium(false)),
    all: () => (all ??= startBrowsers()),
  };
  const verdicts: Verdict[] = [];
  const slugs = named.length > 0 ? named : await casesWithoutSilence();
  await runJobs(slugs, casesAtOnce, async (slug) => {
    const verdict: Verdict = { slug, failures: [], notes: [] };
    verdicts.push(verdict);
    try {
      const labCase = await loadCase(slug);
      const recorded = await loadEvidence(labCase.folder);
      if (!recorded) throw new Error('It has no evidence.json. Run it with --record to write one.');
      const digest = proofDigest(labCase, recorded);
      if (isOnlyUnproven && isProven(labCase, digest)) {
        verdict.notes.push('Its mutants were run before, and nothing that they depend on has changed.');
        return;
      }
      const failsBy = await judgeMutants(labCase, recorded, start, verdict);
      if (isOnlyUnproven)
        verdict.notes.push(
          `Its proof is missing or out of date. \`npm run lab -- ${slug} --mutants\` writes it, so that this run can be left out.`,
        );
      else if (verdict.failures.length === 0) await writeProof(labCase, { digest, failsBy });
    } catch (error) {
      verdict.failures.push(messageOf(error));
    }
  });
  return verdicts.sort((a, b) => a.slug.localeCompare(b.slug));
}
