/** What hostile input did not break, so that it stays so. */
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
