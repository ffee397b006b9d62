import type { Fact, Facts } from '../diagnosis/facts.ts';
import type { Step } from './outcome.ts';
import type { Run } from './report.ts';
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

const opened = ({ trace }: Run) => find(trace, 'socket-open') !== undefined;
const failed = ({ steps }: Run, name: Step['name']) =>
  steps.some((step) => step.name === name && step.outcome === 'failed');

/** To which layer two runs point: one through everything, the other past the proxies, straight to the application. */
export function layerOf(through: Run, direct: Run): string {
  if (!opened(through) && opened(direct))
    return 'The application accepts the handshake; what stands in front of it does not pass it on.';
  if (!opened(through) && find(direct.trace, 'request-answered'))
    return 'Both refuse the handshake: look at the application, or at what it was told about this address, not at the proxy.';
  if (!opened(through))
    return 'The application does not answer at its own address: it is not running there, or not reachable from this browser.';
  if (!opened(direct))
    return 'It opens through the proxy and not directly: the second address is not the application’s own, or not reachable from this browser.';
  for (const name of ['Silence', 'Traffic', 'Sizes', 'Burst', 'Messages', 'Parallel'] as const)
    if (failed(through, name) !== failed(direct, name))
      return failed(through, name)
        ? `${name}: it fails through the proxy and not directly. The limit is in what stands in front of the application.`
        : `${name}: it fails directly and not through the proxy. The second address behaves differently; is it the same application?`;
  return 'Both behave alike: the proxy makes no difference here, so look at the application and at the client.';
}

/** What a comparison adds to the facts of the first run. */
export function factsOfPair(through: Run, direct: Run): Facts {
  if (opened(through) || through.facts.length === 0) return through.facts;
  const answer = opened(direct) ? '101' : find(direct.trace, 'request-answered') ? 'same' : 'no-answer';
  const fact: Fact = { question: 'direct', answer, source: 'measured', detail: direct.endpoint.slice(0, 60) };
  return [...through.facts, fact];
}
