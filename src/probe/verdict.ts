/** What a run says, first of all, in one sentence. */
import { allPassed, dropIn, firstDrop, hostAnswers, heartbeatVerdict, sizesOf, steps } from './outcome.ts';
import type { Run } from './run.ts';
import { find } from './trace.ts';
import { size, span, visible } from './words.ts';

/** A verdict: what happened, and what that means. What a server sent stands in “ ”. */
export interface Verdict {
  title: string;
  text: string;
}

const openedText =
  'The handshake, the certificate and the way there work: look at what ends the open socket, not at the handshake.';

/** What a run that failed says; `undefined` where it did not fail, or was cut short. */
export function verdictOf({ trace, facts }: Pick<Run, 'trace' | 'facts'>): Verdict | undefined {
  if (facts.length === 0) return undefined;
  if (!find(trace, 'socket-open')) return ofRefusal(trace);
  const dropped = firstDrop(trace);
  if (dropped) return ofDrop(trace, dropped);
  const failed = steps(trace).find(({ outcome }) => outcome === 'failed');
  return {
    title: 'It stays open, but not all is well',
    text: failed ? `${failed.name}: ${failed.text}` : '',
  };
}

/** How a run ended that shows no fault: it never began, was cut short, works, or has a step that failed and is no fact. */
export type Ending = 'refused by the browser' | 'page left' | 'cut short' | 'works' | 'a step failed';

/** How a run ended of which {@link verdictOf} says nothing. */
export function endingOf(trace: Run['trace']): Ending {
  if (find(trace, 'socket-refused')) return 'refused by the browser';
  if (find(trace, 'page-left')) return 'page left';
  if (find(trace, 'flooded') || find(trace, 'stopped') || !find(trace, 'socket-open')) return 'cut short';
  return allPassed(trace) ? 'works' : 'a step failed';
}

/** Whether what only the reader can see is the way on: nothing opened, or nothing is wrong from here. */
export const leavesItToTheReader = (trace: Run['trace']) => !find(trace, 'socket-open') || allPassed(trace);

function ofRefusal(trace: Run['trace']): Verdict {
  if (find(trace, 'policy-blocked'))
    return {
      title: 'The page’s own Content-Security-Policy blocked it',
      text: 'Nothing was sent. Allow the address in connect-src.',
    };
  const permission = find(trace, 'local-network')?.permission;
  if (permission === 'denied' || permission === 'prompt')
    return {
      title: 'The browser keeps this page from the local network',
      text: 'Nothing reached the endpoint. Allow it in the site settings beside the address bar, and start again.',
    };
  if (find(trace, 'handshake-timed-out'))
    return {
      title: 'It did not open: nobody answered the handshake',
      text:
        hostAnswers(trace) === 'answers'
          ? 'The host answers an ordinary request, and says nothing to the upgrade for 15 seconds.'
          : 'The connection stands, and nothing came back for 15 seconds.',
    };
  return hostAnswers(trace) === 'answers'
    ? {
        title: 'It did not open, though the host answers HTTP',
        text: 'DNS, TCP and, for wss, TLS work. Something refuses the handshake; its status says who, and the browser hides that from script.',
      }
    : {
        title: 'It did not open, and the browser hides why',
        text: 'It can be DNS, a refused connection, TLS or a certificate. It can also be an answer that the browser keeps from this page, such as a redirect. Its Console has the reason.',
      };
}

function ofDrop(trace: Run['trace'], dropped: NonNullable<ReturnType<typeof firstDrop>>): Verdict {
  const { code, reason, silence, age } = dropped;
  const named = `${code}${reason === '' ? '' : ` “${visible(reason)}”`}`;
  if (code >= 3000)
    return {
      title: `The application closed it: ${named}`,
      text: 'Codes from 3000 on come from an application, never from a proxy. Its code or its log says why.',
    };
  const { broke } = sizesOf(trace);
  if (broke)
    return {
      title: `A message of ${size(broke.bytes)} ends it`,
      text: `It closed with ${named}. Something on the way, or the server, takes no message of that size.`,
    };
  const every = span(find(trace, 'heartbeats-sent')?.every ?? 0);
  if (dropIn(trace, 'hold') && [1000, 1001, 1005, 1006].includes(code))
    switch (heartbeatVerdict(trace)) {
      case 'cured':
        return {
          title: `${span(silence)} of silence end it, and a heartbeat cures it`,
          text: `With a message every ${every} it stayed open, while a silent socket beside it dropped again.`,
        };
      case 'outlived':
        return {
          title: `${span(silence)} of silence ended it; with a heartbeat it stayed`,
          text: `A message came every ${every}. No silent socket beside it was there to compare with.`,
        };
      case 'age':
        return {
          title: `It ends ${span(age)} after it opened, however busy it is`,
          text: 'That is a limit of age, which no heartbeat moves.',
        };
      case 'once':
        return {
          title: 'It ended once, and not again',
          text: 'Silence as long did not end the next one: a reload, a deploy, a restart or the network ended the first.',
        };
      default:
        return { title: `It ended after ${span(silence)} without a message`, text: openedText };
    }
  return { title: `It opened, then it was closed: ${named}`, text: openedText };
}
