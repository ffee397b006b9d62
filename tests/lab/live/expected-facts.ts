/** The facts that a live test must find on one side of a case, from what was recorded there. Pure. */
import { closeCodeAnswer, secondsAnswer } from '../../../src/diagnosis/fact.ts';
import type { AnswerId, KnownAnswers, QuestionId } from '../../../src/diagnosis/questions.ts';
import type { Facts } from '../../../src/diagnosis/facts.ts';
import type { Engine, Evidence, Observation } from '../../../src/knowledge/schemas.ts';
import type { LabCase } from '../case.ts';
import { hasOtherAddress, planOf } from './plan.ts';

/** Exit code of `curl` for no answer in time: the server took the request and said nothing. */
const curlTimedOut = 28;
/** A shorter life than this is an end at once, in seconds. */
const atOnce = 2;
/** Close codes with which an idle socket may be ended; any other names its own reason. */
const withoutReason: readonly number[] = [1000, 1001, 1005, 1006];
/** From this length on a message that ends a socket counts as large, in bytes. */
const large = 1000;

/** Cases whose backend takes ordinary requests and never answers them, which the evidence of handshakes does not show. */
const requestsWait: readonly string[] = ['caddy-h2c-backend', 'node-http2-server'];
/** Cases in which nothing is answered any more, neither a handshake nor an ordinary request. */
const nothingIsAnswered: readonly string[] = ['apache-max-request-workers'];

/** Whether a server takes ordinary requests and never answers them, such as Node's without a listener for them. */
function leavesRequestsWaiting({ slug, backend, texts }: LabCase): boolean {
  return requestsWait.includes(slug) || (backend === 'case' && /\bcreateServer\(\)/.test(texts.broken));
}

function ofRefusal(
  labCase: LabCase,
  { status, curl, chromium }: Observation,
  closeCode: number | null,
): KnownAnswers {
  // The policy is the page's, so every engine obeys it; the console of Chromium names it.
  if (chromium.console?.some((line) => line.includes('Content Security Policy')) === true)
    return { symptom: 'never-opens', words: 'csp' };
  const isUnanswered = status === null && curl.exitCode === curlTimedOut;
  // WebKit waits on for the end of a refusal that has none. Socket.IO's client tells of no close in any case.
  const hangs = closeCode === null && labCase.observe.client === 'websocket';
  const isReached = status !== null || isUnanswered;
  if (nothingIsAnswered.includes(labCase.slug))
    return { symptom: 'never-opens', schemes: 'other', reach: 'no-answer' };
  return {
    symptom: 'never-opens',
    schemes: 'other',
    // A request that fails proves nothing: a browser also fails it for an answer that it hides.
    ...(isReached && !leavesRequestsWaiting(labCase) && { reach: 'answers' }),
    ...(hangs && { status: 'none' }),
  };
}

/** The facts that the test must find; none where the socket was held. */
export function expectedFacts(labCase: LabCase, observation: Observation, engine: Engine): KnownAnswers {
  const seen = observation[engine];
  if (!seen) throw new Error(`${labCase.slug} has no evidence of ${engine}.`);
  if (seen.socket === 'held') return {};
  if (seen.socket === 'never opens') return ofRefusal(labCase, observation, seen.closeCode);
  const code = seen.closeCode ?? 0;
  const seconds = seen.seconds ?? 0;
  const drops: KnownAnswers = { symptom: 'drops', 'close-code': closeCodeAnswer(code) };
  const { echo = 0, silence, reload, terminate } = labCase.observe;
  if (echo >= large) return { ...drops, drop: 'large-message' };
  // What is done to a site is done once, while the first socket is open: no later one meets it.
  if (reload || terminate) return { ...drops, drop: 'irregular' };
  if (seconds < atOnce) return { ...drops, drop: 'at-once' };
  if (silence === 0 || !withoutReason.includes(code)) return { ...drops, drop: 'irregular' };
  return {
    ...drops,
    drop: 'same-seconds',
    seconds: secondsAnswer(seconds),
    busy: labCase.cause === 'max-connection-duration' ? 'drops-anyway' : 'stays',
  };
}

/**
 * What the test page sees of a case that is tested from its own page. Its origin is another one: a server that checks origins refuses it on both
 * sides, and the cookies of the case's host do not go with it.
 */
export function factsFromTestPage(labCase: LabCase, evidence: Evidence, engine: Engine): KnownAnswers {
  const isRefused = labCase.observe.cookieBytes === undefined && labCase.language !== 'html';
  return isRefused ? expectedFacts(labCase, evidence.broken, engine) : {};
}

/** What an application answers past its proxy, as a reader who tries it sees it. */
export function directAnswer(
  { proxy, backend, language, observe }: LabCase,
  { fixed }: Evidence,
): AnswerId<'direct'> {
  const isProxysFault = backend !== 'case' && language !== 'html';
  // An application that refuses what a proxy makes of a header takes it as browsers write it.
  const isOfProxysHeader = backend === 'case' && observe.headers.includes('Connection');
  return proxy !== undefined && fixed.status === 101 && (isProxysFault || isOfProxysHeader) ? '101' : 'same';
}

/** Backends to which a browser opens no socket past the proxy, and not for want of a listener: their TLS, or HTTP/2 without TLS. */
const shutToBrowsers: readonly string[] = ['ws-on-http2', 'ws-on-https-by-name'];

/** Question → answer as the test page hands it on to the diagnosis: with what the second address or the reader's own page adds. */
export function expectedHandOn(labCase: LabCase, evidence: Evidence, engine: Engine): KnownAnswers {
  const own = expectedFacts(labCase, evidence.broken, engine);
  if (own.symptom !== 'never-opens' || own.words === 'csp') return own;
  if (planOf(labCase, evidence).vantage === 'own page') {
    const opensHere = Object.keys(factsFromTestPage(labCase, evidence, engine)).length === 0;
    return opensHere ? { ...own, 'works-where': 'other-page' } : own;
  }
  return hasOtherAddress(labCase) && !shutToBrowsers.includes(labCase.backend)
    ? { ...own, direct: directAnswer(labCase, evidence) }
    : own;
}

/** Facts as question → answer. */
export function answersOf(facts: Facts): KnownAnswers {
  return Object.fromEntries(facts.map(({ question, answer }) => [question, answer]));
}

/** How measured facts differ from those that were expected, as sentences. */
export function factDifferences(expected: KnownAnswers, facts: Facts): string[] {
  const measured = answersOf(facts);
  const questions = [...new Set([...Object.keys(expected), ...Object.keys(measured)])] as QuestionId[];
  return questions.flatMap((question) =>
    expected[question] === measured[question]
      ? []
      : [
          `${question} is ${measured[question] ?? 'not measured'}, and ${expected[question] ?? 'nothing'} was expected`,
        ],
  );
}
