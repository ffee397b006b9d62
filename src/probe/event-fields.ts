import { terminalOutcomes, terminalSteps } from './terminal-steps.ts';
import { stepIds } from './plan.ts';
import { localNetworkPermissions } from './trace.ts';
import type { BurstTally, TraceEvent } from './trace.ts';

/**
 * What a field of an event may hold; a question mark says that it may be missing. A list is closed: nothing else is read.
 * Numbers are not negative. A token is what a browser itself names, such as an error or an extension; a text is free.
 */
export type FieldType =
  | readonly string[]
  | 'number'
  | 'number?'
  | 'number or null'
  | 'text'
  | 'text?'
  | 'token'
  | 'endpoint'
  | 'boolean'
  | 'numbers'
  | 'plan';

/** What a browser names: no address, no mention, no markup. */
export const token = /^[\w;=, "-]{0,200}$/;

const tally = {
  sent: 'number',
  received: 'number',
  reordered: 'number',
  duplicated: 'number',
  joined: 'number',
  first: 'number',
  last: 'number',
} as const satisfies Record<keyof BurstTally, FieldType>;

const here = { socket: 'number' } as const;
const count = { ...here, count: 'number', bytes: 'number', until: 'number?' } as const;

/** The fields that each event has besides `at` and `id`. What stands here is all that a report can hold of it. */
export const eventFields = {
  started: { endpoint: 'endpoint', secure: 'boolean', plan: 'plan' },
  'request-sent': {},
  'request-answered': { status: 'number?' },
  'request-failed': {},
  'request-timed-out': {},
  'browser-delays': { failures: 'number' },
  'local-network': { permission: localNetworkPermissions },
  'policy-blocked': {},
  'page-hidden': {},
  'page-shown': {},
  'page-left': {},
  'timer-late': { milliseconds: 'number' },
  step: { ...here, step: stepIds },
  'socket-opening': here,
  'socket-refused': { ...here, name: 'token' },
  'socket-open': { ...here, protocol: 'text', extensions: 'token' },
  'handshake-timed-out': here,
  'messages-sent': count,
  'messages-received': count,
  replies: { ...here, samples: 'numbers', echo: 'boolean', until: 'number?' },
  'binary-echoed': { ...here, as: ['binary', 'text'] },
  'reply-timed-out': here,
  burst: { ...here, ...tally },
  'rung-sent': { ...here, bytes: 'number' },
  'rung-passed': { ...here, bytes: 'number', echoed: 'boolean', milliseconds: 'number' },
  'rung-lost': { ...here, bytes: 'number' },
  'rung-stuck': { ...here, bytes: 'number', milliseconds: 'number' },
  'heartbeats-sent': { ...here, count: 'number', every: 'number', until: 'number?' },
  held: { ...here, milliseconds: 'number' },
  'control-open': here,
  'control-closed': { ...here, code: 'number?', age: 'number', silence: 'number' },
  closing: here,
  closed: {
    ...here,
    code: 'number',
    reason: 'text',
    wasClean: 'boolean',
    age: 'number',
    silence: 'number',
  },
  'close-timed-out': here,
  flooded: { ...here, count: 'number', bytes: 'number' },
  waiting: { milliseconds: 'number' },
  parallel: { asked: 'number', open: 'number' },
  checked: { step: terminalSteps, outcome: terminalOutcomes, text: 'text' },
  established: { question: 'token', answer: 'token', value: 'number?', detail: 'text?' },
  stopped: {},
  finished: {},
} as const satisfies { [Id in TraceEvent['id']]: Record<string, FieldType> };

/** The fields of the plan in a report. */
export const planFields = {
  roundTrips: 'number',
  binary: 'boolean',
  burst: 'number',
  largest: 'number',
  hold: 'number or null',
  traffic: 'boolean',
  heartbeat: 'boolean',
  reconnect: 'boolean',
  parallel: 'number',
  subprotocols: 'number',
  ownMessage: 'boolean',
} as const satisfies Record<string, FieldType>;
