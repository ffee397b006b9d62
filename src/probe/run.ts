import type { Facts } from '../diagnosis/facts.ts';
import { facts } from './facts.ts';
import { steps } from './outcome.ts';
import type { Step } from './outcome.ts';
import { withoutSecrets } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import type { Trace, TraceEvent } from './trace.ts';

/** Version of the report's shape; the published schema has its name. */
export const reportVersion = 'not101-report-1';

/** What may have made a report: the test page, the snippet in the console of a page of the reader's own, or the doctor in a terminal. */
export const reportOrigins = ['page', 'console', 'terminal'] as const;

/** What was measured at one endpoint. */
export interface Run {
  /** Scheme, host and path of the endpoint. */
  endpoint: string;
  /** What the run says, where it failed; only in a report that is handed on. */
  verdict?: string;
  steps: readonly Step[];
  facts: Facts;
  trace: Trace;
}

/** The report of one test. Its fields are an allow-list: no query, fragment, credentials, cookies or message text. */
export interface Report {
  schema: typeof reportVersion;
  /** When the report was made: ISO 8601, UTC. */
  made: string;
  /** What ran the test. */
  from: (typeof reportOrigins)[number];
  /** Origin of the page that ran the test: what the server saw as `Origin`. */
  origin: string;
  /** The browser's own description of itself. */
  browser: string;
  /** An address that fills the form of the test page with the same settings; only in a report that is handed on. */
  link?: string;
  /** The endpoint, and after it the other one that it was compared with, if there was one. */
  runs: readonly Run[];
}

/** A trace as a report may have it. */
export function reportedTrace(trace: Trace, secrets: Secrets = []): Trace {
  return trace.map((event): TraceEvent => {
    switch (event.id) {
      // A subprotocol can be a token: some servers authenticate that way.
      case 'socket-open':
        return { ...event, protocol: event.protocol === '' ? '' : 'chosen' };
      case 'closed':
        return { ...event, reason: withoutSecrets(event.reason, secrets) };
      default:
        return event;
    }
  });
}

/** Address of the endpoint that a trace is of. */
export const endpointOf = ([first]: Trace) => (first?.id === 'started' ? first.endpoint : '');

/** What a trace measured, as a report has it. */
export function runOf(trace: Trace, secrets: Secrets = []): Run {
  const reported = reportedTrace(trace, secrets);
  return {
    endpoint: endpointOf(trace),
    steps: steps(reported),
    facts: facts(reported),
    trace: reported,
  };
}

/** The report as JSON. */
export function reportJson(report: Report): string {
  return JSON.stringify(report, null, 2);
}
