/** The events of a test: what each holds. Its type, the check of a pasted report and the published schema are made from this table. */
import { stepIds } from './plan.ts';
import type { PublicPlan } from './plan.ts';
import { terminalOutcomes, terminalSteps } from './terminal-steps.ts';

/**
 * What a field of an event may hold; a question mark says that it may be missing. A list is closed: nothing else is read.
 * Numbers are not negative. A token is what a browser itself names, such as an error or an extension; a text is free.
 */
export type FieldType = readonly string[] | keyof ValueOfType;

interface ValueOfType {
  number: number;
  'number?': number;
  'number or null': number | null;
  numbers: readonly number[];
  text: string;
  'text?': string;
  token: string;
  endpoint: string;
  boolean: boolean;
  plan: PublicPlan;
}

/** What a browser names: no address, no mention, no markup. */
export const token = /^[\w;=, "-]{0,200}$/;

/** Whether a page may reach the local network, as the browser says. */
const localNetworkPermissions = ['granted', 'denied', 'prompt', 'unknown'] as const;
export type LocalNetworkPermission = (typeof localNetworkPermissions)[number];

const tally = {
  sent: 'number',
  received: 'number',
  /** Messages that came before one that was sent earlier. */
  reordered: 'number',
  duplicated: 'number',
  /** Replies that held several of the messages in one. */
  joined: 'number',
  first: 'number',
  last: 'number',
} as const;

/** An event of one connection; connections are counted from 1. */
const here = { socket: 'number' } as const;
/** Messages, joined where they follow each other; `until` is the time of the last. */
const count = { ...here, count: 'number', bytes: 'number', until: 'number?' } as const;

/** The fields that each event has besides `at` and `id`. What stands here is all that a report can hold of it. */
export const eventFields = {
  started: { endpoint: 'endpoint', secure: 'boolean', plan: 'plan' },
  'request-sent': {},
  /** `status` only where the server's CORS answer allows script to read it. */
  'request-answered': { status: 'number?' },
  'request-failed': {},
  'request-timed-out': {},
  /** So many handshakes failed lately that the browser itself delays the next ones. */
  'browser-delays': { failures: 'number' },
  /** A page of the public internet asked for an address of the local network, in vain. */
  'local-network': { permission: localNetworkPermissions },
  /** A rule of the page's own Content-Security-Policy stopped the socket. */
  'policy-blocked': {},
  'page-hidden': {},
  'page-shown': {},
  /** The reader left the page, or the browser froze it; either ends the sockets, and with them the test. */
  'page-left': {},
  /** A timer of the test fired so much later than it was set for: the browser slows hidden tabs down. */
  'timer-late': { milliseconds: 'number' },
  step: { ...here, step: stepIds },
  'socket-opening': here,
  /** The constructor itself threw. */
  'socket-refused': { ...here, name: 'token' },
  'socket-open': { ...here, protocol: 'text', extensions: 'token' },
  'handshake-timed-out': here,
  /** Messages of the test. */
  'messages-sent': count,
  'messages-received': count,
  /** How long each reply took, in the order of the messages. `echo` if they were the messages themselves. */
  replies: { ...here, samples: 'numbers', echo: 'boolean', until: 'number?' },
  'binary-echoed': { ...here, as: ['binary', 'text'] },
  'reply-timed-out': here,
  /** What came back of numbered messages that were sent at once. */
  burst: { ...here, ...tally },
  'rung-sent': { ...here, bytes: 'number' },
  /** A message of the sizes arrived back, or the socket outlived it. */
  'rung-passed': { ...here, bytes: 'number', echoed: 'boolean', milliseconds: 'number' },
  /** A message of the sizes did not arrive back, where shorter ones had. */
  'rung-lost': { ...here, bytes: 'number' },
  /** A message of the sizes did not leave the browser: whoever should read it does not. */
  'rung-stuck': { ...here, bytes: 'number', milliseconds: 'number' },
  'heartbeats-sent': { ...here, count: 'number', every: 'number', until: 'number?' },
  held: { ...here, milliseconds: 'number' },
  /** A second socket, the control, is open in silence beside one that is held with a heartbeat. */
  'control-open': here,
  /**
   * The end of the control: without `code` this test ended it. `age` since its open, `silence` since the last message
   * on it or its open; both 0 if it never opened.
   */
  'control-closed': { ...here, code: 'number?', age: 'number', silence: 'number' },
  closing: here,
  /** `age` since the open, `silence` since the last frame either way; both 0 for a socket that never opened. */
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
  /** A pause before the next attempt to come back. */
  waiting: { milliseconds: 'number' },
  /** Sockets that were opened at once: how many were asked for, and how many were still open a second later. */
  parallel: { asked: 'number', open: 'number' },
  /** A step that only a terminal can take, and how it ended; `text` says what was found. */
  checked: { step: terminalSteps, outcome: terminalOutcomes, text: 'text' },
  /** What such a step established: the ids of a question and of its answer. */
  established: { question: 'token', answer: 'token', value: 'number?', detail: 'text?' },
  stopped: {},
  finished: {},
} as const satisfies Record<string, Record<string, FieldType>>;

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
} as const satisfies Record<keyof PublicPlan, FieldType>;

/** Milliseconds since the probe was started. */
export type Milliseconds = number;

type Value<Type> = Type extends readonly (infer Each)[]
  ? Each
  : Type extends keyof ValueOfType
    ? ValueOfType[Type]
    : never;

/** The fields of a row of the table, as an object has them. */
type Fields<Row> = {
  -readonly [Name in keyof Row as Row[Name] extends `${string}?` ? never : Name]: Value<Row[Name]>;
} & {
  -readonly [Name in keyof Row as Row[Name] extends `${string}?` ? Name : never]?: Value<Row[Name]>;
};

/** What came back of a burst. Times are milliseconds since the first message was sent; 0 if nothing came. */
export type BurstTally = Fields<typeof tally>;

/** Something that happened, and when. */
export type TraceEvent = {
  [Id in keyof typeof eventFields]: { at: Milliseconds; id: Id } & Fields<(typeof eventFields)[Id]>;
}[keyof typeof eventFields];

/** The event of an id. */
export type EventOf<Id extends TraceEvent['id']> = Extract<TraceEvent, { id: Id }>;
