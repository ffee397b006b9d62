import type { Trace } from '../trace.ts';
import { find } from '../trace.ts';
import { span } from '../words.ts';
import { hostAnswers } from './ends.ts';
import { waiting } from './step.ts';
import type { Step } from './step.ts';

/** The ordinary request beside the handshake. */
export function request(trace: Trace): Step {
  const name = 'HTTP';
  const answered = find(trace, 'request-answered');
  if (answered)
    return {
      name,
      outcome: 'passed',
      text: `The host answers HTTP${answered.status === undefined ? '' : ` (status ${answered.status} to an ordinary request)`}. DNS, TCP and, for wss, TLS work.`,
    };
  const unanswered = find(trace, 'request-failed') ?? find(trace, 'request-timed-out');
  if (unanswered && find(trace, 'socket-open'))
    return {
      name,
      outcome: 'skipped',
      text: 'The ordinary request got no answer that this page may see. The handshake got through, so that is not a fault.',
    };
  if (find(trace, 'request-failed'))
    return {
      name,
      outcome: 'unknowable',
      text: 'The ordinary request failed, and the browser hides why from this page. DNS, a refused connection, a certificate or TLS may be at fault. Or the host does answer, and the browser kept the answer back: it does so for a Cross-Origin-Resource-Policy (CORP) header, and for a redirect that loops or leads nowhere. The Console names the error.',
    };
  if (hostAnswers(trace) === 'no-answer')
    return {
      name,
      outcome: 'failed',
      text: 'Neither the ordinary request nor the handshake was answered in time.',
    };
  if (find(trace, 'request-timed-out'))
    return {
      name,
      outcome: 'unknowable',
      text: 'The ordinary request was given up after 8 seconds. Either nothing answers, or the answer comes so slowly that the browser still keeps it from this page.',
    };
  return waiting(trace, name, 'Waiting for any HTTP answer …');
}

/** The first handshake. */
export function handshake(trace: Trace): Step {
  const name = 'Handshake';
  const opening = find(trace, 'socket-opening', 1);
  const open = find(trace, 'socket-open', 1);
  const offered = find(trace, 'started')?.plan.subprotocols ?? 0;
  const delayed = find(trace, 'browser-delays')
    ? ' The time is the browser’s: it delays handshakes after many failures.'
    : '';
  if (open) {
    const chosen = [
      open.protocol !== ''
        ? `subprotocol ${open.protocol}`
        : offered > 0
          ? 'no subprotocol, though some were offered'
          : '',
      open.extensions === '' ? '' : `extensions ${open.extensions}`,
    ].filter(Boolean);
    return {
      name,
      outcome: 'passed',
      text: `101 Switching Protocols after ${span(open.at - (opening?.at ?? 0))}${chosen.length > 0 ? `; ${chosen.join(', ')}` : ''}.${delayed}`,
    };
  }
  const refused = find(trace, 'policy-blocked') ? undefined : find(trace, 'socket-refused');
  if (refused)
    return {
      name,
      outcome: 'could not run',
      text: `The browser refused to open this address (${refused.name}). Nothing was sent.`,
    };
  if (find(trace, 'policy-blocked'))
    return {
      name,
      outcome: 'could not run',
      text: 'The Content-Security-Policy of the page blocked the socket. Nothing was sent.',
    };
  if (find(trace, 'handshake-timed-out'))
    return {
      name,
      outcome: 'failed',
      text: 'No answer within 15 seconds: the connection stands, but nobody answers the upgrade.',
    };
  const permission = find(trace, 'local-network')?.permission;
  if (permission === 'denied' || permission === 'prompt')
    return {
      name,
      outcome: 'could not run',
      text:
        permission === 'denied'
          ? 'The browser denies this page the local network, so nothing reached the endpoint. Allow it in the site settings beside the address bar.'
          : 'The browser asks before this page may reach the local network, and nobody answered. Start again and allow it.',
    };
  const closed = find(trace, 'closed');
  if (closed)
    return {
      name,
      outcome: 'unknowable',
      text: `Failed after ${span(closed.at - (opening?.at ?? 0))} with code ${closed.code}. Script never sees the status or the reason.${permission === 'unknown' ? ' The browser may also have refused by itself: some keep pages of the internet from local addresses.' : ''}${delayed}`,
    };
  return waiting(trace, name, opening && 'Waiting for the answer to the handshake …');
}
