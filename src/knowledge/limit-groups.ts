import type { StackLimit } from './graph.ts';
import type { Limit } from './schemas.ts';

/** All limits of one number of seconds. */
export interface LimitsOfSeconds {
  seconds: number;
  limits: StackLimit[];
}

const byNumber = (a: StackLimit, b: StackLimit) =>
  (a.value ?? Infinity) - (b.value ?? Infinity) || a.stack.name.localeCompare(b.stack.name, 'en');

/** The limits in seconds, by their default, smallest first; what has no limit by default is left out. */
export function limitsBySeconds(limits: readonly StackLimit[]): LimitsOfSeconds[] {
  const groups: LimitsOfSeconds[] = [];
  for (const limit of limits.filter(({ unit }) => unit === 's').sort(byNumber)) {
    if (limit.value === null) continue;
    const last = groups.at(-1);
    if (last?.seconds === limit.value) last.limits.push(limit);
    else groups.push({ seconds: limit.value, limits: [limit] });
  }
  return groups;
}

/** The limits of each of these kinds, in this order; within a kind the smallest default first, no limit last. */
export function limitsByKind(
  limits: readonly StackLimit[],
  kinds: readonly Limit['kind'][],
): { kind: Limit['kind']; limits: StackLimit[] }[] {
  return kinds.map((kind) => ({
    kind,
    limits: limits.filter((limit) => limit.kind === kind).sort(byNumber),
  }));
}
