import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointIn, isOnlyEndpoint } from '../../src/explain/endpoint.ts';
import { recogniser } from '../../src/explain/messages.ts';
import { normalised } from '../../src/explain/normalise.ts';
import { textReader } from '../../src/explain/read.ts';
import { casesOfMessages } from '../../src/explain/recorded.ts';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import { openQuestions, rank } from '../../src/diagnosis/rank.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { stateMeta } from '../../src/diagnosis/tree.ts';
import { knowledge, packedFacts } from './support/knowledge.ts';

const known = [...knowledge.messages.values()];
const recognise = recogniser(known);
const read = textReader({ messages: known, stacks: [...knowledge.stacks.values()] });
const first = (text: string) => recognise(text)[0]?.message.slug;
/** Question → answer, or its number, of all that a text says. */
const says = (text: string) =>
  Object.fromEntries(read(text).facts.map(({ question, answer, value }) => [question, value ?? answer]));

test('every known wording is found whole and leads to its own page', () => {
  for (const { slug, texts } of known)
    for (const { text } of texts) {
      const pasted = text.replace(/<[^<>]+>/g, '4711:');
      const found = recognise(pasted).filter(({ whole }) => whole);
      const slugs = found.map(({ message }) => message.slug);
      assert.ok(slugs.includes(slug), `${slug}: “${pasted}” finds ${slugs.join(', ') || 'nothing'}`);
    }
});

test('whoever pastes a known wording is asked nothing that it has answered, by the page or on the way through the questions', () => {
  const table = factWeights(packedFacts());
  let count = 0;
  for (const { slug, texts } of known)
    for (const { text } of texts) {
      const { facts } = read(text.replace(/<[^<>]+>/g, '4711:'));
      if (facts.length === 0) continue;
      count += 1;
      const answered = facts.map(({ question }): string => question);
      const [next = ''] = openQuestions(facts, rank(facts, new Map(), table).causes, table);
      const state = stateMeta(settle(facts));
      const asked = state.kind === 'question' ? state.question : '';
      for (const question of [next, asked])
        assert.ok(
          !answered.includes(question),
          `Found that “${text}” of content/messages/${slug}.mdx answers "${question}", which is asked next all the same. Expected another question or a result; look at the shortcuts in src/diagnosis/tree/.`,
        );
    }
  assert.ok(count > 200, `only ${count} wordings say something`);
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
  assert.deepEqual(
    recognise('port 10061 code 210065').filter(({ message }) => message.slug === 'code-1006'),
    [],
  );
});

test('a wording that counts letter by letter says nothing in other letters, and is still found', () => {
  const find = recogniser([
    {
      slug: 'cannot-get',
      title: 'Cannot GET',
      says: { status: '404' },
      texts: [{ text: 'Cannot GET /<path>', exact: true }],
    },
  ]);
  const said = (text: string) => find(text).map(({ whole, facts }) => [whole, facts.length]);
  assert.deepEqual(said('Cannot GET /ws'), [[true, 1]]);
  assert.deepEqual(said('I cannot get /ws to work'), [[false, 0]]);
});

test('a few letters that a title has name the message', () => {
  assert.equal(first('1006'), 'code-1006');
  assert.equal(first('bad handshake'), 'bad-handshake');
});

test('the end of a wording with its number says as much as the whole', () => {
  const line = 'failed: Error during WebSocket handshake: Unexpected response code: 502';
  assert.equal(first(line), 'unexpected-response-code');
  assert.deepEqual(says(line), {
    symptom: 'never-opens',
    'message-kind': 'status',
    words: 'answer',
    client: 'browser',
    status: 502,
  });
});

test('what was found has its place in the text, and what the placeholders held', () => {
  const text =
    "a line before\nWebSocket connection to 'wss://a.test/x' failed: Error during WebSocket handshake: Unexpected response code: 403 (anonymous)";
  const [found] = recognise(text);
  assert.ok(found?.whole);
  assert.equal(text.slice(...found.span), text.slice(14, text.indexOf(' 403')));
  assert.equal(found.held['url'], 'wss://a.test/x');
  assert.equal(Number.parseInt(found.held['status'] ?? '', 10), 403);
});

test('several messages in one text are all found, each in its line', () => {
  const text =
    '2026/11/27 23:12:04 [error] 31#31: *9 upstream timed out (110: Connection timed out) while reading response header from upstream\n2026/11/27 23:12:09 [error] 31#31: *12 connect() failed (111: Connection refused) while connecting to upstream';
  const slugs = recognise(text).map(({ message }) => message.slug);
  assert.ok(
    slugs.includes('nginx-upstream-timed-out') && slugs.includes('nginx-connect-failed'),
    slugs.join(),
  );
});

