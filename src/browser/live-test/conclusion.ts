/** What a run means, in words for the page; loaded when a test has ended, so that the page begins with less. */
import { writeFragment } from '../../diagnosis/carried.ts';
import type { Facts } from '../../diagnosis/fact.ts';
import { plainEndpoint } from '../../diagnosis/plain-endpoint.ts';
import { compareSteps, factsOfPair, layerOf } from '../../probe/compare.ts';
import { firstDrop } from '../../probe/outcome.ts';
import { reportJson } from '../../probe/run.ts';
import type { Report, Run } from '../../probe/run.ts';
import { find } from '../../probe/trace.ts';
import { endingOf, verdictOf } from '../../probe/verdict.ts';
import type { Ending } from '../../probe/verdict.ts';
import { element, field, link } from '../dom.ts';
import { href } from '../../present/links.ts';
import { showMatchingLimits } from '../show-limits.ts';
import { isolated } from './drawing.ts';
import { roundTripChart, showBeside } from './result-drawing.ts';

/**
 * Shows what a report means: the verdict with the likeliest causes, what differs between two runs, the round trips and
 * the limits that have the measured number.
 * @returns the verdict
 */
export function present(page: HTMLElement, { runs }: Report): HTMLElement {
  const [run, other] = runs;
  if (!run) throw new Error('The report has no run.');
  const place = (selector: string) => field(page, selector, HTMLElement);
  const chart = roundTripChart(run.trace);
  place('[data-chart]').replaceChildren(...(chart ? [chart] : []));
  // The table takes the place of the second list.
  place('[data-other]').hidden = true;
  showBeside(page, '[data-pair]', other && compareSteps(run, other));
  const shown = verdict(run, other);
  place('[data-conclusion]').replaceChildren(...shown);
  showMatchingLimits(place('[data-limits]'), run.facts.find(({ question }) => question === 'seconds')?.value);
  return shown[0];
}

/** A report as it is downloaded: with what each run says, and an address that repeats the test. */
export function downloaded(report: Report, address: string): string {
  const runs = report.runs.map((run) => {
    const found = verdictOf(run);
    return found ? { ...run, verdict: `${found.title}. ${found.text}` } : run;
  });
  return reportJson({ ...report, link: address, runs });
}

/** Shows what has changed since a report of the same address. */
export function compareWithLast(page: HTMLElement, report: Report, last: Report | undefined): void {
  const [now, before] = [report.runs[0], last?.runs[0]];
  if (!now || !before || !last || now.endpoint !== before.endpoint) return;
  const rows = compareSteps(before, now);
  const changed = rows.filter(({ differs }) => differs).map(({ name }) => name);
  field(page, '[data-last-words]', HTMLElement).textContent =
    `The last test of this address was made on ${last.made.slice(0, 16).replace('T', ' at ')} UTC. ${changed.length === 0 ? 'Every step ended as it did then.' : `Since then this has changed: ${changed.join(', ')}.`}`;
  showBeside(page, '[data-last]', rows);
}

/** What a run says, alone or beside another, and after it what that makes likely. */
function verdict(run: Run, other: Run | undefined): [HTMLElement, ...HTMLElement[]] {
  const { trace } = run;
  const known = other ? factsOfPair(run, other) : run.facts;
  const box = element('article', 'verdict');
  const add = (title: string, ...content: (string | Node)[]) =>
    box.append(element('h2', '', ...isolated(title)), element('p', '', ...content));
  const found = verdictOf({ trace, facts: known });
  if (found) {
    const endpoint = plainEndpoint(run.endpoint)?.text;
    const next = (facts: Facts) =>
      href('diagnose/') + writeFragment({ facts, ...(endpoint && { endpoint }) });
    add(found.title, ...isolated(found.text));
    if (other) box.append(element('p', '', element('strong', '', 'Which layer: '), layerOf(run, other)));
    const onward = link('Continue with what was measured', next(known), 'button');
    box.append(element('p', 'actions', onward));
    const likely = element('div', 'likely');
    void import('./likely.ts')
      .then(({ showLikely }) =>
        showLikely(likely, {
          measured: known,
          endpoint,
          isOpen: find(trace, 'socket-open') !== undefined,
          reason: firstDrop(trace)?.reason ?? '',
          learnt: (facts) => (onward.href = next(facts)),
        }),
      )
      .catch(() =>
        likely.replaceChildren(
          element(
            'p',
            'quiet',
            'What this makes likely could not be loaded. Continue with what was measured.',
          ),
        ),
      );
    return [box, likely];
  }
  add(...endings[endingOf(trace)]());
  return [box];
}

/** What is said of a run that shows no fault: a title, and a text with the ways on. */
const endings: Readonly<Record<Ending, () => [title: string, ...content: (string | Node)[]]>> = {
  'refused by the browser': () => [
    'The browser refused to open it',
    'A rule of the browser or of this page stopped the test before anything was sent. That says nothing about the endpoint.',
  ],
  'page left': () => [
    'The test was cut short',
    'You left the page, or the browser put it to sleep. That ends the sockets of a page. Start again.',
  ],
  'cut short': () => ['The test was cut short', 'What was measured until then is listed below.'],
  works: () => [
    'The endpoint works from here',
    'It opened with 101 and stayed open. If it still fails for you, something differs between this page and yours: run the test ',
    link('from your own page', '#beyond'),
    ', or ',
    link('find out what', href('diagnose/works-where/')),
    '.',
  ],
  'a step failed': () => [
    'It opened, but one step failed',
    'The steps below show which. If your trouble is another one, ',
    link('start from the symptom', href('diagnose/')),
    '.',
  ],
};
