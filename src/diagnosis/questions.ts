/** The questions of the tree. A question has a closed list of answers; an answered question is a fact. */

/** The answer that every question has. It never stops the reader: the tree goes on with several causes. */
export const CANNOT_TELL = 'cannot-tell';

export interface Question {
  /** The question as the reader is asked it. */
  ask: string;
  /** What helps to answer it, one or two sentences; text between backticks is code. */
  help?: string;
  /** The command that answers it. The example endpoint in it is app.example/ws. */
  command?: string;
  /** Ids of the answers and their words, in the order in which they are offered. Does not list `cannot-tell`. */
  answers: readonly (readonly [id: string, words: string])[];
  /** What to do to find the answer out, shown with "I can't tell". */
  findOut: string;
  /** The question in two or three words, for the list of a reader's answers. */
  short: string;
}

/** A correct handshake as a command, with the sample key of RFC 6455 §1.3; the address follows it. */
export const handshakeCommand =
  "curl -i --http1.1 --max-time 5 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";

/** Every question by its id. The id is also the id of the fact and the key in the fragment. */
export const questions = {
  symptom: {
    short: 'Symptom',
    ask: 'What happens?',
    answers: [
      ['never-opens', 'It never opens: the connection fails before any message'],
      ['drops', 'It opens, then drops'],
      ['messages', 'It stays open, but messages are missing, late or cut off'],
      ['one-place', 'It works in one place and not in another'],
      ['message', 'I have an error message or a number'],
    ],
    findOut:
      'Run the live test on your endpoint: it shows whether the socket opens and, if so, when it ends.',
  },
  'message-kind': {
    short: 'Message',
    ask: 'What kind of message is it?',
    help: 'If you can copy the whole line, the search finds its page faster than this question does.',
    answers: [
      ['status', 'An HTTP status such as 400, 403, 404 or 502'],
      ['close-code', 'A close code such as 1006 or 1009'],
      ['connection', 'A connection, certificate or TLS error'],
      ['mixed-content', '“Mixed Content” or “insecure WebSocket connection”'],
      ['other', 'None of these'],
    ],
    findOut: 'Open the browser’s developer tools, reload the page and read the red lines in the Console.',
  },
  schemes: {
    short: 'Page and socket',
    ask: 'Is the page on https:// while the socket address starts with ws://?',
    help: 'Look at the address bar, and at the address that your code passes to `new WebSocket(…)`.',
    answers: [
      ['mixed', 'Yes: an https:// page opens a ws:// address'],
      ['other', 'No: wss://, or the page itself is on http://'],
    ],
    findOut:
      'In the Network tab of the developer tools, filter by WS and read the scheme of the request URL.',
  },
  reach: {
    short: 'Host answers',
    ask: 'Does the host answer ordinary HTTP at the same address and port?',
    help: 'Open the address in a new tab with https:// in the place of wss:// (or http:// for ws://). Any page counts, an error page too.',
    answers: [
      ['answers', 'Yes: a page, an error page or any other HTTP answer'],
      ['no-answer', 'No: the browser says that it cannot connect'],
      ['tls-error', 'No: the browser warns about the certificate or the secure connection'],
    ],
    findOut: 'This prints a status line if the host answers, and the reason if it does not.',
    command: 'curl -I https://app.example/ws',
  },
  'connect-error': {
    short: 'Connection error',
    ask: 'What stops the connection?',
    help: 'A browser never tells a page which of these it was; its Console does, and so does a terminal.',
    answers: [
      ['refused', 'Connection refused (ERR_CONNECTION_REFUSED, ECONNREFUSED)'],
      ['timed-out', 'Nothing answers until a timeout'],
      ['reset', 'Connection reset (ERR_CONNECTION_RESET, ECONNRESET)'],
      ['no-such-host', 'The name is not found (ERR_NAME_NOT_RESOLVED, ENOTFOUND)'],
      ['not-tls', 'The answer is not TLS (ERR_SSL_PROTOCOL_ERROR, “wrong version number”)'],
      ['certificate', 'The certificate is refused (ERR_CERT_…, “self-signed”, “expired”)'],
      ['other-network', 'It fails here and works from another network'],
    ],
    findOut: 'The last lines of this name it.',
    command: 'curl -v https://app.example/ws',
  },
  status: {
    short: 'Handshake status',
    ask: 'Which status does the handshake get?',
    help: 'In the Network tab, filter by WS and select the request. Script in a page never sees this number.',
    answers: [
      ['101', '101, and still it fails'],
      ['200', '200'],
      ['redirect', '301, 302, 307 or 308'],
      ['400', '400'],
      ['401', '401'],
      ['403', '403'],
      ['404', '404'],
      ['426', '426'],
      ['429', '429'],
      ['500', '500'],
      ['gateway', '502, 504, or 52x from Cloudflare'],
      ['503', '503'],
      ['none', 'None: it is cut off or hangs without an answer'],
    ],
    findOut: 'This prints the status in its first line.',
    command: `${handshakeCommand} https://app.example/ws`,
  },
  'after-101': {
    short: 'Complaint after 101',
    ask: 'What does the client complain about after the 101?',
    help: 'The Console names it in Chrome. Other clients print it in the exception.',
    answers: [
      ['subprotocol', 'The subprotocol (Sec-WebSocket-Protocol)'],
      ['accept', 'A header of the answer: Upgrade, Connection or Sec-WebSocket-Accept'],
      ['frames', 'A frame: invalid header, reserved bits, mask or UTF-8'],
    ],
    findOut:
      'Open the page in Chrome with the Console open: its message after “Error during WebSocket handshake:” names the header.',
  },
  'body-200': {
    short: 'Body of the 200',
    ask: 'What is in the body of that 200?',
    answers: [
      ['web-page', 'A web page: the start page, a login page, an index.html'],
      ['app-answer', 'A short answer of the application itself'],
    ],
    findOut: 'This prints it after the headers.',
    command: `${handshakeCommand} https://app.example/ws`,
  },
  'body-400': {
    short: 'Body of the 400',
    ask: 'What does the body of the 400 say?',
    help: 'For Socket.IO, look at the polling requests in the Network tab too.',
    answers: [
      ['session-id-unknown', '“Session ID unknown”'],
      ['upgrade-missing', 'Something about Upgrade, Connection or “not using the websocket protocol”'],
      ['plain-http', '“The plain HTTP request was sent to HTTPS port”'],
      ['other', 'Something else, or nothing'],
    ],
    findOut: 'This prints it after the headers.',
    command: `${handshakeCommand} https://app.example/ws`,
  },
  origin: {
    short: 'Origin',
    ask: 'Does the handshake pass when Origin is the site’s own address?',
    answers: [
      ['passes', 'Yes: with the right Origin, or without one, it gets 101'],
      ['refused', 'No: 403 either way'],
    ],
    findOut:
      'Run this once as it is and once without the Origin header. The server’s log often names the origin that it refused.',
    command: `${handshakeCommand} -H 'Origin: https://app.example' https://app.example/ws`,
  },
  direct: {
    short: 'Straight to the app',
    ask: 'What does the application answer when you ask it directly, past every proxy?',
    answers: [
      ['101', '101: it works directly'],
      ['same', 'The same refusal, or there is no proxy in between'],
      ['no-answer', 'Connection refused, or no answer'],
      ['platform', 'I cannot get past it: a platform runs the application'],
    ],
    findOut:
      'Run this on the machine of the application, with the application’s own port in the place of 3000.',
    command: `${handshakeCommand} --connect-to ::127.0.0.1:3000 http://app.example/ws`,
  },
  hosting: {
    short: 'Hosting',
    ask: 'Where does the server code run?',
    answers: [
      ['functions', 'In functions, or on a host for static files'],
      ['switch', 'On a service that has a WebSocket switch, or behind a balancer that must be told'],
      ['container', 'In a container or a long-running process'],
    ],
    findOut: 'The platform’s dashboard calls it a function, a web service, a container or a static site.',
  },
  drop: {
    short: 'Drop',
    ask: 'When does it drop?',
    answers: [
      ['same-seconds', 'After the same number of seconds each time'],
      ['large-message', 'When a large message is sent'],
      ['at-once', 'Right after it opens, or with the first message'],
      ['deploy', 'At a deploy, restart or config reload'],
      ['background', 'When the tab is hidden or the phone sleeps'],
      ['irregular', 'At no time that I can see'],
    ],
    findOut: 'The live test holds a socket open in silence and measures the second at which it ends.',
  },
  busy: {
    short: 'Under traffic',
    ask: 'Does regular traffic keep it open?',
    help: 'Send any message every 20 seconds, or have the server ping, and watch whether the drop moves.',
    answers: [
      ['stays', 'Yes: with traffic it stays open'],
      ['drops-anyway', 'No: it drops at the same age, however busy'],
    ],
    findOut:
      'Leave one socket silent and send on another every 20 seconds: the silent one dies first if it is an idle limit.',
  },
  'close-code': {
    short: 'Close code',
    ask: 'Which close code does the client report?',
    help: 'The `close` event has it as `code`, and often a `reason`.',
    answers: [
      ['normal', '1000, 1001 or 1005'],
      ['1006', '1006'],
      ['protocol', '1002, 1003 or 1007'],
      ['1008', '1008'],
      ['1009', '1009'],
      ['1011', '1011'],
      ['1012', '1012'],
      ['1013', '1013'],
      ['application', 'A code from 3000 to 4999'],
    ],
    findOut: 'The live test shows code and reason; so does this line in your page, with your own socket.',
    command: "socket.addEventListener('close', (event) => console.log(event.code, event.reason))",
  },
  'message-problem': {
    short: 'Messages',
    ask: 'What is wrong with the messages?',
    answers: [
      ['large', 'Large ones fail, small ones arrive'],
      ['some-users', 'Only some users get them, or it depends on the server'],
      ['late', 'They arrive late, or many at once'],
      ['stop-after-silence', 'They stop after a quiet time, without a close event'],
      ['none', 'None arrives, though the socket is open'],
    ],
    findOut:
      'In the Network tab, select the socket and open Messages: it lists each frame with its time and size.',
  },
  'works-where': {
    short: 'Works where',
    ask: 'Where does it work, and where not?',
    answers: [
      ['deployed', 'On localhost, but not when deployed'],
      ['several-servers', 'With one server or process, but not with several'],
      ['not-in-browser', 'With curl or wscat, but not in a browser'],
      ['only-in-browser', 'In a browser, but not with another client'],
      ['network', 'From one network, but not from another'],
    ],
    findOut: 'Run the live test from the place where it fails.',
  },
} as const satisfies Record<string, Question>;

/** Id of a question, and of the fact that it becomes. */
export type QuestionId = keyof typeof questions;

/** Ids of the answers to a question, `cannot-tell` included. */
export type AnswerId<Id extends QuestionId = QuestionId> =
  (typeof questions)[Id]['answers'][number][0] | typeof CANNOT_TELL;

/**
 * The question of an id, or `undefined` if there is none of that id.
 */
export function findQuestion(id: string): Question | undefined {
  return Object.hasOwn(questions, id) ? questions[id as QuestionId] : undefined;
}

/** The words of an answer, "I can't tell" included. Throws if the question has no such answer. */
export function answerText(id: QuestionId, answer: string): string {
  if (answer === CANNOT_TELL) return 'I can’t tell';
  const { answers }: Question = questions[id];
  const text = answers.find(([each]) => each === answer)?.[1];
  if (text === undefined)
    throw new Error(
      `Question "${id}" has no answer "${answer}"; it has ${answers.map(([each]) => each).join(', ')} and ${CANNOT_TELL}.`,
    );
  return text;
}
