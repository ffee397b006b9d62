import { engines, type Engine, type Evidence, type Observation } from '../knowledge/schemas.ts';

/** What readers call the engines. */
export const engineNames: Readonly<Record<Engine, string>> = {
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'WebKitGTK',
};

function seconds(value: number | null): string {
  return value === null ? '' : ` after ${value} s`;
}

/** @param other what the same engine saw of the other side */
function browserOutcome(seen: Observation[Engine], other: Observation[Engine]): string {
  if (!seen) return 'not run';
  if (seen.socket === 'held' && seen.echoed === null && other?.socket === 'held' && other.echoed !== null)
    return 'held, no message came';
  if (seen.isBinary) return 'held, the text came back as a Blob';
  const code = seen.closeCode === null ? '' : `, ${seen.closeCode}`;
  return `${seen.socket}${seconds(seen.seconds)}${code}`;
}

function curlOutcome({ status, exitCode, seconds: lived, sincePing, error }: Observation['curl']): string {
  if (status === null) return /^curl: \(\d+\)/.exec(error ?? '')?.[0] ?? `exit code ${exitCode}`;
  if (status !== 101) return String(status);
  if (exitCode === null) return '101, held';
  return sincePing === undefined
    ? `101, ended${seconds(lived)}`
    : `101, ended ${sincePing} s after an unanswered Ping`;
}

/** What one observer saw of both sides of a case. */
export interface Outcome {
  /** The observer, as a column heading. */
  who: string;
  broken: string;
  fixed: string;
}

/** What each observer saw: the bare handshake's status, the browsers, curl. Always in the same order. */
export function outcomes({ broken, fixed }: Evidence): Outcome[] {
  const both = (who: string, describe: (observation: Observation) => string): Outcome => ({
    who,
    broken: describe(broken),
    fixed: describe(fixed),
  });
  return [
    both('Handshake', ({ status }) => (status === null ? 'no answer' : String(status))),
    ...engines.map((engine) => ({
      who: engineNames[engine],
      broken: browserOutcome(broken[engine], fixed[engine]),
      fixed: browserOutcome(fixed[engine], broken[engine]),
    })),
    both('curl', (seen) => curlOutcome(seen.curl)),
  ];
}

/** The frames that each browser sent on the open socket of a side, its Close aside; none where that was not recorded. */
export function sentFrames(observation: Observation): { who: string; text: string }[] {
  return engines.flatMap((engine) => {
    const sent = observation[engine]?.sent;
    return sent ? [{ who: engineNames[engine], text: sent.join(', ') || 'nothing' }] : [];
  });
}
