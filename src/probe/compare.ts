import type { Facts } from '../diagnosis/fact.ts';
import { measured } from '../diagnosis/fact.ts';
import { firstDrop, hostAnswers } from './outcome.ts';
import type { Step } from './outcome.ts';
import type { Report, Run } from './run.ts';
import { find } from './trace.ts';

/** One step of two runs. */
export interface ComparedStep {
  name: Step['name'];
  /** Absent where a run had no such step. */
  one: Step | undefined;
  other: Step | undefined;
  /** Whether the outcomes differ. */
  differs: boolean;
}

/** The steps of two runs side by side, in the order of the first. */
export function compareSteps(one: Run, other: Run): ComparedStep[] {
  const names = [...new Set([...one.steps, ...other.steps].map(({ name }) => name))];
  return names.map((name) => {
    const [left, right] = [one, other].map(({ steps }) => steps.find((step) => step.name === name));
    return { name, one: left, other: right, differs: left?.outcome !== right?.outcome };
  });
}

/** The steps that both of two runs took; the others say only that the two were asked for different things. */
export function compareSharedSteps(one: Run, other: Run): ComparedStep[] {
  const isTaken = (step?: Step) => step && step.outcome !== 'skipped';
  return compareSteps(one, other).filter((row) => isTaken(row.one) && isTaken(row.other));
}

const opened = ({ trace }: Run) => find(trace, 'socket-open') !== undefined;
const failed = ({ steps }: Run, name: Step['name']) =>
  steps.some((step) => step.name === name && step.outcome === 'failed');

/** The code with which the application itself closed a socket; a proxy has none from 3000 on. */
const ownCode = ({ trace }: Run): number | undefined => {
  const code = firstDrop(trace)?.code ?? 0;
  return code >= 3000 ? code : undefined;
};

/** The first step after the open that ends otherwise in two runs. */
function differingStep(through: Run, direct: Run): Step['name'] | undefined {
  const names = ['Silence', 'Traffic', 'Sizes', 'Burst', 'Messages', 'Parallel'] as const;
  return names.find((name) => failed(through, name) !== failed(direct, name));
}

/** To which layer two runs point: one through everything, the other past the proxies, straight to the application. */
export function layerOf(through: Run, direct: Run): string {
  if (!opened(through) && opened(direct))
    return 'The application accepts the handshake; what stands in front of it does not pass it on.';
  if (!opened(through) && hostAnswers(direct.trace) === 'answers')
    return 'Both refuse the handshake: look at the application, or at what it was told about this address, not at the proxy.';
  if (!opened(through) && hostAnswers(direct.trace) === 'no-answer')
    return 'The application does not answer at its own address: it is not running there, or not reachable from this browser.';
  if (!opened(through))
    return 'Neither address opens, and the browser hides whether anything answers at the second one. Run the curl command below against both.';
  if (!opened(direct))
    return 'It opens through the proxy and not directly: the second address is not the application’s own, or not reachable from this browser.';
  const code = ownCode(through);
  if (code !== undefined && ownCode(direct) === undefined)
    return `The application closed it with ${code}, and no proxy sends such a code. Compare what the two handshakes carry, such as a cookie, a token and the Origin.`;
  const name = differingStep(through, direct);
  if (name)
    return failed(through, name)
      ? `${name}: it fails through the proxy and not directly. The limit is in what stands in front of the application.`
      : `${name}: it fails directly and not through the proxy. The second address behaves differently; is it the same application?`;
  return 'Both behave alike: the proxy makes no difference here, so look at the application and at the client.';
}

/** What a comparison adds to the facts of the first run: what the application does without a proxy. */
export function factsOfPair(through: Run, direct: Run): Facts {
  if (through.facts.length === 0) return through.facts;
  const detail = direct.endpoint.slice(0, 60);
  if (opened(through)) {
    const name =
      opened(direct) && ownCode(through) === undefined ? differingStep(through, direct) : undefined;
    return name && failed(through, name)
      ? [...through.facts, measured('works-where', 'past-proxy', { detail })]
      : through.facts;
  }
  const reach = hostAnswers(direct.trace);
  const answer = opened(direct) ? '101' : reach === 'answers' ? 'same' : reach;
  return answer ? [...through.facts, measured('direct', answer, { detail })] : through.facts;
}

/** How far the handshake of a run came; nothing if the test was stopped before that showed. */
function handshakeOf({ trace }: Run): 'opened' | 'failed' | 'blocked' | undefined {
  if (find(trace, 'socket-open')) return 'opened';
  // By a policy of the page or a rule of the browser, before anything was sent.
  if (find(trace, 'policy-blocked') || find(trace, 'socket-refused')) return 'blocked';
  return find(trace, 'closed') || find(trace, 'handshake-timed-out') ? 'failed' : undefined;
}

/** Reports that were made further apart than this may be of another state of the endpoint, in milliseconds. */
const together = 3_600_000;

/**
 * The test page's own run of the address that the snippet tested from the reader's page, if the two may be compared: one
 * address as far as reports have it (no query), one browser, within an hour, two origins, and neither test cut short.
 */
export function testPageRun(own: Report, testPage: Report | undefined): Run | undefined {
  const isComparable =
    own.from === 'console' &&
    testPage?.from === 'page' &&
    own.browser === testPage.browser &&
    own.origin !== testPage.origin &&
    // Not a number, and so no, where a report does not say when it was made.
    Math.abs(Date.parse(own.made) - Date.parse(testPage.made)) < together;
  const [run] = own.runs;
  return isComparable && run && handshakeOf(run)
    ? testPage.runs.find((each) => each.endpoint === run.endpoint && handshakeOf(each))
    : undefined;
}

/** What the reader's own page and the test page say together of one address that both have tested. */
export function placeOf(ownPage: Run, testPage: Run): string {
  const own = handshakeOf(ownPage);
  const here = handshakeOf(testPage);
  if (own === 'opened')
    return here === 'opened'
      ? 'Both pages open it: the page makes no difference.'
      : 'Your page opens it and the test page does not. It lacks your Origin and your cookies: no fault of your page.';
  if (own === 'blocked') return 'On your page the browser blocks it before anything is sent.';
  if (here === 'opened')
    return 'The test page opens it and your page does not. The address, the path, TLS and the upgrade work; what differs is the page: its cookies, Origin or an extension.';
  return compareSharedSteps(ownPage, testPage).some(({ differs }) => differs)
    ? 'Neither page opens it.'
    : 'Neither page opens it: the page makes no difference, unless the server refuses both origins.';
}

/**
 * What the test page's own run of the same address adds to the facts of the run from the reader's own page. Nothing
 * where the addresses differ, and nothing where a policy or a rule of the browser has named the fault.
 */
export function factsOfPlaces(ownPage: Run, testPage: Run): Facts {
  const isOnlyHere = handshakeOf(ownPage) === 'failed' && handshakeOf(testPage) === 'opened';
  return isOnlyHere && ownPage.endpoint === testPage.endpoint
    ? [...ownPage.facts, measured('works-where', 'other-page')]
    : ownPage.facts;
}
