/** What a report means: the fault that it shows or how it ended, and what a second run adds. Pure: pages and tools draw it. */
import type { Facts } from '../diagnosis/fact.ts';
import {
  compareSharedSteps,
  compareSteps,
  factsOfPair,
  factsOfPlaces,
  layerOf,
  placeOf,
  testPageRun,
} from './compare.ts';
import type { ComparedStep } from './compare.ts';
import type { Report, Run } from './run.ts';
import { endingOf, verdictOf } from './verdict.ts';
import type { Ending, Verdict } from './verdict.ts';

/** A run beside another one. */
export interface Comparison {
  /** What the other run was of: the application past its proxies, or the same address from the test page. */
  with: 'the application' | 'the test page';
  /** What the two say together. */
  words: string;
  rows: readonly ComparedStep[];
  /** The facts of the run, with what the other adds. */
  facts: Facts;
}

/** What a report means. */
export interface Conclusion {
  run: Run;
  /** What happened, where the run failed. */
  fault: Verdict | undefined;
  comparison: Comparison | undefined;
  /** All that was measured, and what the comparison adds. */
  facts: Facts;
}

/** A part of a text that leads on. */
export interface Way {
  words: string;
  /** A path from the root of the site, or an anchor of the page. */
  to: string;
}

/**
 * What a report means.
 * @param testPage the last report of the test page in this browser: what a run from the reader's own page is compared with
 * @throws {Error} if the report has no run
 */
export function conclude(report: Report, testPage?: Report): Conclusion {
  const [run] = report.runs;
  if (!run) throw new Error('Found a report without a run. Expected one or two; make the report again.');
  const comparison = comparisonOf(run, report, testPage);
  return {
    run,
    fault: report.from === 'terminal' ? faultOfTerminal(run) : verdictOf(run),
    comparison,
    facts: comparison?.facts ?? run.facts,
  };
}

function comparisonOf(run: Run, report: Report, testPage: Report | undefined): Comparison | undefined {
  const direct = report.runs[1];
  if (direct)
    return {
      with: 'the application',
      words: layerOf(run, direct),
      rows: compareSteps(run, direct),
      facts: factsOfPair(run, direct),
    };
  const here = testPageRun(report, testPage);
  return (
    here && {
      with: 'the test page',
      words: placeOf(run, here),
      rows: compareSharedSteps(run, here),
      facts: factsOfPlaces(run, here),
    }
  );
}

/** The first step of the doctor that failed. A browser's sentence would name what a terminal does see. */
function faultOfTerminal({ steps }: Run): Verdict | undefined {
  const failed = steps.find(({ outcome }) => outcome === 'failed');
  return failed && { title: `The step “${failed.name}” failed`, text: failed.text };
}

/** What a report says first that was made elsewhere; nothing where its run was cut short. */
export function firstSaid({ from }: Report, { run, fault }: Conclusion): Verdict | undefined {
  if (fault) return fault;
  if (from === 'terminal') return { title: 'The endpoint works from that terminal', text: 'No step failed.' };
  return endingOf(run.trace) === 'works'
    ? { title: 'The endpoint works from that page', text: 'It opened and stayed open.' }
    : undefined;
}

/** What is said on the test page of a run that shows no fault: a title, and a text with the ways on. */
export function withoutFault({ trace }: Run): { title: string; text: readonly (string | Way)[] } {
  const [title, ...text] = endings[endingOf(trace)];
  return { title, text };
}

const endings: Readonly<Record<Ending, readonly [title: string, ...text: (string | Way)[]]>> = {
  'refused by the browser': [
    'The browser refused to open it',
    'A rule of the browser or of this page stopped the test before anything was sent. That says nothing about the endpoint.',
  ],
  'page left': [
    'The test was cut short',
    'You left the page, or the browser put it to sleep. That ends the sockets of a page. Start again.',
  ],
  'cut short': ['The test was cut short', 'What was measured until then is listed below.'],
  works: [
    'The endpoint works from here',
    'It opened with 101 and stayed open. If it still fails for you, something differs between this page and yours: run the test ',
    { words: 'from your own page', to: '#beyond' },
    ', or ',
    { words: 'find out what', to: 'diagnose/works-where/' },
    '.',
  ],
  'a step failed': [
    'It opened, but one step failed',
    'The steps below show which. If your trouble is another one, ',
    { words: 'start from the symptom', to: 'diagnose/' },
    '.',
  ],
};

/** A test beside the one before of the same address. */
export interface Change {
  rows: readonly ComparedStep[];
  /** When the one before was made, and which steps ended otherwise. */
  words: string;
}

/** What has changed since an earlier report; nothing where that is of another address. */
export function changeSince(report: Report, earlier: Report | undefined): Change | undefined {
  const [now, before] = [report.runs[0], earlier?.runs[0]];
  if (!now || !before || !earlier || now.endpoint !== before.endpoint) return undefined;
  const rows = compareSteps(before, now);
  const changed = rows.filter(({ differs }) => differs).map(({ name }) => name);
  return {
    rows,
    words: `The last test of this address was made on ${minuteOf(earlier)}. ${changed.length === 0 ? 'Every step ended as it did then.' : `Since then this has changed: ${changed.join(', ')}.`}`,
  };
}

/** When a report was made, to the minute. */
export const minuteOf = ({ made }: Report) => `${made.slice(0, 16).replace('T', ' at ')} UTC`;

/** A report as it is handed on: with what each run says, and an address that repeats the test. */
export function handedOn(report: Report, address: string): Report {
  const runs = report.runs.map((run) => {
    const found = verdictOf(run);
    return found ? { ...run, verdict: `${found.title}. ${found.text}` } : run;
  });
  return { ...report, link: address, runs };
}
