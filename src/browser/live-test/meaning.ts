/** Draws what a test means; loaded when it has ended, so that the page begins with less. */
import { writeFragment } from '../../diagnosis/carried.ts';
import type { Facts } from '../../diagnosis/fact.ts';
import { plainEndpoint } from '../../diagnosis/plain-endpoint.ts';
import { changeSince, conclude, handedOn, minuteOf, withoutFault } from '../../probe/conclusion.ts';
import type { Conclusion } from '../../probe/conclusion.ts';
import { firstDrop } from '../../probe/outcome.ts';
import type { Report } from '../../probe/run.ts';
import { find } from '../../probe/trace.ts';
import type { Verdict } from '../../probe/verdict.ts';
import { element, field, link } from '../dom.ts';
import { href } from '../../present/links.ts';
import { showMatchingLimits } from '../show-limits.ts';
import { roundTripChart, showBeside, showReport } from '../run-report/show-report.ts';
import { isolated } from '../run-report/drawing.ts';

export { handedOn };

/**
 * Shows on the test page what a test means: the verdict with the likeliest causes, what differs between two runs, the
 * round trips and the limits that have the measured number.
 * @returns the verdict
 */
export function showVerdict(page: HTMLElement, report: Report): HTMLElement {
  const conclusion = conclude(report);
  const { run } = conclusion;
  showReport(page, conclusion);
  const place = (selector: string) => field(page, selector, HTMLElement);
  const chart = roundTripChart(run.trace);
  place('[data-chart]').replaceChildren(...(chart ? [chart] : []));
  // The table takes the place of the second list.
  place('[data-other]').hidden = true;
  const shown = verdict(conclusion);
  place('[data-conclusion]').replaceChildren(...shown);
  showMatchingLimits(place('[data-limits]'), run.facts.find(({ question }) => question === 'seconds')?.value);
  return shown[0];
}

/** Says above a result that it is that of an earlier test. */
export function markAsLast(page: HTMLElement, report: Report): void {
  field(page, '[data-conclusion]', HTMLElement).prepend(
    element('p', 'quiet', `The result of the last test, made on ${minuteOf(report)}.`),
  );
}

/** Shows what has changed since a report of the same address. */
export function showChange(page: HTMLElement, report: Report, earlier: Report | undefined): void {
  const change = changeSince(report, earlier);
  if (!change) return;
  field(page, '[data-last-words]', HTMLElement).textContent = change.words;
  showBeside(page, '[data-last]', change.rows);
}

/** What a run says, and after it what that makes likely. */
function verdict(conclusion: Conclusion): [HTMLElement, ...HTMLElement[]] {
  const box = element('article', 'verdict');
  const { fault } = conclusion;
  if (fault) return [box, ...ofFault(box, fault, conclusion)];
  const { title, text } = withoutFault(conclusion.run);
  box.append(
    element('h2', '', title),
    element(
      'p',
      '',
      ...text.map((part) =>
        typeof part === 'string' ? part : link(part.words, part.to.startsWith('#') ? part.to : href(part.to)),
      ),
    ),
  );
  return [box];
}

/** Fills the verdict of a run that failed, and draws the causes that it makes likely. */
function ofFault(box: HTMLElement, fault: Verdict, conclusion: Conclusion): HTMLElement[] {
  const { run, facts, comparison } = conclusion;
  const endpoint = plainEndpoint(run.endpoint)?.text;
  const next = (known: Facts, messages: readonly string[] = []) =>
    href('diagnose/') + writeFragment({ facts: known, messages, ...(endpoint && { endpoint }) });
  box.append(
    element('h2', '', ...isolated(fault.title)),
    element('p', '', ...isolated(fault.text)),
    ...(comparison ? [element('p', '', element('strong', '', 'Which layer: '), comparison.words)] : []),
  );
  const onward = link('Continue with what was measured', next(facts), 'button');
  box.append(element('p', 'actions', onward));
  const likely = element('div', 'likely');
  void import('./likely.ts')
    .then(({ showLikely }) =>
      showLikely(likely, {
        measured: facts,
        endpoint,
        isOpen: find(run.trace, 'socket-open') !== undefined,
        reason: firstDrop(run.trace)?.reason ?? '',
        learnt: (known, messages) => (onward.href = next(known, messages)),
      }),
    )
    .catch(() =>
      likely.replaceChildren(
        element('p', 'quiet', 'What this makes likely could not be loaded. Continue with what was measured.'),
      ),
    );
  return [likely];
}
