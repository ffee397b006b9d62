/** Draws a report of the live test or of the console snippet: its steps, beside those of the test page where the two may be compared. */
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
import type { ComparedStep } from '../../probe/compare.ts';
import { readReport } from '../../probe/report.ts';
import { element, field } from '../dom.ts';
import { drawComparison } from '../live-test/drawing-at-end.ts';
import { drawSteps, drawTimeline } from '../live-test/drawing.ts';
import { keptReport } from '../live-test/last-run.ts';

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
  const words = past ? layerOf(run, past) : here ? placeOf(run, here) : '';
  field(section, '[data-report-words]', HTMLElement).replaceChildren(
    ...(words === '' ? [] : [element('p', '', words)]),
  );
  const show = (name: string, rows: readonly ComparedStep[] | undefined) => {
    const place = field(section, name, HTMLElement);
    place.hidden = rows === undefined;
    if (rows) drawComparison(field(place, 'tbody', HTMLElement), rows);
  };
  show('[data-pair]', past && compareSteps(run, past));
  show('[data-places]', here && compareSharedSteps(run, here));
  return past ? factsOfPair(run, past) : here ? factsOfPlaces(run, here) : [];
}
