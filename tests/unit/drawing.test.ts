import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characterWidth, drawLadder } from '../../src/present/ladder.ts';
import { limitNotes, limitValue } from '../../src/present/limit-value.ts';
import { partyNames } from '../../src/present/party-names.ts';
import { stepParts } from '../../src/present/step-words.ts';
import { knowledge } from './support/knowledge.ts';

const names = { client: 'Client', proxy: 'nginx', server: 'Server' };

test('the parties stand side by side and time goes down', () => {
  const drawing = drawLadder(
    [
      { from: 'client', to: 'proxy', outcome: 'passed', kind: 'tls-handshake' },
      { from: 'proxy', to: 'server', outcome: 'failed', kind: 'close', code: 1001, after: 60 },
    ],
    names,
  );
  const [client, proxy, server] = drawing.parties;
  assert.ok(client && proxy && server && client.x < proxy.x && proxy.x < server.x);
  assert.ok((drawing.rungs[0]?.y ?? 0) < (drawing.rungs[1]?.y ?? 0));
  assert.deepEqual(drawing.sentences, [
    'Client to nginx: TLS handshake.',
    'After 60 seconds: nginx to Server: Close 1001 (this fails).',
  ]);
});

test('a party that takes no part is not drawn', () => {
  const drawing = drawLadder(
    [{ from: 'client', to: 'server', outcome: 'passed', kind: 'tls-handshake' }],
    names,
  );
  assert.deepEqual(
    drawing.parties.map(({ name }) => name),
    ['Client', 'Server'],
  );
});

test('every recorded ladder fits its frame, and each label stays between its two parties', () => {
  const { cases, stacks } = knowledge;
  for (const each of cases.values()) {
    const { slug, evidence } = each;
    for (const { steps } of [evidence.broken, evidence.fixed]) {
      const { parties, rungs, width, height } = drawLadder(steps, partyNames(each, stacks));
      for (const { name, textX } of parties) {
        const half = (name.length * characterWidth) / 2;
        assert.ok(textX - half >= -1 && textX + half <= width + 1, `${slug}: “${name}” leaves the frame`);
      }
      for (const [index, { lines, textX, y, x1, x2 }] of rungs.entries()) {
        const half = (Math.max(...lines.map(({ length }) => length)) * characterWidth) / 2;
        assert.ok(
          textX - half >= Math.min(x1, x2) && textX + half <= Math.max(x1, x2),
          `${slug}: “${lines.join(' ')}” crosses a line of life`,
        );
        assert.ok(y < height);
        // Nothing of the step is lost by breaking it.
        const letters = (texts: readonly string[]) => texts.join('').replaceAll(' ', '');
        const step = steps[index];
        assert.ok(step && letters(lines).endsWith(letters(stepParts(step))), slug);
      }
    }
  }
});

test('each header of a request has a line of its own, and a list in a header stays together', () => {
  const { rungs } = drawLadder(
    [
      {
        from: 'client',
        to: 'proxy',
        outcome: 'passed',
        kind: 'request',
        method: 'GET',
        target: '/ws',
        version: '1.1',
        headers: { Connection: 'close, upgrade', Upgrade: 'websocket', Origin: null },
      },
      { from: 'proxy', to: 'server', outcome: 'failed', kind: 'tls-handshake', isRequestInside: true },
    ],
    names,
  );
  assert.deepEqual(rungs[0]?.lines, [
    'GET /ws HTTP/1.1',
    // As long as the hop allows.
    'Connection: close,',
    'upgrade',
    'Upgrade: websocket',
    'no Origin',
  ]);
  assert.deepEqual(rungs[1]?.lines, ['TLS handshake, and the', 'request inside it']);
});

test('a word that is longer than a hop goes on in the next line, after a mark', () => {
  const { rungs } = drawLadder(
    [
      {
        from: 'client',
        to: 'proxy',
        outcome: 'passed',
        kind: 'request',
        method: 'GET',
        target: '/socket.io/?EIO=4&transport=websocket&sid=<sid>',
        version: '1.1',
        headers: {},
      },
      { from: 'proxy', to: 'server', outcome: 'passed', kind: 'packet', text: 'y'.repeat(50) },
    ],
    names,
  );
  assert.deepEqual(rungs[0]?.lines, [
    'GET',
    '/socket.io/?EIO=4&',
    'transport=websocket&',
    'sid=<sid> HTTP/1.1',
  ]);
  assert.ok((rungs[1]?.lines ?? []).length > 2);
});

test('limits are worded', () => {
  assert.equal(limitValue({ value: 60, unit: 's' }), '60 s');
  assert.equal(limitValue({ value: 350, unit: 's' }), '350 s');
  assert.equal(limitValue({ value: 300, unit: 's' }), '300 s (5 min)');
  assert.equal(limitValue({ value: 7200, unit: 's' }), '2 h');
  assert.equal(limitValue({ value: 131_072, unit: 'B' }), '128 KiB');
  assert.equal(limitValue({ value: 104_857_600, unit: 'B' }), '100 MiB');
  assert.equal(limitValue({ value: 1_000_000, unit: 'B' }), '1,000,000 bytes');
  assert.equal(limitValue({ value: null, unit: 's' }), 'none');
  assert.equal(limitValue({ value: 512, unit: 'sockets' }), '512 sockets');
});

test('what is said of a limit is sentences, and names keep their letters', () => {
  assert.equal(limitNotes({ range: 'fixed', note: 'Then it says 1009.' }), 'Fixed. Then it says 1009.');
  assert.equal(limitNotes({ range: 'any number of bytes.' }), 'Any number of bytes.');
  assert.equal(limitNotes({ note: 'maxHttpHeaderSize sets it' }), 'maxHttpHeaderSize sets it.');
  assert.equal(
    limitNotes({ range: 'about:config', note: '0 turns it off.' }),
    'about:config. 0 turns it off.',
  );
  assert.equal(limitNotes({}), '');
});
