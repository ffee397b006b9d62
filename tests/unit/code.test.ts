/** How a block of code is coloured and marked, and which ids rows have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeParts } from '../../src/present/code-parts.ts';
import { tokensOf } from '../../src/present/code-tokens.ts';
import { idOf, rowIds } from '../../src/present/row-ids.ts';
import { knowledge } from './support/knowledge.ts';

/** A line with each part that has a kind in brackets. */
const coloured = (line: string, language: string) =>
  tokensOf(line, language)
    .map(({ text, kind }) => (kind ? `[${kind} ${text}]` : text))
    .join('');

test('what each part of a line is, in the languages of the cases', () => {
  for (const [language, line, expected] of [
    ['nginx', '    proxy_read_timeout 1h; # long', '    [k proxy_read_timeout] [n 1h]; [c # long]'],
    ['nginx', 'proxy_set_header Connection "upgrade";', '[k proxy_set_header] Connection [s "upgrade"];'],
    ['nginx', 'proxy_pass http://127.0.0.1:3000;', '[k proxy_pass] http://127.0.0.1:3000;'],
    ['js', "const url = 'ws://a.test'; // plain", "[k const] url = [s 'ws://a.test']; [c // plain]"],
    ['js', 'setInterval(ping, 25_000);', 'setInterval(ping, [n 25_000]);'],
    [
      'python',
      'async with serve(chat, ping_interval=20):',
      '[k async] [k with] serve(chat, ping_interval=[n 20]):',
    ],
    ['go', '\treturn r.Header.Get("Origin") == "x"', '\t[k return] r.Header.Get([s "Origin"]) == [s "x"]'],
    ['html', '<script src="a.js"></script>', '[k <script] src=[s "a.js"]>[k </script]>'],
    ['apache', '<Location "/ws">', '[k <Location] [s "/ws"]>'],
    ['text', 'proxy.websocket: ON', '[k proxy.websocket]: ON'],
    ['no-such-language', 'const a = 1;', 'const a = 1;'],
  ] as const)
    assert.equal(coloured(line, language), expected);
});

test('no letter of any file of a case is lost by colouring it, and every language has its words', () => {
  const kindsOf = new Map<string, Set<string | undefined>>();
  for (const { slug, language, texts } of knowledge.cases.values()) {
    const kinds = kindsOf.get(language) ?? new Set();
    kindsOf.set(language, kinds);
    for (const text of [texts.broken, texts.fixed])
      for (const line of text.split('\n')) {
        const tokens = tokensOf(line, language);
        assert.equal(tokens.map((token) => token.text).join(''), line, slug);
        assert.equal(
          codeParts(line, language)
            .map((part) => part.text)
            .join(''),
          line,
          slug,
        );
        for (const { kind } of tokens) kinds.add(kind);
      }
  }
  // A plain text has a word only where it has keys.
  for (const [language, kinds] of kindsOf)
    assert.ok(kinds.has('k') || language === 'text', `no word of ${language} is coloured in any case`);
});

test('what the reader’s own can take the place of stays whole and keeps its colour', () => {
  assert.deepEqual(codeParts("new WebSocket('wss://app.example/ws');", 'js'), [
    { text: 'new', kind: 'k' },
    { text: ' WebSocket(' },
    { text: "'", kind: 's' },
    { text: 'wss://app.example/ws', fill: 'socket', kind: 's' },
    { text: "'", kind: 's' },
    { text: ');' },
  ]);
  assert.deepEqual(
    codeParts('location /ws {', 'nginx').find(({ fill }) => fill === 'path'),
    { text: '/ws', fill: 'path' },
  );
});

test('a row has an id by what stands first in it: each code of several, and no id twice', () => {
  assert.equal(idOf('Upgrade: websocket'), 'upgrade-websocket');
  assert.deepEqual(rowIds(['502', '301, 302', '1016–2999', '200', '200 on HTTP/2']), [
    ['502'],
    ['301', '302'],
    ['1016-2999'],
    ['200'],
    ['200-on-http-2'],
  ]);
  assert.deepEqual(rowIds(['a', 'A', 'a'], ['a-2']), [['a'], ['a-3'], ['a-4']]);
  assert.deepEqual(rowIds(['--', '--']), [['row'], ['row-2']]);
});
