import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleParts } from '../../src/present/example-parts.ts';
import { fillsOfEndpoint } from '../../src/browser/fill-examples.ts';
import { heartbeatFills } from '../../src/browser/heartbeat-fills.ts';
import { stacksByReader } from '../../src/browser/own-stack.ts';
import { resultMarkdown } from '../../src/browser/result-markdown.ts';
import type { ShownCause, ShownFix } from '../../src/present/shown-causes.ts';
import { packCauses, shownCauses, unpackCauses } from '../../src/present/shown-causes.ts';
import { fact } from '../../src/diagnosis/facts.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { plainEndpoint } from '../../src/diagnosis/plain-endpoint.ts';
import { mostQuestions } from '../../src/diagnosis/replay.ts';
import { knowledge } from './support/knowledge.ts';

const causes = shownCauses(knowledge);

/** A text with what is known of the reader in the place of the example. */
const fill = (text: string, fills: Record<string, string>) =>
  exampleParts(text)
    .map(({ text: example, fill: name }) => fills[name ?? ''] ?? example)
    .join('');

const droppedAfter = (seconds: number): Facts => [
  fact('symptom', 'drops', 'measured'),
  fact('drop', 'same-seconds', 'measured', { value: seconds }),
  fact('seconds', 'short', 'measured', { value: seconds }),
];

test('a text without anything of the reader stays as it is', () => {
  for (const text of [
    '',
    'location /ws {',
    '}, 25_000);',
    'Ping every 25 seconds.',
    'https://app.example/ws',
  ])
    assert.equal(fill(text, {}), text);
});

test('the reader’s endpoint takes the place of the example, and other hosts and paths stay', () => {
  const endpoint = plainEndpoint('wss://chat.test:8443/live');
  assert.ok(endpoint);
  const fills = fillsOfEndpoint(endpoint);
  assert.equal(
    fill('openssl s_client -connect app.example:443 -servername app.example </dev/null', fills),
    'openssl s_client -connect chat.test:8443 -servername chat.test </dev/null',
  );
  assert.equal(
    fill("curl -H 'Origin: https://app.example' https://app.example/ws", fills),
    "curl -H 'Origin: https://chat.test:8443' https://chat.test:8443/live",
  );
  assert.equal(fill('location /ws {', fills), 'location /live {');
  assert.equal(fill('location /wsx { # /ws', fills), 'location /wsx { # /ws');
});

for (const [seconds, words, number] of [
  [12, '5 seconds', '5'],
  [11.9, '5 seconds', '5'],
  [2, '1 second', '1'],
  [30, '13 seconds', '13'],
] as const)
  test(`a limit of ${seconds} s makes a heartbeat of ${words}, in text and in code`, () => {
    const fills = heartbeatFills(droppedAfter(seconds));
    assert.equal(
      fill('let the server send a ping every 20 to 25 seconds, or', fills),
      `let the server send a ping every ${words}, or`,
    );
    assert.equal(fill('}, 25_000);', fills), `}, ${number}_000);`);
    assert.equal(
      fill('const pingEvery = 25 * time.Second', fills),
      `const pingEvery = ${number} * time.Second`,
    );
    assert.equal(
      fill('ping_interval=20, ping_timeout=20', fills),
      `ping_interval=${number}, ping_timeout=20`,
    );
    assert.equal(
      fill('`websockets` pings every 20 seconds by itself', fills),
      '`websockets` pings every 20 seconds by itself',
    );
  });

test('a longer limit, a limit of age and an unknown one leave the heartbeat as it is written', () => {
  assert.deepEqual(heartbeatFills(droppedAfter(60)), {});
  assert.deepEqual(heartbeatFills([...droppedAfter(12), fact('busy', 'drops-anyway', 'measured')]), {});
  assert.deepEqual(heartbeatFills([fact('symptom', 'drops', 'said')]), {});
});

const fixesOf = (slug: string): readonly ShownFix[] => causes[slug]?.fixes ?? [];
const ownOf = (slug: string, reader: { facts: Facts; stack?: string }) =>
  stacksByReader(fixesOf(slug), reader).own.map(({ stack }) => stack);

test('the reader’s own stack is the one that they chose, or else what each of their answers means', () => {
  const nginx = [fact('front', 'nginx', 'said')];
  assert.deepEqual(ownOf('proxy-idle-timeout', { facts: nginx }), ['nginx']);
  assert.deepEqual(ownOf('proxy-idle-timeout', { facts: [...nginx, fact('server', 'go', 'said')] }), [
    'nginx',
    'gorilla-websocket',
  ]);
  assert.deepEqual(ownOf('proxy-idle-timeout', { facts: nginx, stack: 'haproxy' }), ['haproxy']);
  assert.deepEqual(ownOf('proxy-idle-timeout', { facts: [] }), []);
});

test('an answer that means several stacks makes none of them the reader’s own, and offers them first', () => {
  const { own, others } = stacksByReader(fixesOf('proxy-idle-timeout'), {
    facts: [fact('front', 'cdn', 'said')],
  });
  assert.deepEqual(own, []);
  assert.deepEqual(others[0]?.answers['front'], 'cdn');
  assert.equal(others.length, fixesOf('proxy-idle-timeout').length);
});

test('where a cause has a fix for one stack only, nobody is asked which one is theirs', () => {
  const only = Object.values(causes).find(({ fixes }) => fixes.length === 1);
  assert.ok(only);
  assert.equal(stacksByReader(only.fixes, { facts: [] }).own.length, 1);
});

test('a result as Markdown has what is known, the causes and the link, and what others wrote stays text', () => {
  const [first, second] = Object.values(causes) as [ShownCause, ShownCause];
  const markdown = resultMarkdown(
    {
      facts: [
        fact('status', '404', 'paste', { value: 404 }),
        fact('symptom', 'never-opens', 'said', { detail: '`x` @somebody [a](http://evil.test)\n# head' }),
        fact('busy', 'cannot-tell', 'said'),
      ],
      endpoint: 'wss://chat.test/live',
      tried: [second.slug, 'no-such-cause'],
    },
    [{ slug: first.slug, share: 1, for: [{ question: 'status', answer: '404', weight: 1 }], against: [] }],
    causes,
    ['upstream timed out'],
    {
      result: 'https://site.test/diagnose/#status=404',
      cause: (slug) => `https://site.test/causes/${slug}/`,
    },
  );
  assert.match(markdown, /^- Handshake status: 404/m);
  assert.match(markdown, /\(you said: ``[^\n]*@somebody[^\n]*``\)/);
  assert.doesNotMatch(markdown, /^# head/m);
  assert.doesNotMatch(markdown, /can’t tell/);
  assert.match(markdown, /^- Message: upstream timed out \(read from your paste\)$/m);
  assert.ok(markdown.includes(`(https://site.test/causes/${first.slug}/) (for: Handshake status: 404)`));
  assert.match(markdown, /Tried, and it still failed: /);
  assert.ok(markdown.trimEnd().endsWith('(https://site.test/diagnose/#status=404)'));
});

test('a state knows how many questions it may still ask', () => {
  assert.equal(mostQuestions('upgrade-dropped'), 0);
  assert.ok(mostQuestions('start') > mostQuestions('status'));
  assert.ok(mostQuestions('status') >= 1);
});

test('the causes are the same after they travelled to the browser', () => {
  assert.deepEqual(unpackCauses(packCauses(causes)), causes);
});
