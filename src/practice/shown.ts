/** What tests show alike at endpoints of several groups. */
import type { KnownAnswers } from '../diagnosis/questions.ts';
import type { ShownInPage, ShownInTerminal } from './endpoint.ts';

/** The handshake fails, and a browser keeps from the page why. */
export const refusedInPage: ShownInPage = {
  form: { hold: '0' },
  steps: { HTTP: /passed/, Handshake: /unknown.*1006.*Script never sees/, Messages: /skipped/ },
  facts: { symptom: 'never-opens', schemes: 'other', reach: 'answers' },
  leadsTo: 'status',
};

/** Facts of a handshake that failed, as a terminal sees it. */
export const refusedInTerminal = (more: KnownAnswers): ShownInTerminal => ({
  facts: { symptom: 'never-opens', reach: 'answers', http2: 'same', ...more },
});

/** A socket that opens, echoes and closes. */
export const worksInPage: ShownInPage = {
  form: { hold: '0' },
  steps: { Handshake: /passed/, Messages: /passed/, Close: /passed.*Code 1000/ },
  facts: {},
};

/** Nothing is wrong that a terminal can see. */
export const worksInTerminal: ShownInTerminal = { facts: {} };

/** A socket that is cut as soon as it is open, without a Close frame. */
export const cutInPage: ShownInPage = {
  form: { hold: '10' },
  steps: { Handshake: /passed/, Close: /failed.*Code 1006, no reason, not clean/ },
  facts: { symptom: 'drops', drop: 'at-once', 'close-code': '1006' },
  leadsTo: 'early-complaint',
};

/** Facts of a socket that ends as soon as it is open, as a terminal sees it. */
export const endsAtOnceInTerminal = (
  code: NonNullable<KnownAnswers['close-code']>,
  more: KnownAnswers = {},
): ShownInTerminal => ({ facts: { symptom: 'drops', drop: 'at-once', 'close-code': code, ...more } });
