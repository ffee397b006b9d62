/** Draws a report of the live test, the console snippet or the doctor: what it says, and its steps, beside those of the test page where the two may be compared. */
import type { Facts } from '../../diagnosis/fact.ts';
import {
  compareSharedSteps,
  compareSteps,
  factsOfPair,
  factsOfPlaces,
  layerOf,
  placeOf,
  testPageRun,
} from '../../probe/compare.ts';
import { allPassed } from '../../probe/outcome.ts';
import { readReport } from '../../probe/report.ts';
import type { Report, Run } from '../../probe/run.ts';
import type { Verdict } from '../../probe/verdict.ts';
import { verdictOf } from '../../probe/verdict.ts';
import { element, field } from '../dom.ts';
import { drawSteps, drawTimeline, isolated } from '../live-test/drawing.ts';
import { keptReport } from '../live-test/last-run.ts';
import { showBeside } from '../live-test/result-drawing.ts';

/** What a run says in which every step passed. */
const works: Verdict = { title: 'The endpoint works from that page', text: 'It opened and stayed open.' };

/** What the doctor's run says: the first step that failed. A browser's sentence would name what a terminal does see. */
function ofTerminal({ steps }: Run): Verdict {
  const failed = steps.find(({ outcome }) => outcome === 'failed');
  return failed
    ? { title: `The step “${failed.name}” failed`, text: failed.text }
    : { title: 'The endpoint works from that terminal', text: 'No step failed.' };
}

/** What a run says first of all; nothing where it was cut short. */
function verdictIn({ from }: Report, run: Run): Verdict | undefined {
  if (from === 'terminal') return ofTerminal(run);
  return verdictOf(run) ?? (allPassed(run.trace) ? works : undefined);
}

/**
 * Draws a report into its section.
 * @param section where its steps go
 * @param first where the sentence goes that says what happened
 * @returns what the comparison adds to the facts of the report
 */
export async function drawReport(section: HTMLElement, first: HTMLElement, text: string): Promise<Facts> {
  const read = readReport(text);
  if ('problem' in read) return [];
  const [run, past] = read.report.runs;
  if (!run) return [];
  drawSteps(field(section, '[data-steps]', HTMLElement), run.trace, run.steps);
  drawTimeline(field(section, '[data-timeline]', HTMLElement), run.trace, []);
  const here = testPageRun(read.report, await keptReport());
  const found = verdictIn(read.report, run);
  const words = past ? layerOf(run, past) : here ? placeOf(run, here) : '';
  first.replaceChildren(
    ...(found
      ? [
          element(
            'p',
            '',
            element('strong', '', ...isolated(`${found.title}.`)),
            ' ',
            ...isolated(found.text),
          ),
        ]
      : []),
    ...(words === '' ? [] : [element('p', '', words)]),
  );
  showBeside(section, '[data-pair]', past && compareSteps(run, past));
  showBeside(section, '[data-places]', here && compareSharedSteps(run, here));
  return past ? factsOfPair(run, past) : here ? factsOfPlaces(run, here) : [];
}
