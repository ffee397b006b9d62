/** Comparing what was observed with what was expected and with what was recorded. */
import { isDeepStrictEqual } from 'node:util';
import { engines, type CaseData, type Evidence, type Observation } from '../../src/knowledge/schemas.ts';
import { sides, type Side } from './case.ts';

function quote(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

/**
 * What one side shows otherwise than `case.yaml` expects.
 * @returns sentences that name field, expectation and observation; none if all is as expected
 */
export function unmetExpectations(
  data: Pick<CaseData, 'broken' | 'fixed' | 'observe'>,
  side: Side,
  seen: Observation,
): string[] {
  const { status, except, requestConnections, nodesUsed, ...common } = data[side];
  const pairs: [field: string, expected: unknown, seen: unknown, observer: string][] = [
    ['status', status, seen.status, 'the raw client'],
  ];
  if (requestConnections !== undefined)
    pairs.push(['requestConnections', requestConnections, seen.requestConnections, 'the tap']);
  if (nodesUsed !== undefined) pairs.push(['nodesUsed', nodesUsed, seen.nodesUsed, 'the taps']);
  for (const engine of engines) {
    const browser = seen[engine];
    if (!browser) continue;
    const expected = { ...common, ...(engine === 'chromium' ? {} : except?.[engine]) };
    pairs.push(['socket', expected.socket, browser.socket, engine]);
    if (expected.closeCode !== undefined)
      pairs.push(['closeCode', expected.closeCode, browser.closeCode, engine]);
    if (expected.socket === 'held' && data.observe.echo !== undefined) {
      const wanted = expected.echo === 'none' ? null : (expected.echo ?? data.observe.echo);
      pairs.push(['echo', wanted, browser.isBinary ? 'binary' : browser.echoed, engine]);
    }
  }
  return pairs.flatMap(([field, wanted, got, observer]) =>
    isDeepStrictEqual(wanted, got)
      ? []
      : [`${side}: case.yaml expects ${field} ${quote(wanted)}, and ${observer} observed ${quote(got)}.`],
  );
}

/** Fields that hold measured seconds. */
const timeFields = ['seconds', 'sincePing', 'after'];

/**
 * Whether two measurements are of the same timer. A busy machine makes an end come late: with three labs and a busy loop on two cores, HAProxy's
 * 30 s were 37 s. It seems early only by as much as an observer was late to see the open.
 */
function isSameTime(recorded: unknown, now: unknown): boolean {
  if (typeof recorded !== 'number' || typeof now !== 'number') return false;
  return now >= recorded - Math.max(1, recorded * 0.05) && now <= recorded + Math.max(2, recorded * 0.25);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function differences(recorded: unknown, now: unknown, path: string[]): string[] {
  if (isDeepStrictEqual(recorded, now)) return [];
  if (timeFields.includes(path.at(-1) ?? '') && isSameTime(recorded, now)) return [];
  // A step of another kind is another step: its fields have nothing to do with each other.
  if (
    isRecord(recorded) &&
    isRecord(now) &&
    Array.isArray(recorded) === Array.isArray(now) &&
    recorded['kind'] === now['kind']
  ) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differences(recorded[key], now[key], [...path, key]));
  }
  return [`${path.join('.')} was recorded as ${quote(recorded)} and is now ${quote(now)}.`];
}

/**
 * What a run observed, with the recorded seconds where both measured the same timer, so that a new recording changes nothing by chance.
 */
export function withRecordedSeconds<T>(recorded: unknown, now: T, field = ''): T {
  if (timeFields.includes(field) && isSameTime(recorded, now)) return recorded as T;
  if (!isRecord(recorded) || !isRecord(now)) return now;
  const settle = ([key, value]: [string, unknown]): [string, unknown] => [
    key,
    withRecordedSeconds(recorded[key], value, key),
  ];
  if (Array.isArray(now))
    return now.map((value: unknown, index) => withRecordedSeconds(recorded[String(index)], value)) as T;
  return Object.fromEntries(Object.entries(now).map(settle)) as T;
}

/**
 * What a run observed otherwise than the recorded one did, as sentences. Versions and the day are no part of it. Measured seconds may be
 * 5 % (at least 1 s) less and 25 % (at least 2 s) more.
 */
export function drift(recorded: Evidence, now: Pick<Evidence, Side>): string[] {
  return sides.flatMap((side) => differences(recorded[side], now[side], [side]));
}

/** How the programs differ from those of the recorded run, as sentences. */
export function versionChanges(recorded: Evidence, now: Pick<Evidence, 'versions'>): string[] {
  return differences(recorded.versions, now.versions, []);
}
