import { engines, type Engine, type Observation } from '../knowledge/schemas.ts';

/** What readers call the engines. */
export const engineNames: Readonly<Record<Engine, string>> = {
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'WebKitGTK',
};

/** Browsers that saw the same, and what that was. */
interface Outcome {
  /** Their names; absent where all of them saw it. */
  who?: string;
  text: string;
}

/** What the browsers saw of one side of a case: one outcome, or one for each group that differs. The seconds are those of its first browser. */
export function browserOutcomes(observation: Observation): Outcome[] {
  const present = engines.flatMap((engine) => {
    const seen = observation[engine];
    return seen ? [{ name: engineNames[engine], ...seen }] : [];
  });
  const groups = Map.groupBy(present, ({ socket, closeCode }) =>
    closeCode === null ? socket : `${socket}, code ${closeCode}`,
  );
  return [...groups].map(([what, members]) => {
    const seconds = members[0]?.seconds;
    const text = seconds ? `${what}, after ${seconds} s` : what;
    if (groups.size === 1 && members.length === engines.length) return { text };
    return { who: members.map(({ name }) => name).join(', '), text };
  });
}
