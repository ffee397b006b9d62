import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fixes } from '../../src/knowledge/body.ts';
import { readBody } from '../../src/knowledge/mdx.ts';
import type { StackLimit } from '../../src/knowledge/graph.ts';
import { limitsByKind, limitsBySeconds } from '../../src/knowledge/limit-groups.ts';
import { readContent } from '../../src/knowledge/read.ts';
import { bodyText } from './support/body-text.ts';
import { knowledge } from './support/knowledge.ts';

const { causes, limits, bodies } = knowledge;

const textOf = (page: string) => bodyText(bodies.get(page)?.parts ?? []);

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

/** A number with its unit, as prose has it. */
const quantity =
  /(?<![\w.,])(\d[\d,]*(?:\.\d+)?)[ -](s|seconds?|min|minutes?|h|hours?|KiB|KB|MiB|MB|B|bytes|sockets)\b/g;
const factors: Readonly<Record<string, number>> = {
  ...{ s: 1, second: 1, seconds: 1, min: 60, minute: 60, minutes: 60, h: 3600, hour: 3600, hours: 3600 },
  ...{ B: 1, bytes: 1, KiB: 1024, KB: 1024, MiB: 1024 * 1024, MB: 1024 * 1024, sockets: 1 },
};

function quantities(text: string): { typed: string; value: number; before: string }[] {
  const prose = text.replace(/`[^`]*`/g, '_');
  return [...prose.matchAll(quantity)].map((match) => ({
    typed: match[0],
    value: Number(match[1]?.replaceAll(',', '')) * (factors[match[2] ?? ''] ?? Number.NaN),
    before: prose.slice(Math.max(0, match.index - 40), match.index).replace(/\s+/g, ' '),
  }));
}

const ownLimits = (slug: string) => limits.filter(({ stack }) => stack.slug === slug);

/** Numbers that only happen to be those of a limit, by page and by what stands before them. */
const coincidences: readonly (readonly [page: string, before: string, why: string])[] = [
  ['causes/deploy-or-restart-drops', 'A dyno has', 'from SIGTERM to the end, not to the first answer'],
  ['causes/proxy-idle-timeout', 'it goes up to', 'the largest request timeout, not the one of the address'],
  [
    'stacks/azure-application-gateway',
    'the maximum is',
    'the largest request timeout, not the one of the address',
  ],
  ['stacks/azure-application-gateway', 'a timeout and a ping of', 'what one developer had set'],
  ['stacks/chromium', 'clean after 2 to', 'the memory of failed attempts, not the wait for an answer'],
  ['stacks/signalr', 'Both sides ping every', 'the interval of pings, not the wait for the first message'],
  ['stacks/google-cloud-load-balancing', 'advises against timeouts above', 'advice about what to set'],
];

test('a page quotes the limit of a stack and does not type its number again', () => {
  const typed = [...readContent(process.cwd())].flatMap(([file, text]) => {
    const [, folder, slug = ''] = /^content\/(\w+)\/(.+)\.mdx$/.exec(file) ?? [];
    if (folder === undefined) return [];
    const body = readBody(text.replace(/^---\n[^]*?\n---\n/, ''));
    const own = body.parts.filter((part) => typeof part === 'string' || part.name !== 'Fix');
    const saidOf = [...fixes(body), ...(folder === 'stacks' ? [{ stack: slug, parts: own }] : [])];
    return saidOf.flatMap(({ stack, parts }) =>
      quantities(bodyText(parts))
        .filter(({ value }) => ownLimits(stack).some((limit) => limit.value === value))
        .map((found) => ({ page: `${folder}/${slug}`, stack, ...found })),
    );
  });
  const isCoincidence = ({ page, before }: { page: string; before: string }) =>
    coincidences.findIndex(([own, words]) => own === page && before.trimEnd().endsWith(words));
  assert.deepEqual(
    typed
      .filter((each) => isCoincidence(each) === -1)
      .map(
        ({ page, stack, typed: number, before }) =>
          `content/${page}.mdx types “${before}${number}”, which is a limit of ${stack}; quote it with <Limit stack="${stack}" … />.`,
      ),
    [],
  );
  assert.deepEqual(new Set(typed.map(isCoincidence)), new Set(coincidences.keys()), 'one of them is gone');
});

test('what a stack’s page says first agrees with its limits', () => {
  const numbersIn = ({ range = '', note = '' }: { range?: string | undefined; note?: string | undefined }) =>
    quantities(`${range} ${note}`).map(({ value }) => value);
  const astray = [...knowledge.stacks.values()].flatMap(({ slug, answer, limits: own }) =>
    own.length === 0
      ? []
      : quantities(answer)
          .filter(
            ({ value }) => !own.some((limit) => limit.value === value || numbersIn(limit).includes(value)),
          )
          .map(
            ({ typed }) => `content/stacks/${slug}.mdx: its answer says “${typed}”, and no limit of it does.`,
          ),
  );
  assert.deepEqual(astray, []);
});

/** Code that ships and names a default: it cannot quote the content, so it is compared with it. */
const named: readonly (readonly [file: string, text: RegExp, stack: string, kind: StackLimit['kind']])[] = [
  ['src/explain/config/nginx/rules/limits.ts', /ends quiet sockets after (\d+ seconds)/, 'nginx', 'idle'],
  ['src/explain/config/apache/rules.ts', /ends quiet sockets after (\d+ seconds)/, 'apache-httpd', 'idle'],
  ['src/explain/config/kubernetes/rules.ts', /the default of (\d+ seconds) holds/, 'ingress-nginx', 'idle'],
  ['src/explain/config/kubernetes/rules.ts', /quiet sockets after (\d+ seconds)/, 'ingress-nginx', 'idle'],
  ['src/explain/readers/heroku.ts', /did not answer within (\d+ s)/, 'heroku', 'handshake'],
  ['src/explain/readers/heroku.ts', /was idle for (\d+ s)/, 'heroku', 'idle'],
  ['src/explain/readers/heroku.ts', /sent nothing for (\d+ s)/, 'heroku', 'idle'],
  ['src/explain/readers/http-parser.ts', /(\d+ KiB) by default/, 'nodejs', 'header'],
];

for (const [file, text, stack, kind] of named)
  test(`${file} names the ${kind} limit of ${stack} as its page does: ${text.source}`, () => {
    const [, typed = ''] = text.exec(readFileSync(file, 'utf8')) ?? [];
    const [found] = quantities(typed);
    assert.deepEqual(
      ownLimits(stack)
        .filter((limit) => limit.kind === kind)
        .map(({ value }) => value),
      [found?.value],
    );
  });

/** The fixes of a cause that begin with a time, such as `60 s.` or `2 h, fixed.`, in seconds. */
function timedFixes(cause: string): { stack: string; seconds: number }[] {
  return (causes.get(cause)?.fixes ?? []).flatMap(({ stack, parts }) => {
    const [, count, unit] = /^\s*(?:About )?(\d+) (s|h)\b/.exec(bodyText(parts)) ?? [];
    return count === undefined ? [] : [{ stack, seconds: Number(count) * (unit === 'h' ? 3600 : 1) }];
  });
}

for (const [cause, kind] of [
  ['proxy-idle-timeout', 'idle'],
  ['max-connection-duration', 'age'],
] as const)
  test(`each fix of ${cause} that begins with a time quotes one of that kind`, () => {
    const timed = timedFixes(cause);
    assert.ok(timed.length >= 8, 'the fixes were not found');
    const astray = timed.filter(
      ({ stack, seconds }) =>
        !ownLimits(stack).some((limit) => limit.kind === kind && limit.value === seconds),
    );
    // Cloudflare's documentation gives no number: what its fix says are reports of users.
    assert.deepEqual(astray, cause === 'proxy-idle-timeout' ? [{ stack: 'cloudflare', seconds: 100 }] : []);
  });

test('the key from seconds to hops names each time of the list below it, and the claim about 60 seconds its bounds', () => {
  const all = [...new Set(timedFixes('proxy-idle-timeout').map(({ seconds }) => seconds))].sort(
    (a, b) => a - b,
  );
  const key = /The second at which it ends names the hop\. [^]*?(?= All of them)/.exec(
    textOf('causes/proxy-idle-timeout'),
  );
  assert.deepEqual(key?.[0].match(/\b\d+\b/g)?.map(Number), all);
  const bounds = /goes from (\d+) to (\d+) seconds/.exec(textOf('claims/sixty-seconds-is-read-timeout'));
  assert.deepEqual(bounds?.slice(1).map(Number), [all[0], all.at(-1)]);
});
