/** What a run of the lab says about each case, for people and as a file for programs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './folders.ts';

export interface Verdict {
  slug: string;
  /** Why it failed, as sentences; empty if it passed. */
  failures: string[];
  /** What a reader of the report should know besides. */
  notes: string[];
  /** Whether it passed only when it was run again, alone. */
  isRepeated?: true;
}

export const hasPassed = ({ failures }: Verdict): boolean => failures.length === 0;

/** With more failures than this something is wrong with all of them, and a second run would only take time. */
const mostRepeated = 6;

/**
 * Runs once more, alone, those few that failed beside the others: a machine that is short of time can turn the order of two frames around.
 * What is really wrong fails alone as well. A second run is counted and named, because a case that needs it should be mended.
 */
export async function repeatFailed(
  verdicts: readonly Verdict[],
  repeat: (slug: string) => Promise<readonly Verdict[]>,
): Promise<Verdict[]> {
  const failed = verdicts.filter((verdict) => !hasPassed(verdict));
  if (verdicts.length === 1 || failed.length > mostRepeated) return [...verdicts];
  const repeated = new Map<string, Verdict>();
  for (const { slug, failures } of failed) {
    const [again] = await repeat(slug);
    if (!again || !hasPassed(again)) continue;
    const note = `It passed in a second run, alone. Beside the others it did not: ${failures.join(' ')}`;
    repeated.set(slug, { ...again, notes: [...again.notes, note], isRepeated: true });
  }
  return verdicts.map((verdict) => repeated.get(verdict.slug) ?? verdict);
}

/** Prints all verdicts and what they come to, and says whether all passed. */
export function printVerdicts(verdicts: readonly Verdict[]): boolean {
  for (const verdict of verdicts) {
    console.log(`${hasPassed(verdict) ? 'passed' : 'FAILED'}  ${verdict.slug}`);
    for (const line of [...verdict.failures, ...verdict.notes]) console.log(`        ${line}`);
  }
  const repeated = verdicts.filter(({ isRepeated }) => isRepeated).map(({ slug }) => slug);
  if (repeated.length > 0)
    console.log(`${repeated.length} passed only when run again alone: ${repeated.join(', ')}`);
  const passed = verdicts.filter(hasPassed).length;
  console.log(`${passed} passed, ${verdicts.length - passed} failed`);
  return passed === verdicts.length;
}

/** Writes the verdicts to `test-results/<name>.json`, for `npm test` and other programs. */
export async function writeVerdicts(name: string, verdicts: readonly Verdict[]): Promise<void> {
  const passed = verdicts.filter(hasPassed).length;
  const repeated = verdicts.flatMap(({ slug, isRepeated }) => (isRepeated ? [slug] : []));
  const results = { passed, failed: verdicts.length - passed, repeated, verdicts };
  const folder = join(projectRoot, 'test-results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
