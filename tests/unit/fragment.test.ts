import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFragment } from '../../src/diagnosis/carried.ts';
import { readFragment } from '../../src/diagnosis/fragment.ts';
import { plainEndpoint } from '../../src/diagnosis/plain-endpoint.ts';

test('what is written is read back', () => {
  const carried = {
    facts: [
      { question: 'symptom', answer: 'drops', source: 'measured' },
      { question: 'drop', answer: 'same-seconds', source: 'measured', value: 59.9, detail: 'of silence' },
      { question: 'status', answer: '404', source: 'paste', value: 404 },
      { question: 'front', answer: 'nginx', source: 'said' },
      { question: 'front', answer: 'cdn', source: 'said' },
      { question: 'busy', answer: 'cannot-tell', source: 'said' },
      { question: 'config', answer: 'upgrade-dropped', source: 'config' },
    ],
    endpoint: 'wss://app.test:8443/ws',
    stack: 'nginx',
    messages: ['nginx-upstream-timed-out'],
    tried: ['proxy-idle-timeout', 'ws-path-mismatch'],
  } as const;
  const fragment = writeFragment(carried);
  assert.match(fragment, /^#symptom=m\.drops&drop=m\.same-seconds/);
  assert.deepEqual(readFragment(fragment), { ...carried, ignored: [] });
});

for (const [key, field] of [
  ['tried', 'tried'],
  ['message', 'messages'],
] as const)
  test(`what stands under “${key}” is read once each, and not without end`, () => {
    const many = Array.from({ length: 30 }, (_, index) => `${key}=c${index}`).join('&');
    const { [field]: slugs, ignored } = readFragment(`#${key}=a&${key}=a&${key}=<b>&${many}`);
    assert.equal(slugs?.length, 12);
    assert.deepEqual(slugs.slice(0, 2), ['a', 'c0']);
    assert.ok(ignored.includes(`“${key}”`));
  });

test('messages are written once each, and no more of them than are read back', () => {
  const messages = Array.from({ length: 40 }, (_, index) => `m${Math.floor(index / 2)}`);
  const { messages: read, ignored } = readFragment(writeFragment({ facts: [], messages }));
  assert.equal(read?.length, 12);
  assert.deepEqual(ignored, []);
});

test('nothing to carry makes no fragment', () => {
  assert.equal(writeFragment({ facts: [] }), '');
  assert.deepEqual(readFragment(''), { facts: [], ignored: [] });
});

test('a link without numbers, as they were written before, is still read', () => {
  assert.deepEqual(readFragment('#drop=m.same-seconds~60 s of silence').facts, [
    { question: 'drop', answer: 'same-seconds', source: 'measured', detail: '60 s of silence' },
  ]);
});

test('where several answers can be true, “I can’t tell” takes their place, and they take its', () => {
  assert.deepEqual(
    readFragment('#front=nginx&front=cdn&front=cannot-tell').facts.map(({ answer }) => answer),
    ['cannot-tell', 'cdn'],
  );
  assert.deepEqual(
    readFragment('#front=cannot-tell&front=cdn').facts.map(({ answer }) => answer),
    ['cdn'],
  );
});

for (const [name, fragment, ignored] of [
  ['an unknown question', '#colour=red&symptom=drops', ['“colour”']],
  ['an unknown answer', '#drop=sometimes&symptom=drops', ['“drop”']],
  ['a question named like an object method', '#toString=x&symptom=drops', ['“toString”']],
  ['half an escape', '#symptom=drops&x=%E0%A4', ['“x”']],
  ['an endpoint that is not one', '#symptom=drops&endpoint=javascript:alert(1)', ['the endpoint']],
  ['an endpoint with shell characters', '#symptom=drops&endpoint=wss://a$(reboot).test/', ['the endpoint']],
] as const)
  test(`${name} is left out, named, and the rest is kept`, () => {
    const read = readFragment(fragment);
    assert.deepEqual(read.facts, [{ question: 'symptom', answer: 'drops', source: 'said' }]);
    assert.deepEqual(read.ignored, ignored);
  });

test('a very long fragment is not read', () => {
  const read = readFragment(`#symptom=drops&x=${'y'.repeat(100_000)}`);
  assert.deepEqual(read.facts, []);
  assert.deepEqual(read.ignored, ['a fragment of 100016 characters']);
});

test('a later answer to the same question wins, and is listed once', () => {
  assert.deepEqual(readFragment('#symptom=drops&symptom=messages').facts, [
    { question: 'symptom', answer: 'messages', source: 'said' },
  ]);
});

test('only plain endpoints may be put into commands and configs', () => {
  assert.deepEqual(plainEndpoint('wss://app.test:8443/a/b-c_d.e~f'), {
    text: 'wss://app.test:8443/a/b-c_d.e~f',
    host: 'app.test:8443',
    path: '/a/b-c_d.e~f',
    secure: true,
  });
  assert.equal(plainEndpoint('ws://[::1]:8080')?.path, '/');
  for (const text of [
    'wss://app.test/ws;proxy_pass',
    'wss://app.test/`id`',
    'wss://$(id).test/',
    "wss://a'b.test/",
    'wss://user:secret@app.test/',
    'wss://app.test/ws?token=1',
    'wss://app.test/ws#x',
    'https://app.test/ws',
    'wss://',
    `wss://app.test/${'a'.repeat(400)}`,
  ])
    assert.equal(plainEndpoint(text), undefined, text);
});
