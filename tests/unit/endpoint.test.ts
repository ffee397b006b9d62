import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressSpaceOf, preflight } from '../../src/probe/endpoint.ts';

const invalid: [name: string, text: string, sentence: RegExp][] = [
  ['nothing', '  ', /The field is empty/],
  ['words', 'my websocket', /has no scheme.*wss:\/\//],
  ['a host alone', 'app.test/ws', /has no scheme/],
  ['a page address', 'https://app.test/ws', /starts with https:\/\/.*Write wss:\/\//],
  ['a plain page address', 'http://app.test/ws', /Write ws:\/\//],
  ['another scheme', 'ftp://app.test/', /starts with ftp:\/\/.*ws:\/\/ or wss:\/\//],
  ['a scheme without a host', 'wss://', /not a URL that a browser can read/],
  ['a bad port', 'wss://app.test:99999/', /not a URL that a browser can read/],
  ['a bad host', 'wss://a b.test/', /not a URL that a browser can read/],
  ['a fragment', 'wss://app.test/ws#top', /has a fragment/],
  ['an empty fragment', 'wss://app.test/ws#', /has a fragment/],
  ['credentials', 'wss://me:secret@app.test/ws', /contains a user name or password/],
  ['a blocked port', 'ws://app.test:6667/', /refuse to connect to port 6667/],
  ['100 kB', `wss://app.test/${'a'.repeat(100_000)}`, /has 100,015 characters; at most 2,048/],
];
for (const [name, text, sentence] of invalid)
  test(`${name} is answered with a sentence`, () => {
    const result = preflight(text, 'http:');
    assert.ok(result.outcome === 'invalid', result.outcome);
    assert.match(result.problem, sentence);
  });

test('a secret in a refused address is not repeated in the sentence', () => {
  const result = preflight('wss://me:hunter2@app.test/ws', 'http:');
  assert.ok(result.outcome === 'invalid' && !result.problem.includes('hunter2'));
});

test('a good address is ready, and what is shown has no query', () => {
  const result = preflight(' wss://App.test:8443/ws?token=secret ', 'https:');
  assert.deepEqual(result, {
    outcome: 'ready',
    endpoint: {
      url: 'wss://app.test:8443/ws?token=secret',
      secure: true,
      host: 'app.test:8443',
      path: '/ws',
      addressSpace: 'public',
      shown: 'wss://app.test:8443/ws',
    },
  });
});

test('ws:// from an https page is forbidden here, and not called the endpoint’s fault', () => {
  const result = preflight('ws://app.test/ws', 'https:');
  assert.ok(result.outcome === 'forbidden-here', result.outcome);
  assert.match(result.problem, /says nothing about the endpoint/);
});

test('ws:// to loopback is allowed from an https page, and from an http page always', () => {
  for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
    assert.equal(preflight(`ws://${host}/ws`, 'https:').outcome, 'ready', host);
  assert.equal(preflight('ws://app.test/ws', 'http:').outcome, 'ready');
});

test('address spaces are told by their spelling', () => {
  for (const host of ['localhost', 'a.localhost', '127.8.9.1', '[::1]'])
    assert.equal(addressSpaceOf(host), 'loopback', host);
  for (const host of [
    '10.0.0.1',
    '192.168.1.5',
    '172.16.0.1',
    '172.31.255.1',
    '169.254.1.1',
    '[fd00::1]',
    '[fe80::1]',
    'nas.local',
  ])
    assert.equal(addressSpaceOf(host), 'private', host);
  for (const host of ['app.test', '172.32.0.1', '11.0.0.1', '[2001:db8::1]', 'fd.example'])
    assert.equal(addressSpaceOf(host), 'public', host);
});
