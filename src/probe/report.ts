import type { Facts } from '../diagnosis/facts.ts';
import { facts, steps } from './outcome.ts';
import type { Step } from './outcome.ts';
import type { Trace, TraceEvent } from './trace.ts';

/** The report of one test. Its fields are an allow-list: no query, fragment, credentials, cookies or message text. */
export interface ProbeReport {
  /** Version of this shape. */
  schema: 'not101-probe-1';
  /** When the report was made: ISO 8601, UTC. */
  made: string;
  /** Scheme, host and path of the endpoint. */
  endpoint: string;
  /** Scheme of the page that ran the test: `http:` or `https:`. */
  page: string;
  /** The browser's own description of itself. */
  browser: string;
  steps: readonly Step[];
  facts: Facts;
  trace: readonly TraceEvent[];
}

/** Makes the report of a test from its trace. */
export function report(
  trace: Trace,
  { made, page, browser }: { made: Date; page: string; browser: string },
): ProbeReport {
  const [first] = trace;
  return {
    schema: 'not101-probe-1',
    made: made.toISOString(),
    endpoint: first?.id === 'started' ? first.endpoint : '',
    page,
    browser,
    steps: steps(trace),
    facts: facts(trace),
    // A subprotocol can be a token: some servers authenticate that way.
    trace: trace.map((event) =>
      event.id === 'socket-open' && event.protocol !== '' ? { ...event, protocol: 'chosen' } : event,
    ),
  };
}
