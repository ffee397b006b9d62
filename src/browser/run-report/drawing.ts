import { longWait, steps } from '../../probe/outcome.ts';
import type { Step } from '../../probe/outcome.ts';
import type { Trace } from '../../probe/trace.ts';
import { describe, span } from '../../probe/words.ts';
import { element } from '../dom.ts';

/** The outcome of a step, as a word with its colour. */
export function mark(step: Step | undefined): HTMLElement {
  const shown = element(
    'span',
    'outcome',
    step === undefined ? 'not run' : step.outcome === 'unknowable' ? 'unknown' : step.outcome,
  );
  if (step) shown.dataset['outcome'] = step.outcome;
  return shown;
}

/** Words in which what a server sent is quoted; letters that run the other way do not turn the rest round. */
export const isolated = (words: string) =>
  words.split(/(“[^”]*”)/).map((part) => (part.startsWith('“') ? element('bdi', '', part) : part));

/** Draws the steps of a test into a list, each with its outcome in words; those of a page unless others are given. */
export function drawSteps(list: HTMLElement, trace: Trace, rows: readonly Step[] = steps(trace)): void {
  const wait = longWait(trace);
  list.replaceChildren(
    ...rows.map((step) => {
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
 * @returns how far it is, in a few words, if a long step runs
 */
export function drawProgress(list: HTMLElement, trace: Trace, now: number): string | undefined {
  const wait = longWait(trace);
  if (!wait) return undefined;
  const words = list.querySelector<HTMLElement>(`[data-step="${wait.step}"] p`)?.lastChild;
  if (!words) return undefined;
  const passed = Math.floor((now - wait.since) / 1000);
  const whole = wait.until === undefined ? undefined : Math.ceil((wait.until - wait.since) / 1000);
  const bar = list.querySelector('progress');
  if (bar && whole !== undefined) bar.value = passed;
  words.textContent =
    whole === undefined
      ? `Open for ${passed} s, until you stop it. Waiting for ${wait.waitingFor}.`
      : `Open for ${passed} s of ${whole}, ${Math.max(0, whole - passed)} s to go. Waiting for ${wait.waitingFor}.`;
  return `${passed} s${whole === undefined ? '' : ` of ${whole}`}`;
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
