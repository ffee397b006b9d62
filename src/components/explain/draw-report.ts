/** Draws a report of the live test or of the console snippet: what it says, and its steps, beside those of the test page where the two may be compared. */
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
import type { Verdict } from '../../probe/verdict.ts';
import { verdictOf } from '../../probe/verdict.ts';
import { element, field } from '../dom.ts';
import { drawSteps, drawTimeline, isolated } from '../live-test/drawing.ts';
import { keptReport } from '../live-test/last-run.ts';
import { showBeside } from '../live-test/result-drawing.ts';

/** What a run says in which every step passed. */
const works: Verdict = { title: 'The endpoint works from that page', text: 'It opened and stayed open.' };

/**
 * Draws a report into its section.
 * @returns what the comparison adds to the facts of the report
 */
export async function drawReport(section: HTMLElement, text: string): Promise<Facts> {
  const read = readReport(text);
  if ('problem' in read) return [];
  const [run, past] = read.report.runs;
  if (!run) return [];
  drawSteps(field(section, '[data-steps]', HTMLElement), run.trace);
  drawTimeline(field(section, '[data-timeline]', HTMLElement), run.trace, []);
  const here = testPageRun(read.report, await keptReport());
  const found = verdictOf(run) ?? (allPassed(run.trace) ? works : undefined);
  const words = past ? layerOf(run, past) : here ? placeOf(run, here) : '';
  field(section, '[data-report-words]', HTMLElement).replaceChildren(
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
