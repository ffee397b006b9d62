/** What hostile input did not break, so that it stays so. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { allowEndpointLines, expect, practiceUrl, siteUrl, test } from './browser.ts';

test('twenty Starts at once open one connection', async ({ page, complaints }) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(`${siteUrl()}/test/#hold=0&url=${encodeURIComponent(`${practiceUrl()}/echo`)}`);
  await expect(page.locator('[data-start]')).toBeEnabled();
  await page.evaluate(() => {
    const form = document.querySelector('form.test-form');
    for (let count = 0; count < 20; count += 1)
      form?.dispatchEvent(new SubmitEvent('submit', { cancelable: true, bubbles: true }));
  });
  await expect(page.getByRole('heading', { name: 'The endpoint works from here' })).toBeVisible();
  expect(sockets).toHaveLength(1);
  allowEndpointLines(complaints);
});

test('the site is served with its headers, so that no other page can show it in a frame', async ({
  page,
}) => {
  const answer = await page.goto(siteUrl());
  const headers = answer?.headers() ?? {};
  expect(headers['content-security-policy']).toBe("frame-ancestors 'none'");
  for (const name of [
    'strict-transport-security',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
    'x-content-type-options',
    'referrer-policy',
  ])
    expect(headers[name], name).toBeTruthy();
});

test('a page that may keep nothing runs the test', async ({ page, complaints }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.goto(`${siteUrl()}/test/#hold=0&url=${encodeURIComponent(`${practiceUrl()}/echo`)}`);
  await page.locator('[data-start]:enabled').click();
  await expect(page.getByRole('heading', { name: 'The endpoint works from here' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Forget it' })).toBeHidden();
  allowEndpointLines(complaints);
});

test('a close reason that turns the direction of writing turns no words of the page', async ({
  page,
  complaints,
}) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.close(4000, 'ok \u202edessap tset eht \u2066\u200f'));
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await page.goto(`${siteUrl()}/test/#hold=0&url=${encodeURIComponent(`ws://127.0.0.1:${port}/`)}`);
  await page.locator('[data-start]:enabled').click();
  await expect(page.locator('[data-step=Close] bdi').first()).toContainText('ok U+202E');
  const shown = await page.locator('[data-results]').innerText();
  expect(shown).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  server.close();
  allowEndpointLines(complaints);
});

const fragments: Record<string, string> = {
  'a javascript address': 'url=javascript%3Aalert(1)&endpoint=javascript%3Aalert(1)',
  markup: `url=${encodeURIComponent('"><img src=x onerror=alert(1)>')}&q=${encodeURIComponent('<script>alert(1)</script>')}`,
  'prototype keys': '__proto__=x&constructor=y&symptom=__proto__&hold=toString&largest=constructor',
  'broken escapes': 'url=%E0%A4%A&symptom=%&q=%',
  'bidi and zero-width': `url=${encodeURIComponent('ws://\u202e\u200b.test/')}&q=${encodeURIComponent('\u202e\u200b')}`,
  'a megabyte': `url=${'a'.repeat(1_000_000)}`,
  'a thousand keys': Array.from({ length: 1000 }, (_, index) => `symptom${index}=drops`).join('&'),
};
for (const [what, fragment] of Object.entries(fragments))
  test(`a fragment with ${what} breaks no page and sends nothing`, async ({ page }) => {
    for (const path of [
      '/test/',
      '/diagnose/',
      '/diagnose/status/',
      '/search/',
      '/causes/proxy-idle-timeout/',
    ]) {
      const asked: string[] = [];
      page.on('websocket', (socket) => asked.push(socket.url()));
      await page.goto(`${siteUrl()}${path}#${fragment}`);
      await expect(page.locator('h1')).toBeVisible();
      await expect(page.locator('main img, main script:not([type=module])')).toHaveCount(0);
      expect(asked).toEqual([]);
    }
  });