test('the words of a status line are no message, and a page of nginx is one though its title says the same', () => {
  const slugsIn = (text: string) => recognise(text).map(({ message }) => message.slug);
  const head = 'HTTP/1.1 404 Not Found\nServer: nginx/1.28.0\nContent-Type: text/html\n\n';
  assert.ok(!slugsIn(`${head}Nobody is here.`).includes('nginx-error-page'));
  assert.deepEqual(slugsIn('HTTP/1.1 400 Bad Request\nConnection: close'), []);
  const page =
    '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx/1.28.0</center>';
  assert.ok(slugsIn(head + page).includes('nginx-error-page'));
  assert.ok(slugsIn('404 Not Found\nnginx/1.28.0').includes('nginx-error-page'));
});

test('a longer wording hides those that stand inside of it', () => {
  const found = recognise(
    "WebSocket connection to 'wss://a.test/' failed: Error during WebSocket handshake: Unexpected response code: 400",
  );
  assert.deepEqual(
    found.map(({ message }) => message.slug),
    ['unexpected-response-code'],
  );
});

for (const [text, expected] of [
  ['HTTP/1.1 426 Upgrade Required', { status: 426 }],
  ['always get a 502 Bad Gateway', { status: 502 }],
  ['my site returns 404 on /socket.io', { status: 404 }],
  ['after 400 users it stops', {}],
  ['port 4000 and 127.0.0.1:5000', {}],
  ['onclose code=1006 wasClean=false', { 'close-code': 1006 }],
  ['closed with 4401', { 'close-code': 4401 }],
  ['it drops after 60 seconds', { drop: 60, seconds: 60 }],
  ['disconnects every 5 minutes', { drop: 300, seconds: 300 }],
  ['the socket dies after one minute', { drop: 60, seconds: 60 }],
  ['I waited 60 seconds for the bus', {}],
] as const)
  test(`“${text}” says ${JSON.stringify(expected)}`, () => {
    const { status, 'close-code': code, drop, seconds } = says(text);
    const found = { status, 'close-code': code, drop, seconds };
    for (const [question, value] of Object.entries(found))
      assert.equal(value, (expected as Record<string, number>)[question], question);
  });

test('the stacks that a text names are known, the longer name first', () => {
  const names = (text: string) => read(text).stacks.map(({ slug }) => slug);
  assert.deepEqual(names('nginx in front of Socket.IO'), ['nginx', 'socket-io']);
  assert.deepEqual(names('behind ingress-nginx'), ['ingress-nginx']);
  assert.deepEqual(names('the engineering team'), []);
  assert.equal(says('nginx behind Cloudflare')['front'], 'cdn');
});

test('an address is found in a text, without its query', () => {
  assert.equal(endpointIn("to 'wss://a.test/x?token=SECRET' failed")?.text, 'wss://a.test/x');
  assert.equal(endpointIn('no address here'), undefined);
  assert.ok(isOnlyEndpoint(' wss://a.test/x?y=1 '));
  assert.ok(!isOnlyEndpoint('wss://a.test/x failed'));
});

test('nothing is found in unrelated or empty text', () => {
  assert.deepEqual(recognise(''), []);
  assert.deepEqual(recognise('how do I centre a div'), []);
  assert.deepEqual(read('how do I centre a div').facts, []);
});

test('hostile texts of 1 MB take no longer than short ones', () => {
  for (const text of [
    `${'<'.repeat(500_000)}${"WebSocket connection to '".repeat(20_000)}`,
    "WebSocket connection to '".repeat(40_000),
    'HTTP/1.1 '.repeat(100_000),
    'code '.repeat(200_000),
    'after 1 '.repeat(120_000),
    '\u0000\u202e\ud800'.repeat(300_000),
  ]) {
    // The time of the processor, which a busy machine does not change.
    const began = process.cpuUsage();
    read(text);
    endpointIn(text);
    assert.ok(process.cpuUsage(began).user / 1000 < 200, text.slice(0, 20));
  }
});

test('ten times the messages do not take a hundred times the time', () => {
  const many = Array.from({ length: 10 }, (_, copy) =>
    known.map((message) => ({ ...message, slug: `${message.slug}-${copy}` })),
  ).flat();
  const time = (messages: typeof known) => {
    const began = performance.now();
    casesOfMessages(knowledge.cases.values(), messages);
    return performance.now() - began;
  };
  let [one, ten] = [Infinity, Infinity];
  // What grows with the square would be at 100. One of five is enough: another program may take the processor in the middle of one.
  for (let round = 0; round < 5 && !(ten < 40 * one); round += 1)
    [one, ten] = [Math.min(one, time(known)), Math.min(ten, time(many))];
  assert.ok(ten < 40 * one, `${one} ms, then ${ten} ms`);
});

test('normalising folds quotes, dashes, blanks and case, and keeps the way back', () => {
  const given = ' “A”  – B\n‘c’… ';
  const { text, origin } = normalised(given);
  assert.equal(text, "'a' - b 'c'...");
  assert.equal(given[origin[text.indexOf('b')] ?? -1], 'B');
  assert.equal(origin.length, text.length + 1);
});
