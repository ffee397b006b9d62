/**
 * How a run on the programs of Debian's unstable suite differs from one on those of its stable release. Pure. Seconds
 * are compared by the lab, which knows how late a busy machine may be.
 */
import type { Problems } from './content-error.ts';
import type { Case } from './graph.ts';
import { engines, type CaseData, type Evidence, type Observation } from './schemas.ts';

/** What a side came to: statuses, what became of each socket, close codes. */
const outcomeOf = (seen: Observation) => [
  seen.status,
  seen.curl.status,
  ...engines.map((engine) => [seen[engine]?.socket, seen[engine]?.closeCode]),
];

const printedBy = (evidence: Evidence): ReadonlySet<string> =>
  new Set(
    [evidence.broken, evidence.fixed].flatMap((side) => [
      ...side.proxyLog,
      ...(side.serverLog ?? []),
      ...(side.curl.body === null ? [] : [side.curl.body]),
      ...(side.curl.error === null ? [] : [side.curl.error]),
      ...engines.flatMap((engine) => side[engine]?.console ?? []),
    ]),
  );

/** Sides whose outcome is another one. */
export function otherOutcomes(stable: Evidence, current: Evidence): ('broken' | 'fixed')[] {
  return (['broken', 'fixed'] as const).filter(
    (side) => JSON.stringify(outcomeOf(stable[side])) !== JSON.stringify(outcomeOf(current[side])),
  );
}

/** Lines that only one of two runs printed, in consoles, logs, bodies and the terminal. */
export function otherLines(stable: Evidence, current: Evidence): { stable: string[]; current: string[] } {
  const [before, now] = [printedBy(stable), printedBy(current)];
  const only = (lines: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...lines].filter((line) => !other.has(line));
  return { stable: only(before, now), current: only(now, before) };
}

/** Who looks on, and what runs the lab itself: the same in both generations, whatever was updated between two recordings. */
const observers = ['chromium', 'firefox', 'webkitgtk', 'curl', 'node'];

/** The programs under test that a run had in another version: program → version. */
export function otherVersions(stable: Evidence, current: Evidence): Record<string, string> {
  return Object.fromEntries(
    Object.entries(current.versions).filter(
      ([name, version]) => stable.versions[name] !== version && !observers.includes(name),
    ),
  );
}

/**
 * Takes down where a difference has no words for readers, or words have no difference.
 */
export function checkGenerations(
  file: string,
  { slug, current }: Pick<CaseData, 'slug' | 'current'>,
  { evidence, currentEvidence }: { evidence: Evidence; currentEvidence?: Evidence },
  problems: Problems,
): void {
  const differs = currentEvidence ? otherOutcomes(evidence, currentEvidence) : [];
  if (differs.length > 0 && current === undefined)
    problems.add(
      file,
      `its ${differs.join(' and ')} side came to something else on today's versions (evidence.current.json); write what as a sentence for readers into "current.says".`,
    );
  if (current !== undefined && currentEvidence === undefined)
    problems.add(
      file,
      `it has "current", and no evidence.current.json; record it with "npm run lab -- ${slug} --generation current --record".`,
    );
}

/** A program in both generations. */
export interface ProgramGenerations {
  program: string;
  /** Its version in Debian's stable release, and in how many cases it ran. */
  stable: { version: string; cases: number };
  /** The same in the unstable suite. */
  current: { version: string; cases: number };
  /** The cases that came to something else there. */
  differing: Case[];
}

/** The programs that the unstable suite has in another version, in alphabetical order, with the cases of each. */
export function generationTable(cases: readonly Case[]): ProgramGenerations[] {
  const programs = new Map<string, { version: string; own: Case[] }>();
  for (const each of cases) {
    if (!each.currentEvidence) continue;
    for (const [program, version] of Object.entries(otherVersions(each.evidence, each.currentEvidence))) {
      const { own = [] } = programs.get(program) ?? {};
      programs.set(program, { version, own: [...own, each] });
    }
  }
  return [...programs]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([program, { version, own }]) => {
      const before = cases.filter(({ evidence }) => evidence.versions[program] !== undefined);
      return {
        program,
        stable: { version: before[0]?.evidence.versions[program] ?? '', cases: before.length },
        current: { version, cases: own.length },
        differing: own.filter(({ current }) => current !== undefined),
      };
    });
}

/** How much was run, counted from what was recorded. */
export interface RunCounts {
  /** Failures, each with a broken and a fixed side. */
  cases: number;
  /** Recorded runs: one for each side and generation. */
  runs: number;
  /** Generations of programs on which cases ran. */
  generations: number;
  /** Cases that ran on more than one generation. */
  twice: number;
  /** Programs that took part, browsers and clients too. */
  programs: number;
}

/** Counts the recorded runs of some cases. */
export function runCounts(cases: readonly Case[]): RunCounts {
  const twice = cases.filter(({ currentEvidence }) => currentEvidence !== undefined).length;
  return {
    cases: cases.length,
    runs: 2 * (cases.length + twice),
    generations: twice > 0 ? 2 : 1,
    twice,
    programs: new Set(cases.flatMap(({ evidence }) => Object.keys(evidence.versions))).size,
  };
}
