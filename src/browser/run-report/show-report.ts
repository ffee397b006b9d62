/** What is drawn of a test only when it has ended: loaded then, so that a page begins with less. */
import type { ComparedStep } from '../../probe/compare.ts';
import type { Conclusion } from '../../probe/conclusion.ts';
import type { Step } from '../../probe/outcome.ts';
import { roundTrips } from '../../probe/outcome.ts';
import type { Trace } from '../../probe/trace.ts';
import { find } from '../../probe/trace.ts';
import { span } from '../../probe/words.ts';
import { element, field } from '../dom.ts';
import { drawSteps, drawTimeline, isolated, mark } from './drawing.ts';

const chartSize = { width: 320, height: 80 };

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A bar for each round trip, and a line at the median; nothing for fewer than three. */
export function roundTripChart(trace: Trace): HTMLElement | undefined {
  const samples = find(trace, 'replies')?.samples ?? [];
  if (samples.length < 3) return undefined;
  const { min, median, p95 } = roundTrips(samples);
  const most = Math.max(...samples, 1);
  const { width, height } = chartSize;
  const step = width / samples.length;
  const y = (value: number) => height - (value / most) * (height - 4);
  const words = `Round trips: fastest ${span(min)}, median ${span(median)}, 95 % within ${span(p95)}, slowest ${span(most)}`;
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words });
  svg.append(
    ...samples.map((value, index) =>
      shape('rect', {
        x: (index * step + step * 0.15).toFixed(1),
        y: y(value).toFixed(1),
        width: (step * 0.7).toFixed(1),
        height: Math.max(1, height - y(value)).toFixed(1),
      }),
    ),
    shape('line', { x1: 0, x2: width, y1: y(median).toFixed(1), y2: y(median).toFixed(1) }),
  );
  const figure = element('figure', 'chart');
  figure.append(svg, element('figcaption', '', `${words}.`));
  return figure;
}

/** Two runs side by side, as the rows of a table; those that ended differently are marked. */
function drawComparison(body: HTMLElement, rows: readonly ComparedStep[]): void {
  const cell = (step: Step | undefined) =>
    element('td', '', mark(step), ...isolated(step ? ` ${step.text}` : ''));
  body.replaceChildren(
    ...rows.map(({ name, one, other, differs }) => {
      const head = element('th', '', name);
      head.scope = 'row';
      const row = element('tr', '', head, cell(one), cell(other));
      if (differs) row.dataset['differs'] = '';
      return row;
    }),
  );
}

/** Shows the steps of two runs in the table of a section, or hides the section where there are none. */
export function showBeside(
  page: HTMLElement,
  section: string,
  rows: readonly ComparedStep[] | undefined,
): void {
  field(page, section, HTMLElement).hidden = rows === undefined;
  if (rows) drawComparison(field(page, `${section} tbody`, HTMLElement), rows);
}

/** The section for each thing that a run is compared with. */
const sections = { 'the application': '[data-pair]', 'the test page': '[data-places]' } as const;

/** Shows what a report means: the steps of its run, its timeline and, beside it, the other run that it is compared with. */
export function showReport(page: HTMLElement, { run, comparison }: Conclusion): void {
  drawSteps(field(page, '[data-steps]', HTMLElement), run.trace, run.steps);
  drawTimeline(field(page, '[data-timeline]', HTMLElement), run.trace, []);
  for (const [other, section] of Object.entries(sections))
    showBeside(page, section, comparison?.with === other ? comparison.rows : undefined);
}
