import type { KnownAnswers } from '../diagnosis/questions.ts';
import type { Engine } from '../knowledge/schemas.ts';
import type { StepName } from '../probe/outcome.ts';
import type { PracticeHandshake, Refusal } from './handshake.ts';
import type { WireStep } from './script.ts';

/** A limit that a client may set in the query of an endpoint's URL. */
export interface PracticeParameter {
  /** Name in the query, which is also the unit of the value. `bytes` takes whole numbers only. */
  name: 'seconds' | 'bytes';
  /** Value when the query does not name the parameter. */
  default: number;
  /** Smallest value accepted. */
  min: number;
  /** Largest value accepted. */
  max: number;
}

/** What the form of the test page is filled with, besides the address: options of the form. */
export interface PracticeForm {
  /** Seconds that the socket is held. */
  hold: '0' | '10';
  /** Whether a binary message is sent. */
  binary?: boolean;
  /** Whether 100 messages are sent at once. */
  burst?: boolean;
  /** Bytes of the largest message. */
  largest?: string;
  /** Subprotocols to request. */
  subprotocols?: string;
  /** How many sockets are opened at once. */
  parallel?: string;
}

/** What the live test finds. */
export interface ShownInPage {
  form: PracticeForm;
  /** Step → words of its row, in Chromium. */
  steps: Partial<Record<StepName, RegExp>>;
  /** Question → answer of every fact; empty where nothing is wrong that the tree asks about. */
  facts: KnownAnswers;
  /** State of the tree, or cause that comes first, to which the facts lead in Chromium; absent where there are none. */
  leadsTo?: string;
  /** Engine → the facts there, where an engine really differs. */
  except?: Partial<Record<Engine, KnownAnswers>>;
  /** Engine → why it takes no part. */
  leftOut?: Partial<Record<Engine, string>>;
}

/** What the terminal's probe finds. */
export interface ShownInTerminal {
  /** Arguments besides the address. */
  options?: readonly string[];
  /** Question → answer of every fact. */
  facts: KnownAnswers;
}

/** One WebSocket endpoint of the practice server, and what a truthful test of it shows. The tests run from it. */
export interface PracticeEndpoint {
  /** Identifier, unique among all endpoints, and the path: lower-case letters, digits and hyphens. */
  name: string;
  /** What the endpoint does, as one sentence of plain text. `<limit>` stands for its parameter. */
  line: string;
  /** The limit that a client may set; absent when the endpoint has none. */
  parameter?: PracticeParameter;
  /** Answers a handshake; `limit` is the value of the parameter in its unit, 0 without one. */
  serve: (handshake: PracticeHandshake, limit: number) => void;
  /** The answer to an ordinary request, where it is not the usual 426. */
  plain?: Refusal;
  /** What passes between a client and the endpoint, step by step, with the parameter's default. */
  wire: readonly WireStep[];
  /** Query that makes the endpoint quick for the live test and the terminal's probe. */
  query?: string;
  page: ShownInPage;
  terminal: ShownInTerminal;
}

/** Endpoints that break the same part of a connection. */
export interface PracticeGroup {
  /** Heading under which a page lists them. */
  title: string;
  /** In the order in which a page lists them. */
  endpoints: readonly PracticeEndpoint[];
}

/** Path of an endpoint on the practice server, with its parameter's default if it has one. */
export function pathOf({ name, parameter }: Pick<PracticeEndpoint, 'name' | 'parameter'>): string {
  return parameter ? `/${name}?${parameter.name}=${parameter.default}` : `/${name}`;
}

/** What an endpoint does, with its limit and the range of that. */
export function lineOf({ line, parameter }: Pick<PracticeEndpoint, 'line' | 'parameter'>): string {
  if (!parameter) return line;
  const { name, default: value, min, max } = parameter;
  return line.replace('<limit>', `${value} ${name === 'seconds' ? 's' : name} (${name}: ${min} to ${max})`);
}

/** A limit in seconds. */
export const seconds = (value: number, max = 3600, min = 0): PracticeParameter => ({
  name: 'seconds',
  default: value,
  min,
  max,
});

/** A limit in bytes. */
export const bytes = (value: number, max: number): PracticeParameter => ({
  name: 'bytes',
  default: value,
  min: 1,
  max,
});
