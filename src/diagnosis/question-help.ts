import { handshakeCommand, handshakeOptions } from '../wire/handshake-command.ts';
import type { QuestionId } from './questions.ts';

/** A text that a reader may hold: what `curl -i` prints, lines of the browser's Console, or what the server and the proxy log. */
export type TextKind = 'answer' | 'console' | 'log';

/** What helps to answer a question. Text between backticks is code. */
interface QuestionHelp {
  /** Where to look, one or two sentences. */
  help?: string;
  /** What to do to find the answer out, shown with "I can't tell". */
  findOut: string;
  /** The options with which the doctor answers it, after the address; an empty text where it needs none. */
  doctor?: string;
  /** The command without the doctor that answers it. The example endpoint in it is app.example/ws. */
  command?: string;
  /** The text that holds the answer, so that it can be given by pasting it. What the server and the proxy log counts beside each. */
  paste?: TextKind;
}

/**
 * The help to each question. Pages have it when they are built; it is not part of the machine, so that what ships to the wizard and to the live
 * test stays small.
 */
export const questionHelp: Readonly<Record<QuestionId, QuestionHelp>> = {
  symptom: {
    findOut:
      'Run the live test on your endpoint: it shows whether the socket opens and, if so, when it ends.',
  },
  'message-kind': {
    help: 'Have the whole line? Paste it in the box: that is faster.',
    findOut: 'Open the browser’s developer tools, reload the page and read the red lines in the Console.',
  },
  words: {
    help: 'Take the line that says most, from the Console, an exception, or the log of the server or proxy at that second.',
    findOut:
      'Open the Console and the log of the server side by side, and let it fail once: the line that appears in that second is the one.',
    paste: 'console',
  },
  client: {
    findOut: 'Look at what your users run, or at the `user-agent` of the handshake in the server’s log.',
  },
  schemes: {
    help: 'Look at the address bar, and at the address that your code passes to `new WebSocket(…)`.',
    findOut:
      'In the Network tab of the developer tools, filter by WS and read the scheme of the request URL.',
  },
  address: {
    help: 'The error names it, and so does the Network tab.',
    findOut: 'In the Network tab of the developer tools, filter by WS and read the request URL.',
  },
  reach: {
    help: 'Open the address in a new tab with https:// instead of wss:// (or http:// for ws://). Any page counts, an error page too.',
    findOut: 'This prints a status line if the host answers, and the reason if it does not.',
    doctor: '',
    command: 'curl -I https://app.example/ws',
  },
  'connect-error': {
    help: 'A browser never tells a page which of these it was; its Console does, and so does a terminal.',
    findOut: 'The last lines of this name it.',
    doctor: '',
    command: 'curl -v https://app.example/ws',
    paste: 'answer',
  },
  status: {
    help: 'In the Network tab, filter by WS and select the request. Script in a page never sees this number.',
    findOut: 'This prints the status in its first line.',
    doctor: '',
    command: `${handshakeCommand} https://app.example/ws`,
    paste: 'answer',
  },
  'after-101': {
    help: 'The Console names it in Chrome. Other clients print it in the exception.',
    findOut:
      'Open the page in Chrome with the Console open: its message after “Error during WebSocket handshake:” names the header.',
    doctor: '',
    paste: 'console',
  },
  'body-200': {
    findOut: 'This prints it after the headers.',
    doctor: '',
    command: `${handshakeCommand} https://app.example/ws`,
    paste: 'answer',
  },
  'body-400': {
    help: 'For Socket.IO, look at the polling requests in the Network tab too.',
    findOut: 'This prints it after the headers.',
    doctor: '',
    command: `${handshakeCommand} https://app.example/ws`,
    paste: 'answer',
  },
  'refuser-403': {
    help: 'Read the `server` header, the body, and the application’s log at that second.',
    findOut: 'This prints the headers and the body of the 403.',
    doctor: '',
    command: `${handshakeCommand} https://app.example/ws`,
    paste: 'answer',
  },
  origin: {
    findOut:
      'Run this once as it is and once without the Origin header. The server’s log often names the origin that it refused.',
    doctor: '--origin https://app.example',
    command: `${handshakeCommand} -H 'Origin: https://app.example' https://app.example/ws`,
  },
  direct: {
    findOut: 'Run this on the machine of the application, with the application’s own port instead of 3000.',
    doctor: '--past http://127.0.0.1:3000',
    command: `${handshakeCommand} --connect-to ::127.0.0.1:3000 http://app.example/ws`,
  },
  arrives: {
    help: 'If the error page names the proxy, the proxy sent it.',
    findOut:
      'Look for the request in the application’s log at that second. Where it writes none, stop the application for a moment: an answer that stays the same came from elsewhere.',
    paste: 'log',
  },
  front: {
    help: 'Name all of them, or begin with the one that you changed last.',
    findOut: 'The `server` or `via` header of an answer often names it.',
    doctor: '',
    command: 'curl -sI https://app.example/ws',
  },
  server: {
    findOut:
      'The `server` header of an answer names it at times; the list of installed packages always does.',
    command: 'curl -sI https://app.example/ws',
  },
  'for-whom': {
    findOut: 'Try a private window, then a phone without Wi-Fi, then the command line.',
  },
  place: {
    findOut: 'Switch the VPN off first, then take another computer in the same network.',
  },
  certificate: {
    help: 'The error names it. The warning page of a browser shows issuer, name and dates.',
    findOut: 'This prints the name it is for, who signed it and until when it is valid.',
    doctor: '',
    command: "curl -kvs -o /dev/null https://app.example/ws 2>&1 | grep -E 'subject|issuer|date'",
  },
  'proxy-log': {
    findOut: 'nginx and Apache write it to their error log, HAProxy and Envoy to the log of requests.',
    paste: 'log',
  },
  since: {
    findOut: 'Compare the first failure in the log with the dates of updates and deploys.',
  },
  updated: {
    findOut: 'Compare the versions that run now with those of the last lock file or image.',
  },
  http2: {
    help: 'The Protocol column of the Network tab shows `h2` where a browser uses HTTP/2.',
    findOut: 'This asks over HTTP/1.1 alone.',
    doctor: '',
    command: `${handshakeCommand} https://app.example/ws`,
  },
  hosting: {
    findOut: 'The platform’s dashboard calls it a function, a web service, a container or a static site.',
  },
  drop: {
    findOut: 'The live test holds a socket open in silence and measures the second at which it ends.',
    doctor: '--hold 130',
  },
  busy: {
    help: 'Send any message every 20 seconds, or have the server ping, and watch whether the drop moves.',
    findOut:
      'Leave one socket silent and send on another every 20 seconds: the silent one dies first if it is an idle limit.',
    doctor: '--hold 130',
  },
  quiet: {
    findOut:
      'In the Network tab, select the socket, open Messages, and compare the time of the last frame with that of the drop.',
  },
  seconds: {
    help: 'From the open, or from the last message if there was one.',
    findOut: 'The live test measures it, and so does this.',
    doctor: '--hold 130',
    command: `curl -s -o /dev/null -w '%{time_total}' --http1.1 --max-time 4000 ${handshakeOptions} https://app.example/ws`,
  },
  together: {
    findOut:
      'Open the page in two browsers, one a few minutes after the other, and compare the times of the drops.',
  },
  reconnect: {
    findOut: 'Count the handshakes of each second in the access log, beginning with the second of the drop.',
  },
  'close-code': {
    help: 'The `close` event has it as `code`, and often a `reason`.',
    findOut: 'The live test shows code and reason; so does this line in your page, with your own socket.',
    command: "socket.addEventListener('close', (event) => console.log(event.code, event.reason))",
  },
  'message-problem': {
    findOut:
      'In the Network tab, select the socket and open Messages: it lists each frame with its time and size.',
  },
  'works-where': {
    findOut:
      'Run the live test from the place where it fails, and then its snippet in the Console of your own page.',
  },
  'several-servers': {
    findOut: 'Let two clients connect several times, and send a message from each to the other.',
  },
  'dev-server': {
    findOut:
      'Open the page under that name with the Console open, and read the address of the socket that fails.',
  },
  config: {
    findOut: 'Paste the configuration into Explain: its rules read it line by line.',
  },
};

/** What a reader is asked to paste, by the text that holds the answer. */
export const pasteLabels: Readonly<Record<TextKind, string>> = {
  answer: 'Or paste what the command prints, and what the server and the proxy log in that second',
  console: 'Or paste the line of the Console, and what the server and the proxy log in that second',
  log: 'Or paste what the server and the proxy log in that second',
};
