import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawLadder } from '../../src/components/ladder.ts';
import { limitNotes, limitValue } from '../../src/components/limit-value.ts';
import { partyNames } from '../../src/components/party-names.ts';
import { knowledge } from './support/knowledge.ts';

const names = { client: 'Client', proxy: 'nginx', server: 'Server' };

test('the parties stand side by side and time goes down', () => {
  const drawing = drawLadder(
    [
      { from: 'client', to: 'proxy', text: 'GET /ws', outcome: 'passed' },
      { from: 'proxy', to: 'server', text: 'GET /ws HTTP/1.0', outcome: 'failed' },
    ],
    names,
  );
  const [client, proxy, server] = drawing.parties;
  assert.ok(client && proxy && server && client.x < proxy.x && proxy.x < server.x);
  assert.ok((drawing.rungs[0]?.y ?? 0) < (drawing.rungs[1]?.y ?? 0));
  assert.deepEqual(drawing.sentences, [
    'Client to nginx: GET /ws.',
    'nginx to Server: GET /ws HTTP/1.0 (this fails).',
  ]);
});

test('a party that takes no part is not drawn', () => {
  const drawing = drawLadder([{ from: 'client', to: 'server', text: 'x', outcome: 'passed' }], names);
  assert.deepEqual(
    drawing.parties.map(({ name }) => name),
    ['Client', 'Server'],
  );
});

test('every recorded ladder fits its frame', () => {
  const { cases, stacks } = knowledge;
  for (const each of cases.values()) {
    const { slug, evidence } = each;
    for (const { steps } of [evidence.broken, evidence.fixed]) {
      const { parties, rungs, width, height } = drawLadder(steps, partyNames(each, stacks));
      for (const { name, textX } of parties) {
        const half = (name.length * 6.7) / 2;
        assert.ok(textX - half >= -1 && textX + half <= width + 1, `${slug}: “${name}” leaves the frame`);
      }
      for (const { lines, textX, y } of rungs) {
        const half = (Math.max(...lines.map(({ length }) => length)) * 6.7) / 2;
        assert.ok(
          textX - half >= -1 && textX + half <= width + 1,
          `${slug}: “${lines.join(' ')}” leaves the frame`,
        );
        assert.ok(y < height);
      }
    }
  }
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
