import type { KnownAnswers } from '../../diagnosis/questions.ts';
import type { PracticeEndpoint, PracticeGroup, ShownInPage } from '../endpoint.ts';
import { refuse } from '../handshake.ts';
import type { Refusal } from '../handshake.ts';
import { dials, failsClients, refuses as refusesWith } from '../script.ts';
import { refusedInPage, refusedInTerminal } from '../shown.ts';

/** The host answers, and the browser keeps that from the page: nothing may be concluded from it. */
const hiddenInPage: ShownInPage = {
  ...refusedInPage,
  steps: { ...refusedInPage.steps, HTTP: /unknown.*Cross-Origin-Resource-Policy.*redirect/ },
  facts: { symptom: 'never-opens', schemes: 'other' },
};

/** An endpoint that answers every handshake with one refusal. */
interface Refusing extends Pick<PracticeEndpoint, 'name' | 'line'> {
  /** Its status, with the phrase that must be on the wire. */
  answers: string;
  headers?: Refusal['headers'];
  text: string;
  /** Whether it answers ordinary requests in the same way. */
  isAlike?: boolean;
  page?: ShownInPage;
  /** What the terminal's probe finds besides what every refusal shows. */
  facts: KnownAnswers;
}

function refusing({ name, line, answers, headers, text, isAlike, page, facts }: Refusing): PracticeEndpoint {
  const status = Number.parseInt(answers);
  const refusal: Refusal = { status, text, ...(headers && { headers }) };
  return {
    name,
    line,
    serve: (handshake) => refuse(handshake, refusal),
    ...(isAlike && { plain: refusal }),
    wire: [dials(), refusesWith(answers, headers), failsClients(`Unexpected server response: ${status}`)],
    page: page ?? refusedInPage,
    terminal: refusedInTerminal(facts),
  };
}

const refusals: Refusing[] = [
  {
    name: 'refuses-200',
    line: 'Answers the handshake with 200 OK, as a web server does that knows nothing of WebSocket.',
    answers: '200 OK',
    text: 'This is an ordinary HTTP response.',
    facts: { status: '200', 'body-200': 'app-answer' },
  },
  {
    name: 'refuses-301',
    line: 'Answers the handshake with 301 Moved Permanently and a Location that leads to the echo endpoint.',
    answers: '301 Moved Permanently',
    headers: { Location: '/echo' },
    text: 'The endpoint has moved to /echo.',
    // WebKitGTK follows the redirect, to the echo.
    page: { ...refusedInPage, except: { webkit: {} } },
    facts: { status: 'redirect' },
  },
  {
    name: 'refuses-400',
    line: 'Answers the handshake with 400 Bad Request.',
    answers: '400 Bad Request',
    text: 'The server takes this request for a bad one.',
    facts: { status: '400', origin: 'refused', 'body-400': 'other' },
  },
  {
    name: 'refuses-401',
    line: 'Answers the handshake with 401 Unauthorized and a WWW-Authenticate header that asks for a bearer token.',
    answers: '401 Unauthorized',
    headers: { 'WWW-Authenticate': 'Bearer realm="practice"' },
    text: 'The request carries no valid token.',
    facts: { status: '401', origin: 'refused' },
  },
  {
    name: 'refuses-403',
    line: 'Answers the handshake with 403 Forbidden.',
    answers: '403 Forbidden',
    text: 'The server does not accept this origin.',
    facts: { status: '403', origin: 'refused' },
  },
  {
    name: 'refuses-403-with-corp',
    line: 'Answers the handshake and every ordinary request with 403 and Cross-Origin-Resource-Policy: same-origin, as Helmet sets it, so that browsers keep the answer from pages of other origins.',
    answers: '403 Forbidden',
    headers: { 'Cross-Origin-Resource-Policy': 'same-origin' },
    text: 'The server does not accept this origin.',
    isAlike: true,
    page: hiddenInPage,
    facts: { status: '403', origin: 'refused' },
  },
  {
    name: 'redirects-forever',
    line: 'Answers the handshake and every ordinary request with a 301 to this same address, as a proxy does that redirects http to https behind another one that already ended TLS.',
    answers: '301 Moved Permanently',
    headers: { Location: '/redirects-forever' },
    text: 'The endpoint has moved to this address.',
    isAlike: true,
    page: hiddenInPage,
    facts: { status: 'redirect', reach: 'redirect' },
  },
  {
    name: 'refuses-404',
    line: 'Answers the handshake with 404 Not Found.',
    answers: '404 Not Found',
    text: 'The server has nothing at this path.',
    facts: { status: '404', origin: 'refused' },
  },
  {
    name: 'refuses-426',
    line: 'Answers the handshake with 426 Upgrade Required and Sec-WebSocket-Version: 13.',
    answers: '426 Upgrade Required',
    headers: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' },
    text: 'The server says that it speaks version 13 of the WebSocket protocol only.',
    facts: { status: '426', origin: 'refused', words: 'upgrade' },
  },
  {
    name: 'refuses-429',
    line: 'Answers the handshake with 429 Too Many Requests and Retry-After: 30.',
    answers: '429 Too Many Requests',
    headers: { 'Retry-After': '30' },
    text: 'Too many connections; try again in 30 seconds.',
    facts: { status: '429', origin: 'refused' },
  },
  {
    name: 'refuses-500',
    line: 'Answers the handshake with 500 Internal Server Error.',
    answers: '500 Internal Server Error',
    text: 'The server failed while it answered the handshake.',
    facts: { status: '500', origin: 'refused' },
  },
  {
    name: 'refuses-502',
    line: 'Answers the handshake with 502 Bad Gateway.',
    answers: '502 Bad Gateway',
    text: 'The proxy got no valid response from the server behind it.',
    facts: { status: 'gateway', origin: 'refused' },
  },
  {
    name: 'refuses-503',
    line: 'Answers the handshake with 503 Service Unavailable.',
    answers: '503 Service Unavailable',
    text: 'The server is not ready.',
    facts: { status: '503', origin: 'refused' },
  },
];

/** What refuses the handshake with an answer of HTTP. */
export const refuses: PracticeGroup = {
  title: 'Refuses the handshake',
  endpoints: refusals.map(refusing),
};
