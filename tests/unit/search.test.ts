import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFoundFor, queries, searchWords } from '../../src/search/queries.ts';

test('addresses, file names and fillers are left out of the words', () => {
  assert.deepEqual(
    searchWords(
      "app.js:12 WebSocket connection to 'wss://a.test/x?y=1' failed from 10.0.0.1:443: code 1006 the proxy_read_timeout",
    ),
    ['websocket', 'connection', 'code', '1006', 'proxy_read_timeout'],
  );
});

test('queries go from strict to loose and keep the telling number longest', () => {
  const tries = queries('my websocket connection fails with status 426 in production');
  assert.equal(tries[0], 'websocket connection fails status 426 production');
  assert.equal(tries.at(-1), '426');
});

test('words that are all fillers are searched as they are', () => {
  assert.deepEqual(queries('why not'), ['why not']);
  assert.deepEqual(queries('   '), []);
});

test('a page whose marks begin like no word of the query was not found for it', () => {
  const found = (query: string, ...marks: string[]) =>
    isFoundFor(query, marks.map((mark) => `some <mark>${mark}</mark> words`).join(' '));
  assert.ok(!found('asdfqwer', 'asks', 'as', 'ASGI'));
  assert.ok(found('conection upgrade', 'Connection:'));
  assert.ok(found('timeout tunnel', 'and', 'proxy_read_timeout'));
  assert.ok(found('to be', 'to'), 'fillers alone are searched as they are');
  assert.ok(isFoundFor('vercel', 'an excerpt without a mark'));
});
