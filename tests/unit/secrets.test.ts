/** Secrets in a pasted text: which are found, and that what is handed on has none of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { masked, secretsIn } from '../../src/probe/secrets-in-text.ts';

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

for (const [name, text, secret] of [
  ['cookies', '> Cookie: session=0123456789abcdef; theme=dark', '0123456789abcdef'],
  ['cookies', '{"name":"Cookie","value":"sid=0123456789abcdef"}', '0123456789abcdef'],
  ['cookies', '"Cookie":["sid=0123456789abcdef"]', '0123456789abcdef'],
  ['credentials in a header', 'Authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA=='],
  ['credentials in a header', 'proxy_set_header Authorization "Basic dXNlcjpwYXNz";', 'dXNlcjpwYXNz'],
  ['credentials in a header', "-H 'X-Api-Key: 0a1b2c3d4e5f'", '0a1b2c3d4e5f'],
  ['a token', `error: jwt ${token} expired`, token],
  ['a key of a service', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['a user name and password in an address', 'redis://user:hunter2secret@cache:6379', 'hunter2secret'],
  [
    'a value in the query of an address',
    'wss://a.example/ws?EIO=4&access_token=hunter2secret',
    'hunter2secret',
  ],
  [
    'a token in a path',
    'wss://a.example/ws/3f9a0b7c2d1e4f5a6b7c8d9e0f1a2b3c',
    '3f9a0b7c2d1e4f5a6b7c8d9e0f1a2b3c',
  ],
  ['a password', 'DB_PASSWORD=hunter2secret'.replace('DB_', ''), 'hunter2secret'],
  ['a public address', 'client: 203.0.113.40, server: a', '203.0.113.40'],
  ['a public address', '2001:db8:0:1::17', '2001:db8:0:1::17'],
  [
    'a private key',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----',
    'MIIEpAIBAAKCAQEA7',
  ],
] as const)
  test(`${name} in “${text.slice(0, 40).replaceAll('\n', ' ')}” is named and masked`, () => {
    assert.ok(
      secretsIn(text).some((each) => each.name === name),
      secretsIn(text)
        .map((each) => each.name)
        .join(),
    );
    assert.ok(!masked(text).includes(secret), masked(text));
  });

test('what is no secret stays: private addresses, times, a handshake, the version of Engine.IO', () => {
  for (const text of [
    'upstream: "http://10.0.0.12:3000", 192.168.1.20, 127.0.0.1, 172.18.0.6',
    '[12/May/2025:08:00:31 +0000] 10:34:11.500',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'proxy_set_header Connection $connection_upgrade;',
    'nginx/1.24.0, curl/8.5.0, wss://app.example/notifications/hub',
  ])
    assert.equal(masked(text), text);
});

test('a secret that comes again outside of its place is masked there too', () => {
  assert.ok(!masked(`Cookie: sid-0123456789\nlog: got sid-0123456789 today`).includes('sid-0123456789'));
});

/** A text in which secrets stand between words. */
const withSecrets = fc.tuple(
  fc.array(fc.string({ unit: 'binary-ascii', maxLength: 40 }), { maxLength: 8 }),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{11,30}$/),
  fc.constantFrom(
    (secret: string) => `Cookie: a=${secret}`,
    (secret: string) => `Authorization: Bearer ${secret}`,
    (secret: string) => `wss://a.example/ws?token=${secret}`,
    (secret: string) => `ws://u:${secret}@a.example/`,
    (secret: string) => `password: ${secret}`,
  ),
);

test('whatever stands around it, a masked secret does not come again', () => {
  fc.assert(
    fc.property(withSecrets, ([around, secret, write]) => {
      const text = [...around.slice(0, 4), `\n${write(secret)}\n`, ...around.slice(4), secret].join('\n');
      assert.ok(!masked(text).includes(secret), masked(text));
    }),
  );
});
