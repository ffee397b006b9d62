import type { Facts } from '../diagnosis/fact.ts';
import { heartbeatEvery } from '../diagnosis/heartbeat.ts';
import type { Fills } from './fill-examples.ts';

/** Seconds of silence that end the reader's socket, if they are known, and no limit of age. */
export function silenceLimit(facts: Facts): number | undefined {
  if (facts.some(({ question, answer }) => question === 'busy' && answer === 'drops-anyway'))
    return undefined;
  const measured =
    facts.find(({ question }) => question === 'seconds') ??
    facts.find(({ question, answer }) => question === 'drop' && answer === 'same-seconds');
  return measured?.value;
}

/** The interval of a heartbeat that stays below the reader's own limit, in whole seconds, wherever the pages name one. */
export function heartbeatFills(facts: Facts): Fills {
  const limit = silenceLimit(facts);
  if (limit === undefined) return {};
  const whole = Math.max(1, Math.floor(heartbeatEvery({ silence: limit * 1000 }) / 1000));
  // What the pages say already fits a limit that is longer.
  if (whole >= 25) return {};
  return {
    'heartbeat-ms': `${whole}_000`,
    'heartbeat-s': String(whole),
    'heartbeat-words': whole === 1 ? '1 second' : `${whole} seconds`,
  };
}
