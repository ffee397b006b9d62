/** What a live test finds at each practice endpoint, in every browser. */
import type { Engine } from '../src/knowledge/schemas.ts';
import type { PracticeEndpointName } from '../src/practice/endpoints.ts';
import type { FormFields } from './lab/live/drive.ts';
import type { KnownAnswers } from './lab/live/expected-facts.ts';

export interface PracticeExpectation {
  /** Query that makes the endpoint quick; without it the endpoint has its default. */
  query?: string;
  /** What the form is filled with, besides the address. */
  fields: Omit<FormFields, 'url'>;
  /** Question → answer of every fact; empty where nothing is wrong that the tree asks about. */
  facts: KnownAnswers;
  /** Engine → the facts there, where an engine really differs. */
  except?: Partial<Record<Engine, KnownAnswers>>;
  /** Engine → why it takes no part. */
  leftOut?: Partial<Record<Engine, string>>;
}

const shortest = { hold: '0' };
const held = { hold: '10' };

const refused: PracticeExpectation = {
  fields: shortest,
  facts: { symptom: 'never-opens', schemes: 'other', reach: 'answers' },
};
/** The host answers, and the browser keeps that from the page. */
const hidden: PracticeExpectation = {
  fields: shortest,
  facts: { symptom: 'never-opens', schemes: 'other' },
};
const works: PracticeExpectation = { fields: shortest, facts: {} };
const inBurst: PracticeExpectation = { fields: { ...shortest, burst: true }, facts: {} };
const closed = (code: NonNullable<KnownAnswers['close-code']>): PracticeExpectation => ({
  fields: held,
  facts: { symptom: 'drops', drop: 'at-once', 'close-code': code },
});
const late = { symptom: 'messages', 'message-problem': 'late' } as const;
const tooLarge = { symptom: 'drops', drop: 'large-message' } as const;
const largeFails = { symptom: 'messages', 'message-problem': 'large' } as const;
const atSameSecond = {
  symptom: 'drops',
  drop: 'same-seconds',
  seconds: 'other',
  'close-code': '1006',
} as const;

/** Endpoint → what is measured there. */
export const practiceExpectations: Readonly<Record<PracticeEndpointName, PracticeExpectation>> = {
  echo: { fields: { ...held, binary: true, burst: true, largest: '1000000', parallel: '2' }, facts: {} },
  'refuses-200': refused,
  // WebKitGTK follows the redirect, to the echo.
  'refuses-301': { ...refused, except: { webkit: {} } },
  'refuses-400': refused,
  'refuses-401': refused,
  'refuses-403': refused,
  'refuses-403-with-corp': hidden,
  'redirects-forever': hidden,
  'refuses-404': refused,
  'refuses-426': refused,
  'refuses-429': refused,
  'refuses-500': refused,
  'refuses-502': refused,
  'refuses-503': refused,
  'never-answers': { ...refused, facts: { ...refused.facts, status: 'none' } },
  'slow-handshake': { ...works, query: '?seconds=2' },
  'closes-before-answering': refused,
  'resets-during-handshake': refused,
  'wrong-accept': refused,
  'no-upgrade-header': refused,
  'subprotocol-not-echoed': {
    ...refused,
    fields: { ...shortest, subprotocols: 'chat.v2' },
    except: { firefox: {}, webkit: {} },
  },
  // Firefox takes no notice of a subprotocol that it did not offer.
  'subprotocol-not-requested': { ...refused, except: { firefox: {} } },
  'closes-1008': closed('1008'),
  'closes-1011': closed('1011'),
  // WebKitGTK tells script of 1006 in the place of 1013.
  'closes-1013': { ...closed('1013'), except: { webkit: closed('1006').facts } },
  'closes-4401': closed('application'),
  // Sooner than that, Firefox on a busy machine sees the reset before the open.
  'resets-after-open': { ...closed('1006'), query: '?seconds=0.5' },
  'drops-after-silence': { query: '?seconds=3', fields: held, facts: { ...atSameSecond, busy: 'stays' } },
  'closes-when-idle': {
    query: '?seconds=3',
    fields: held,
    facts: { ...atSameSecond, 'close-code': 'normal', busy: 'stays' },
  },
  'drops-at-age': { query: '?seconds=4', fields: held, facts: { ...atSameSecond, busy: 'drops-anyway' } },
  'message-limit': {
    fields: { ...shortest, largest: '1000000' },
    facts: { ...tooLarge, 'close-code': '1009' },
  },
  'cuts-large-messages': {
    fields: { ...shortest, largest: '1000000' },
    facts: { ...tooLarge, 'close-code': '1006' },
  },
  'swallows-large-messages': { fields: { ...shortest, largest: '1000000' }, facts: largeFails },
  // WebKitGTK counts what its network process has taken as sent, whether or not the server reads it.
  'stops-reading': {
    fields: { ...shortest, largest: '16000000' },
    facts: largeFails,
    except: { webkit: {} },
  },
  'text-only': {
    fields: { ...shortest, binary: true },
    facts: { symptom: 'drops', drop: 'at-once', 'close-code': '1003' },
  },
  'two-at-a-time': {
    fields: { ...shortest, parallel: '5' },
    facts: { symptom: 'one-place', 'works-where': 'few-clients' },
  },
  'answers-late': { query: '?seconds=2', fields: shortest, facts: late },
  'answers-in-bursts': { query: '?seconds=2', fields: shortest, facts: late },
  'loses-messages': inBurst,
  'swaps-messages': inBurst,
  'joins-messages': inBurst,
  'sends-steadily': { ...works, fields: held },
  'speaks-first': works,
  silent: works,
  // Firefox takes the masked frame and stays open.
  'masked-frame': { ...closed('1006'), fields: shortest, except: { firefox: {} } },
  'reserved-bit': closed('1006'),
  'invalid-utf-8': closed('1006'),
  'close-reason-too-long': closed('1006'),
  // Firefox tells script of 1005 as if there had been no code.
  'close-code-1005': { ...closed('1006'), except: { firefox: closed('normal').facts } },
  'close-code-1006': closed('1006'),
  flood: {
    fields: held,
    facts: {},
    leftOut: {
      webkit: 'Beside other pages its driver takes the flooded page for hung, and ends the session.',
    },
  },
  'flood-through-close': {
    fields: held,
    facts: {},
    leftOut: {
      firefox:
        'At full speed it keeps the socket, whether its page closes it, removes its frame or ends its worker, and hears nothing else until the server stops.',
      webkit: 'Beside other pages its driver takes the flooded page for hung, and ends the session.',
    },
  },
  'huge-message': {
    query: '?bytes=70000000',
    fields: held,
    facts: {},
    leftOut: {
      webkit: 'A message of 100 MB crashes its page, and beside other pages one of 70 MB does too.',
    },
  },
  markup: { fields: held, facts: { symptom: 'drops', drop: 'at-once', 'close-code': 'application' } },
  'never-closes': { ...works, query: '?seconds=10' },
};
