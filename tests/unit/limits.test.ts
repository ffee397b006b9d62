import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StackLimit } from '../../src/knowledge/graph.ts';
import { limitsByKind, limitsBySeconds } from '../../src/knowledge/limit-groups.ts';
import { knowledge } from './support/knowledge.ts';

const { limits, bodies } = knowledge;

const limit = (
  name: string,
  kind: StackLimit['kind'],
  value: number | null,
  unit: StackLimit['unit'] = 's',
) => ({ name, kind, value, unit, stack: { name } }) as unknown as StackLimit;

test('limits in seconds stand together by their number, smallest first, without those that are not set', () => {
  const groups = limitsBySeconds([
    limit('b', 'idle', 60),
    limit('unset', 'idle', null),
    limit('size', 'message', 55, 'B'),
    limit('a', 'age', 60),
    limit('c', 'handshake', 55),
  ]);
  assert.deepEqual(
    groups.map((group) => [group.seconds, group.limits.map(({ name }) => name)]),
    [
      [55, ['c']],
      [60, ['a', 'b']],
    ],
  );
});

test('each kind is sorted by its own numbers, and no limit comes last', () => {
  const groups = limitsByKind(
    [
      limit('none', 'age', null),
      limit('hour', 'age', 3600),
      limit('minute', 'idle', 60),
      limit('day', 'age', 86400),
    ],
    ['idle', 'age'],
  );
  assert.deepEqual(
    groups.map((group) => [group.kind, group.limits.map(({ name }) => name)]),
    [
      ['idle', ['minute']],
      ['age', ['hour', 'day', 'none']],
    ],
  );
});

test('55 seconds is Heroku and nothing else', () => {
  const found = limitsBySeconds(limits).find(({ seconds }) => seconds === 55);
  assert.deepEqual(
    found?.limits.map(({ stack, kind }) => [stack.slug, kind]),
    [['heroku', 'idle']],
  );
});

/** The fixes of a cause that begin with a time, such as `60 s.` or `2 h, fixed.`, in seconds; `reported` where only users have said so. */
function timedFixes(cause: string): { stack: string; seconds: number; reported: boolean }[] {
  const body = bodies.get(`causes/${cause}`) ?? '';
  const fixes = [...body.matchAll(/<Fix stack="([^"]+)"[^>]*>\s+(?:About )?(\d+) (s|h)\b([^]*?)<\/Fix>/g)];
  return fixes.map(([, stack = '', count, unit, text = '']) => ({
    stack,
    seconds: Number(count) * (unit === 'h' ? 3600 : 1),
    reported: /\breports?\b/.test(text),
  }));
}

for (const [cause, kind] of [
  ['proxy-idle-timeout', 'idle'],
  ['max-connection-duration', 'age'],
] as const)
  test(`the times on ${cause} are those of the stacks' own pages`, () => {
    const fixes = timedFixes(cause);
    assert.ok(fixes.length >= 8, 'the fixes were not found');
    const astray = fixes
      .filter(({ reported }) => !reported)
      .map(({ stack, seconds }) => ({
        stack,
        seconds,
        page: limits
          .filter((each) => each.stack.slug === stack && each.kind === kind && each.value !== null)
          .map(({ value }) => value),
      }))
      .filter(({ seconds, page }) => !page.includes(seconds));
    assert.deepEqual(astray, []);
  });

test('the key from seconds to hops names each time of the list below it, and the claim about 60 seconds its bounds', () => {
  const all = [...new Set(timedFixes('proxy-idle-timeout').map(({ seconds }) => seconds))].sort(
    (a, b) => a - b,
  );
  const key = /The second at which it ends names the hop\. [^]*?(?= All of them)/.exec(
    bodies.get('causes/proxy-idle-timeout') ?? '',
  );
  assert.deepEqual(key?.[0].match(/\b\d+\b/g)?.map(Number), all);
  const bounds = /goes from (\d+) to (\d+) seconds/.exec(
    bodies.get('claims/sixty-seconds-is-read-timeout') ?? '',
  );
  assert.deepEqual(bounds?.slice(1).map(Number), [all[0], all.at(-1)]);
});
