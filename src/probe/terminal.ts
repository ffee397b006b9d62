/** A run that a terminal made, read from its trace: what only a terminal sees, and after the open what a page sees too. */
import type { Facts } from '../diagnosis/facts.ts';
import { factFromIds, joinFacts } from '../diagnosis/facts.ts';
import { factsOfOpenSocket } from './facts.ts';
import type { Step } from './outcome.ts';
import { stepsOfOpenSocket } from './outcome.ts';
import type { Run } from './run.ts';
import { endpointOf, reportedTrace, runOf } from './run.ts';
import type { Secrets } from './secrets.ts';
import type { Trace } from './trace.ts';
import { find, findAll } from './trace.ts';

/** The facts that the steps of a terminal established; ids that no question has are left out. */
function establishedFacts(trace: Trace): Facts {
  return findAll(trace, 'established').flatMap(
    ({ question, answer, value, detail }) =>
      factFromIds(question, answer, 'measured', {
        ...(value !== undefined && { value }),
        ...(detail !== undefined && { detail }),
      }) ?? [],
  );
}

/** The steps of a terminal's test, and of the open socket if there was one. */
export function terminalRunSteps(trace: Trace): Step[] {
  const before = findAll(trace, 'checked').map(({ step: name, outcome, text }) => ({ name, outcome, text }));
  return find(trace, 'socket-open') ? [...before, ...stepsOfOpenSocket(trace)] : before;
}

/** What a terminal's test established. The facts of the open socket are those of a page's test. */
export function terminalFacts(trace: Trace): Facts {
  return joinFacts(find(trace, 'socket-open') ? factsOfOpenSocket(trace) : [], establishedFacts(trace));
}

/** What a terminal's trace measured, as a report has it. */
export function runOfTerminal(trace: Trace, secrets: Secrets = []): Run {
  const reported = reportedTrace(trace, secrets);
  return {
    endpoint: endpointOf(trace),
    steps: terminalRunSteps(reported),
    facts: terminalFacts(reported),
    trace: reported,
  };
}

/** What a trace measured, whoever made it. */
export function runOfAny(trace: Trace): Run {
  return find(trace, 'checked') ? runOfTerminal(trace) : runOf(trace);
}
