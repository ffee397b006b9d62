import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { acceptFor, readKey } from '../../src/wire/accept.ts';
import { acceptValue } from '../../src/wire/handshake.ts';

const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

test('the accept value of the sample key is the one of RFC 6455 §1.3', async () => {
  assert.equal(await acceptFor(sampleKey), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test("the accept value of any key is that of Node's own SHA-1", async () => {
  for (let round = 0; round < 50; round++) {
    const key = randomBytes(16).toString('base64');
    assert.deepEqual(readKey(key), { key });
    assert.equal(await acceptFor(key), acceptValue(key));
  }
});

test('a key may come with spaces around it or with the name of its header', () => {
  for (const text of [
    `  ${sampleKey}\n`,
    `Sec-WebSocket-Key: ${sampleKey}`,
    `sec-websocket-key:${sampleKey}`,
  ])
    assert.deepEqual(readKey(text), { key: sampleKey }, text);
});

const expected = 'Expected are 16 bytes in base64: 24 characters, the last two of them ==.';

for (const [text, found] of [
  ['', 'The field is empty.'],
  ['   ', 'The field is empty.'],
  ['dGhlIHNhbXBsZSBub25jZQ', 'Found 22 characters.'],
  ['AAAABBBBCCCCDDDDEEEEFFFFGGGG', 'Found 28 characters.'],
  ['dGhlIHNhbXBsZSBub25jZQA=', 'Found 24 characters that end in QA=.'],
  ['dGhlIHNhbXBsZSBub25jZQAA', 'Found 24 characters that end in QAA.'],
  ['dGhl=HNhbXBsZSBub25jZQ==', 'Character 5 is "=", which base64 does not have there.'],
  ['dGhlIHNhbXBsZSBub25jZ_==', 'Character 22 is "_", which base64 does not have there.'],
  ['dGhl IHNhbXBsZSBub25jZQ==', 'Character 5 is " ", which base64 does not have there.'],
  ['dGhl😀HNhbXBsZSBub25jZQ==', 'Character 5 is "😀", which base64 does not have there.'],
  [
    's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    'These are 20 bytes, as in a Sec-WebSocket-Accept. Enter the key of the request.',
  ],
] as const)
  test(`what is no key gets a sentence: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readKey(text), { problem: `${found} ${expected}` });
  });
