import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { withLock } from '../../scripts/lock.ts';
import { isFree, portFrom } from '../../scripts/ports.ts';
import { nodeProblem } from '../../scripts/setup.mjs';

test('a port is a whole number from 1 to 65535; anything else gets one sentence', () => {
  assert.equal(portFrom('NOT101_PORT', undefined, 4321), 4321);
  assert.equal(portFrom('NOT101_PORT', '', 4321), 4321);
  assert.equal(portFrom('NOT101_PORT', '65535', 4321), 65_535);
  for (const text of ['abc', '-1', '0', '99999', '65536', '80.5', ' 80'])
    assert.throws(
      () => portFrom('NOT101_PORT', text, 4321),
      /^Error: NOT101_PORT is “.*a whole number from 1 to 65535/,
    );
});

for (const host of ['127.0.0.1', '::1'])
  test(`a port that is taken at ${host} alone is not free`, async (context) => {
    const server = createServer();
    server.listen({ port: 0, host, ipv6Only: true });
    try {
      await once(server, 'listening');
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) throw error;
      context.skip('This machine has no such address.');
      return;
    }
    const { port } = server.address() as AddressInfo;
    assert.equal(await isFree(port), false);
    server.close();
    await once(server, 'close');
    assert.equal(await isFree(port), true);
  });

test('a Node binary other than the recorded one is refused with a sentence', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'not101-node-')), 'node');
  writeFileSync(file, 'not Node');
  assert.match(
    nodeProblem('linux-x64', file) ?? '',
    /is not the Node that was expected: its SHA-256 is [0-9a-f]{64}/,
  );
  if (process.platform === 'linux' && process.arch === 'x64')
    assert.equal(nodeProblem('linux-x64', 'node_modules/node/bin/node'), undefined);
});

test('what stops npm start stops the server too', async () => {
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { runUntilStopped } from './scripts/setup.mjs';
     runUntilStopped(process.execPath, ['--eval', 'console.log(process.pid); setInterval(() => undefined, 1000)']);`,
  ]);
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(first.toString());
  child.kill('SIGTERM');
  await once(child, 'exit');
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

test('a script that is called in a wrong way says one sentence, without a stack, and ends with 2', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'not101-pastes-'));
  const broken = mkdtempSync(join(tmpdir(), 'not101-pastes-'));
  writeFileSync(join(broken, 'index.jsonl'), '{"file":1}\n');
  const calls: [call: string[], sentence: RegExp][] = [
    [['pastes.ts'], /^Found no argument\. Expected npm run pastes -- <folder> \[--show\]\n$/],
    [['pastes.ts', empty], /^Found no readable .*index\.jsonl\. Expected a folder with [^\n]*\.\n$/],
    [['pastes.ts', broken], /^Found the line \{"file":1\} in .*\. Expected JSON with [^\n]*\.\n$/],
    [['setup-frameworks.ts', '--chek'], /^Found the unknown option "--chek"\. Expected [^\n]*\n$/],
  ];
  await Promise.all(
    calls.map(async ([[script = '', ...given], sentence]) => {
      const child = spawn(process.execPath, [join('scripts', script), ...given]);
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (data: string) => (text += data));
      const [status] = (await once(child, 'close')) as [number];
      assert.match(text, sentence);
      assert.equal(status, 2);
    }),
  );
});

test('what two do at once under one lock is done one after the other, and a dead one holds no lock', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'not101-lock-')), 'sub/build.lock');
  const log: string[] = [];
  const act = (name: string) =>
    withLock(file, async () => {
      log.push(`${name} begins`);
      await pause(20);
      log.push(`${name} ends`);
    });
  await Promise.all([act('one'), act('two')]);
  assert.deepEqual(log, ['one begins', 'one ends', 'two begins', 'two ends']);
  const dead = spawn(process.execPath, ['--eval', '']);
  await once(dead, 'exit');
  writeFileSync(file, String(dead.pid));
  await act('three');
  assert.equal(log.length, 6);
  await assert.rejects(
    withLock(file, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.ok(!existsSync(file));
});
