import type { Fact, FactMore, Facts } from '../diagnosis/fact.ts';
import { closeCodeAnswer, measured, secondsAnswer } from '../diagnosis/fact.ts';
import {
  dropIn,
  firstDrop,
  heartbeatVerdict,
  hostAnswers,
  isHeldBack,
  lateReply,
  roundTrips,
  sizesOf,
  wasAsleep,
} from './outcome.ts';
import { shortestIdle } from './plan.ts';
import type { EventOf, Trace } from './trace.ts';
import { find, findAll } from './trace.ts';

/** Milliseconds as the seconds of a fact, to a tenth. */
const seconds = (milliseconds: number): FactMore => ({ value: Math.round(milliseconds / 100) / 10 });

/** What a test established, as facts for the tree. Nothing that a browser cannot know is among them. */
export function facts(trace: Trace): Facts {
  const started = find(trace, 'started');
  if (!started || find(trace, 'page-left') || wasAsleep(trace)) return [];
  // Some engines throw where a policy blocks the socket, others only report it.
  if (find(trace, 'socket-refused') && !find(trace, 'policy-blocked')) return [];
  if (!find(trace, 'socket-open')) return ofRefusal(trace, started.secure);
  const found = factsOfOpenSocket(trace);
  return found.length > 0 ? found : ofMany(trace);
}

/** What a test established on a socket that opened, wherever it ran. */
export function factsOfOpenSocket(trace: Trace): Facts {
  const dropped = firstDrop(trace);
  return dropped ? ofDrop(trace, dropped) : ofMessages(trace);
}

function ofRefusal(trace: Trace, secure: boolean): Facts {
  if (find(trace, 'policy-blocked')) return [measured('symptom', 'never-opens'), measured('words', 'csp')];
  const timedOut = find(trace, 'handshake-timed-out') !== undefined;
  if (!find(trace, 'closed') && !timedOut) return [];
  const reach = hostAnswers(trace);
  const found = [measured('symptom', 'never-opens')];
  // What failed here had no mixed content to fail for: the browser lets no such test begin.
  found.push(measured('schemes', 'other', secure ? { detail: 'wss://' } : {}));
  const permission = find(trace, 'local-network')?.permission;
  if (permission === 'denied' || permission === 'prompt')
    return [...found, measured('connect-error', 'local-network', { detail: permission })];
  if (reach) found.push(measured('reach', reach));
  if (timedOut && reach === 'answers')
    found.push(measured('status', 'none', { detail: 'no answer for 15 s' }));
  return found;
}

function ofDrop(trace: Trace, dropped: EventOf<'closed'>): Facts {
  const code = measured('close-code', closeCodeAnswer(dropped.code), { value: dropped.code });
  const drops = measured('symptom', 'drops');
  const { broke } = sizesOf(trace);
  if (broke) return [drops, measured('drop', 'large-message', { value: broke.bytes }), code];
  const inHold = dropIn(trace, 'hold');
  if (inHold) return [drops, ...ofHold(trace, inHold), code];
  if (isAtOnce(dropped)) return [drops, ofEarlyDrop(trace, dropped), code];
  return [drops, measured('drop', 'irregular'), code];
}

/** A socket that ended at once: each time, or once, as in a restart, if the next one did the same and stayed. */
function ofEarlyDrop(trace: Trace, { code, age, socket }: EventOf<'closed'>): Fact {
  const stayed = findAll(trace, 'held').some((held) => held.socket > socket);
  if (!stayed || !withoutReason.has(code)) return measured('drop', 'at-once');
  return measured('drop', 'irregular', { ...seconds(age), detail: 'once; the next one stayed' });
}

/** Codes with which a proxy or a server may end an idle socket; any other names its own reason. */
const withoutReason = new Set([1000, 1001, 1005, 1006]);

/** Chromium tells of a clean close only when TCP has ended, and waits so long for a server that leaves it open, in milliseconds. */
const lateClose = 2000;

const isAtOnce = ({ age, wasClean }: EventOf<'closed'>) => age < shortestIdle + (wasClean ? lateClose : 0);

function ofHold(trace: Trace, dropped: EventOf<'closed'>): Facts {
  const { code, age, silence } = dropped;
  const verdict = heartbeatVerdict(trace);
  const isBusy = find(trace, 'started')?.plan.traffic === true;
  if (verdict === 'once')
    return [measured('drop', 'irregular', { ...seconds(silence), detail: 'of silence, once; not again' })];
  const isBusyStaying = verdict === 'cured' || verdict === 'outlived';
  const isTimed = isBusyStaying || verdict === 'age' || code === 1006;
  const length = verdict === 'age' || isBusy ? age : silence;
  if (!withoutReason.has(code) || !isTimed || length < shortestIdle)
    return [measured('drop', isAtOnce(dropped) ? 'at-once' : 'irregular')];
  const kind = verdict === 'age' || isBusy ? 'after it opened' : 'of silence';
  const found = [
    measured('drop', 'same-seconds', { ...seconds(length), detail: kind }),
    measured('seconds', secondsAnswer(length / 1000), seconds(length)),
  ];
  if (isBusyStaying)
    found.push(
      measured('busy', 'stays', {
        detail: `held with a heartbeat${verdict === 'cured' ? ', dropped without' : ''}`,
      }),
    );
  if (verdict === 'age' || isBusy) found.push(measured('busy', 'drops-anyway', { detail: 'under traffic' }));
  return found;
}

function ofMessages(trace: Trace): Facts {
  const replies = find(trace, 'replies');
  const { failed } = sizesOf(trace);
  if (failed)
    return [measured('symptom', 'messages'), measured('message-problem', 'large', { value: failed.bytes })];
  const { median } = roundTrips(replies?.samples ?? []);
  if (replies?.echo && median >= lateReply)
    return [measured('symptom', 'messages'), measured('message-problem', 'late', seconds(median))];
  return [];
}

/** What many messages or many sockets at once established, which only a page tries. */
function ofMany(trace: Trace): Facts {
  const burst = find(trace, 'burst');
  if (burst && isHeldBack(burst))
    return [
      measured('symptom', 'messages'),
      measured('message-problem', 'late', { ...seconds(burst.first), detail: 'held back' }),
    ];
  const crowd = find(trace, 'parallel');
  if (crowd && crowd.open < crowd.asked)
    return [
      measured('symptom', 'one-place'),
      measured('works-where', 'few-clients', { detail: `${crowd.open} of ${crowd.asked}` }),
    ];
  return [];
}
