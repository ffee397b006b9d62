import { longWait, roundTrips, steps } from '../../probe/outcome.ts';
import type { ComparedStep } from '../../probe/compare.ts';
import type { Step } from '../../probe/outcome.ts';
import type { Trace } from '../../probe/trace.ts';
import { find } from '../../probe/trace.ts';
import { describe, span } from '../../probe/words.ts';
import { element } from '../dom.ts';

function mark(step: Step | undefined): HTMLElement {
  const shown = element(
    'span',
    'outcome',
    step === undefined ? 'not run' : step.outcome === 'unknowable' ? 'unknown' : step.outcome,
  );
  if (step) shown.dataset['outcome'] = step.outcome;
  return shown;
}

/** Words in which what a server sent is quoted; letters that run the other way do not turn the rest round. */
const isolated = (words: string) =>
  words.split(/(“[^”]*”)/).map((part) => (part.startsWith('“') ? element('bdi', '', part) : part));

/** Draws the steps of a test into a list, each with its outcome in words. */
export function drawSteps(list: HTMLElement, trace: Trace): void {
  const wait = longWait(trace);
  list.replaceChildren(
    ...steps(trace).map((step) => {
      const item = element(
        'li',
        '',
        mark(step),
        element('p', '', element('strong', '', `${step.name} `), ...isolated(step.text)),
      );
      item.dataset['step'] = step.name;
      if (wait?.step === step.name) {
        const bar = element('progress');
        bar.setAttribute('aria-label', `${step.name}: time held`);
        if (wait.until !== undefined) bar.max = (wait.until - wait.since) / 1000;
        item.append(bar);
      }
      return item;
    }),
  );
}

/**
 * Moves the progress of a long step. Time comes from the clock, so that a tab that was slowed down shows the right second.
 * @param now milliseconds since the test began
 */
export function drawProgress(list: HTMLElement, trace: Trace, now: number): void {
  const wait = longWait(trace);
  if (!wait) return;
  const words = list.querySelector<HTMLElement>(`[data-step="${wait.step}"] p`)?.lastChild;
  if (!words) return;
  const passed = Math.floor((now - wait.since) / 1000);
  const whole = wait.until === undefined ? undefined : Math.ceil((wait.until - wait.since) / 1000);
  const bar = list.querySelector('progress');
  if (bar && whole !== undefined) bar.value = passed;
  words.textContent =
    whole === undefined
      ? `Open for ${passed} s, until you stop it. Waiting for ${wait.waitingFor}.`
      : `Open for ${passed} s of ${whole}, ${Math.max(0, whole - passed)} s to go. Waiting for ${wait.waitingFor}.`;
}

/** Draws a trace as rows; only those that changed since `before` are drawn anew. */
export function drawTimeline(list: HTMLElement, trace: Trace, before: Trace): void {
  const changed = trace.findIndex((event, index) => event !== before[index]);
  const from = changed === -1 ? trace.length : changed;
  while (list.children.length > from) list.lastElementChild?.remove();
  list.append(
    ...trace.slice(from).map((event) => {
      const until = 'until' in event ? `–${span(event.until)}` : '';
      return element(
        'li',
        '',
        element('time', '', `${span(event.at)}${until}`),
        element('span', '', ...isolated(describe(event))),
      );
    }),
  );
}

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
export function drawComparison(body: HTMLElement, rows: readonly ComparedStep[]): void {
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
