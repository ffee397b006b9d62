import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { fixedParts, matchMessages, normalise } from '../../src/search/match.ts';
import { asKnown, messageOf, recordedTexts } from '../../src/search/recorded.ts';
import { queries, searchWords } from '../../src/search/queries.ts';

const { messages, cases } = readKnowledge(process.cwd());
const known = [...messages.values()].map(asKnown);
const first = (text: string) => matchMessages(text, known)[0]?.message.slug;

test('every known wording finds its own page among the first three', () => {
  for (const message of known)
    for (const wording of message.texts) {
      const pasted = wording.replace(/<[^<>]+>/g, '4711:');
      const found = matchMessages(pasted, known)
        .slice(0, 3)
        .map((match) => match.message.slug);
      assert.ok(found.includes(message.slug), `${message.slug}: “${pasted}” finds ${found.join(', ')}`);
    }
});

test('a wording is found inside a pasted line, with other quotes and in other case', () => {
  assert.equal(
    first(
      'main.js:7 WEBSOCKET connection to “wss://x.test/” failed: Error during WebSocket handshake: Unexpected response code: 403 (anonymous)',
    ),
    'unexpected-response-code',
  );
});

test('what readers of a program’s exception or of its log paste finds its page first', () => {
  for (const [pasted, slug] of [
    [
      "chat.js:14 Uncaught InvalidStateError: Failed to execute 'send' on 'WebSocket': Still in CONNECTING state. at login (chat.js:14:8)",
      'still-in-connecting-state',
    ],
    [
      'Error: WebSocket is not open: readyState 0 (CONNECTING) at WebSocket.send',
      'still-in-connecting-state',
    ],
    ['bundle.js:881 WebSocket is already in CLOSING or CLOSED state.', 'already-closing-or-closed'],
    [
      "Error: Failed to execute 'close' on 'WebSocket': The code must be either 1000, or between 3000 and 4999. 0 is neither.",
      'close-code-not-allowed',
    ],
    [
      'ReferenceError: WebSocket is not defined at Object.<anonymous> (/srv/app/index.js:3:12)',
      'websocket-is-not-defined',
    ],
    [
      'java.net.UnknownServiceException: CLEARTEXT communication to 192.168.1.20 not permitted by network security policy',
      'cleartext-not-permitted',
    ],
    ['{"errorType":"GoneException","errorMessage":"GoneException: 410"}', 'gone'],
    ['<title>Attention Required! | Cloudflare</title>', 'challenge-page'],
    [
      '2026/11/20 03:12:44 read: websocket: close 1006 (abnormal closure): unexpected EOF',
      'ended-without-close-frame',
    ],
    [
      'System.Net.WebSockets.WebSocketException (0x80004005): The remote party closed the WebSocket connection without completing the close handshake.',
      'ended-without-close-frame',
    ],
    ['dial: websocket: bad handshake', 'bad-handshake'],
  ] as const)
    assert.equal(first(pasted), slug, pasted);
});

test('a number is not found inside a longer one', () => {
  assert.ok(
    !matchMessages('port 10061 code 210065', known).some(({ message }) => message.slug === 'code-1006'),
  );
});

test('nothing is found in unrelated or empty text', () => {
  assert.deepEqual(matchMessages('', known), []);
  assert.deepEqual(matchMessages('how do I centre a div', known), []);
});

test('a hostile text of 1 MB takes no longer than a short one would', () => {
  const began = performance.now();
  matchMessages(`${'<'.repeat(500_000)}${"WebSocket connection to '".repeat(20_000)}`, known);
  assert.ok(performance.now() - began < 500);
});

test('normalising folds quotes, dashes, blanks and case', () => {
  assert.equal(normalise(' “A”  – B\n‘c’… '), "'a' - b 'c'...");
  assert.deepEqual(fixedParts("WebSocket connection to '<url>' failed: <reason>"), [
    "websocket connection to '",
    "' failed:",
  ]);
});

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

test('whatever a browser or curl printed in a recorded run, a message page explains it', () => {
  const ofProxies = new Set(
    [...cases.values()].flatMap(({ evidence: { broken, fixed } }) => [...broken.proxyLog, ...fixed.proxyLog]),
  );
  // What the client of a dev server says of its success.
  const isSuccess = (text: string) => /^\[(vite|webpack-dev-server)\] connect/.test(text);
  const unexplained = recordedTexts(cases.values())
    .filter(({ text }) => !ofProxies.has(text) && !isSuccess(text) && messageOf(text, known) === undefined)
    .map(({ text, cases: slugs }) => `${text} (${slugs.join(', ')})`);
  assert.deepEqual(unexplained, []);
});
