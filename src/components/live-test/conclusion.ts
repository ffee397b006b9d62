/** What a run means, in words for the page; loaded when a test has ended, so that the page begins with less. */
import { writeFragment } from '../../diagnosis/carried.ts';
import { plainEndpoint } from '../../diagnosis/plain-endpoint.ts';
import { factsOfPair, layerOf } from '../../probe/compare.ts';
import { allPassed } from '../../probe/outcome.ts';
import type { Run } from '../../probe/run.ts';
import { find } from '../../probe/trace.ts';
import { href } from '../links.ts';
import { element, link } from '../dom.ts';

export { compareSteps } from '../../probe/compare.ts';
export { drawComparison, roundTripChart } from './drawing-at-end.ts';
export { showMatchingLimits } from '../show-limits.ts';

/**
 * What a run says, alone or beside another.
 * @param other the run past the proxy
 */
export function verdict(run: Run, other: Run | undefined): HTMLElement {
  const { trace } = run;
  const known = other ? factsOfPair(run, other) : run.facts;
  const box = element('article', 'verdict');
  const add = (title: string, ...content: (string | Node)[]) =>
    box.append(element('h2', '', title), element('p', '', ...content));
  if (known.length > 0) {
    const endpoint = plainEndpoint(run.endpoint)?.text;
    const next = href('diagnose/') + writeFragment({ facts: known, ...(endpoint && { endpoint }) });
    add(titleOf(run), 'The test knows where it ended. What it cannot know, the next page asks.');
    if (other) box.append(element('p', '', element('strong', '', 'Which layer: '), layerOf(run, other)));
    if (!find(trace, 'socket-open'))
      box.append(element('p', '', link('What only you can see', '#beyond'), ' of this failure is below.'));
    box.append(element('p', '', link('Continue with what was measured', next, 'button')));
  } else if (find(trace, 'socket-refused'))
    add(
      'The browser refused to open it',
      'A rule of the browser or of this page stopped the test before anything was sent. That says nothing about the endpoint.',
    );
  else if (find(trace, 'page-left'))
    add(
      'The test was cut short',
      'You left the page, or the browser put it to sleep. That ends the sockets of a page. Start again.',
    );
  else if (find(trace, 'flooded') || find(trace, 'stopped') || !find(trace, 'socket-open'))
    add('The test was cut short', 'What was measured until then is listed above.');
  else if (allPassed(trace))
    add(
      'The endpoint works from here',
      'It opened with 101 and stayed open. If it still fails for you, something differs between this page and yours: run the test ',
      link('from your own page', '#beyond'),
      ', or ',
      link('find out what', href('diagnose/works-where/')),
      '.',
    );
  else
    add(
      'It opened, but one step failed',
      'The steps above show which. If your trouble is another one, ',
      link('start from the symptom', href('diagnose/')),
      '.',
    );
  return box;
}

function titleOf({ trace, facts: known }: Run): string {
  if (!find(trace, 'socket-open')) return 'It did not open';
  return known.some(({ question, answer }) => question === 'symptom' && answer === 'drops')
    ? 'It opened, then it ended'
    : 'It stays open, but not all is well';
}
