import type { StepId } from './plan.ts';
import type { Milliseconds, TraceEvent } from './trace.ts';

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });

/** A time span in words: milliseconds below one second, seconds to one decimal above. */
export function span(milliseconds: Milliseconds): string {
  return milliseconds < 1000 ? `${number(Math.round(milliseconds))} ms` : `${number(milliseconds / 1000)} s`;
}

/** A size in words; decimal units. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${number(bytes / 1000)} kB` : `${number(bytes / 1_000_000)} MB`;
}

/** Characters that nobody sees and that change how what stands beside them is shown. */
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text of a server's, with the number of each character that cannot be seen in its place: U+202E turns a line round. */
export function visible(text: string): string {
  return text.replace(
    invisible,
    (character) => `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Code, reason and manner of a close, in words. */
export function closeWords({
  code,
  reason,
  wasClean,
}: {
  code: number;
  reason: string;
  wasClean: boolean;
}): string {
  return `code ${code}${reason ? `, reason “${visible(reason)}”` : ', no reason'}, ${wasClean ? 'clean' : 'not clean'}`;
}

const messages = (count: number) => (count === 1 ? 'Message' : `${number(count)} messages`);

const stepWords: Record<StepId, string> = {
  messages: 'Messages, one after the other',
  binary: 'A binary message',
  burst: 'Messages all at once',
  sizes: 'Larger and larger messages',
  hold: 'The socket is held open',
  heartbeat: 'Held once more, with a heartbeat',
  reconnect: 'Back again; is it stable?',
};

/** An event in words. What a server sent is quoted, never interpreted. */
export function describe(event: TraceEvent): string {
  const again = 'socket' in event && event.socket > 1 ? ` (connection ${event.socket})` : '';
  switch (event.id) {
    case 'started':
      return `Test of ${event.endpoint} started`;
    case 'request-sent':
      return 'Ordinary HTTP request sent';
    case 'request-answered':
      return event.status === undefined
        ? 'An HTTP answer arrived'
        : `HTTP answer with status ${event.status}`;
    case 'request-failed':
      return 'The ordinary request failed; the browser does not say why';
    case 'request-timed-out':
      return 'The ordinary request was given up';
    case 'browser-delays':
      return `${event.failures} handshakes failed in this tab lately: the browser itself now delays new ones by seconds`;
    case 'local-network':
      return `The browser’s permission to reach the local network is: ${event.permission}`;
    case 'policy-blocked':
      return 'The page’s own Content-Security-Policy blocked the socket';
    case 'page-hidden':
      return 'The tab went to the background';
    case 'page-shown':
      return 'The tab came back to the front';
    case 'page-left':
      return 'You left the page, or the browser put it to sleep';
    case 'timer-late':
      return `The browser slowed this tab down: a timer fired ${span(event.milliseconds)} late`;
    case 'step':
      return `${stepWords[event.step]}${again}`;
    case 'socket-opening':
      return `Handshake sent${again}`;
    case 'socket-refused':
      return `The browser refused to open the socket (${event.name})`;
    case 'socket-open':
      return `Open: 101 Switching Protocols${event.protocol ? `, subprotocol ${event.protocol}` : ''}${event.extensions ? `, extension ${event.extensions}` : ''}${again}`;
    case 'handshake-timed-out':
      return 'The handshake got no answer within the time allowed';
    case 'messages-sent':
      return `${messages(event.count)} of ${size(event.bytes)} sent`;
    case 'messages-received':
      return `${messages(event.count)} of ${size(event.bytes)} received`;
    case 'replies':
      return event.samples.length === 1
        ? `${event.echo ? 'Echo' : 'Reply'} received after ${span(event.samples[0] ?? 0)}`
        : `${number(event.samples.length)} ${event.echo ? 'echoes' : 'replies'} received`;
    case 'binary-echoed':
      return event.as === 'binary' ? 'The binary message came back' : 'The binary message came back as text';
    case 'reply-timed-out':
      return 'No reply; many servers do not send one';
    case 'burst':
      return `${number(event.received)} of ${number(event.sent)} came back`;
    case 'rung-sent':
      return `Message of ${size(event.bytes)} sent`;
    case 'rung-passed':
      return event.echoed
        ? `${size(event.bytes)} came back after ${span(event.milliseconds)}`
        : `Still open after ${size(event.bytes)}`;
    case 'rung-lost':
      return `${size(event.bytes)} did not come back`;
    case 'rung-stuck':
      return `${size(event.bytes)} not taken within ${span(event.milliseconds)}`;
    case 'heartbeats-sent':
      return `${number(event.count)} ${event.count === 1 ? 'heartbeat' : 'heartbeats'} sent, one every ${span(event.every)}`;
    case 'held':
      return `Still open after ${span(event.milliseconds)}`;
    case 'control-open':
      return 'A silent socket is open beside it';
    case 'control-closed':
      if (event.code === undefined)
        return `The silent socket closed by this test, after ${span(event.silence)} of silence`;
      return event.age === 0
        ? `The silent socket did not open (code ${event.code})`
        : `The silent socket ended after ${span(event.silence)} of silence, with code ${event.code}`;
    case 'closing':
      return `Close sent by this test (1000)${again}`;
    case 'closed':
      return `Closed: ${closeWords(event)}${again}`;
    case 'close-timed-out':
      return 'The server did not complete the closing handshake; given up';
    case 'flooded':
      return `Cut off by this test after ${number(event.count)} messages, ${size(event.bytes)}: the server sends more than a test can take`;
    case 'waiting':
      return `Next attempt in ${span(event.milliseconds)}`;
    case 'parallel':
      return `${event.open} of ${event.asked} sockets are open at once`;
    case 'checked':
      return `${event.step}: ${event.text}`;
    case 'established':
      return `${event.question}: ${event.answer}`;
    case 'stopped':
      return 'Stopped';
    case 'finished':
      return 'End of the test';
  }
}
