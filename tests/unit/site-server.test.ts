/** The server of the built site: files, headers, what is not there, and what lies outside of it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serveSite } from '../../scripts/site-server.ts';

const parent = mkdtempSync(join(tmpdir(), 'not101-site-'));
const folder = join(parent, 'dist');
mkdirSync(join(folder, '_astro'), { recursive: true });
mkdirSync(join(folder, 'causes'));
for (const [file, text] of Object.entries({
  _headers: '/*\n  Referrer-Policy: no-referrer\n\n/_astro/*\n  Cache-Control: max-age=9, immutable\n',
  '../secret.txt': 'outside',
  '404.html': 'no such page',
  '_astro/a.js': 'export {}',
  'causes/index.html': 'all causes',
  'index.html': 'start',
}))
  writeFileSync(join(folder, file), text);

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Asks for a path as it is written; `fetch` would resolve its dots first. */
const ask = (port: number, path: string, method = 'GET') =>
  new Promise<Answer>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
    })
      .on('error', reject)
      .end();
  });

test('a path gets its file, with the headers of each pattern that matches it', async () => {
  const site = await serveSite({ folder });
  try {
    const page = await ask(site.port, '/causes/?q=1');
    assert.deepEqual([page.status, page.text], [200, 'all causes']);
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    assert.equal(page.headers['cache-control'], 'no-cache');
    const script = await ask(site.port, '/_astro/a.js');
    assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(script.headers['referrer-policy'], 'no-referrer');
    assert.equal(script.headers['cache-control'], 'max-age=9, immutable');
    const head = await ask(site.port, '/', 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '5', '']);
  } finally {
    await site.stop();
  }
});

test('a folder without its slash leads to it, and what is not there gets the page that says so', async () => {
  const site = await serveSite({ folder });
  try {
    const way = await ask(site.port, '/causes');
    assert.deepEqual([way.status, way.headers.location], [301, '/causes/']);
    for (const path of ['/none', '/none/', '/causes/none.html', '/%E0%A4%A', '//causes/x'])
      assert.deepEqual(
        await ask(site.port, path).then(({ status, text }) => [status, text]),
        [404, 'no such page'],
        path,
      );
  } finally {
    await site.stop();
  }
});

test('nothing outside of the folder is served, and nothing outside of the base path', async () => {
  const site = await serveSite({ folder });
  const below = await serveSite({ folder, base: '/not101/' });
  try {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/causes/..%2f..%2fsecret.txt',
    ])
      assert.equal((await ask(site.port, path)).status, 404, path);
    assert.equal((await ask(below.port, '/not101/')).text, 'start');
    for (const path of ['/', '/causes/', '/not101', '/not101/..%2f..%2fsecret.txt'])
      assert.equal((await ask(below.port, path)).status, 404, path);
  } finally {
    await Promise.all([site.stop(), below.stop()]);
  }
});

test('a port that is in use is an error', async () => {
  const site = await serveSite({ folder });
  try {
    await assert.rejects(serveSite({ folder, port: site.port }), /EADDRINUSE/);
  } finally {
    await site.stop();
  }
});
