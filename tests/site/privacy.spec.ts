/** What is typed or pasted into a search stays in the browser: every request is recorded, with its headers and its body. */
import type { BrowserContext, Page } from '@playwright/test';
import { causes, expect, siteUrl, status, test, theBox } from './browser.ts';

/** A pasted line with what nobody wants to see in a log. */
const secret = 'hunter2secret';
const pasted = `WebSocket connection to 'wss://${secret}.test/live?token=${secret}' failed: Error during WebSocket handshake: Unexpected response code: 502`;
const headerField = (page: Page) => page.getByLabel('Search a message, status or symptom');

interface Asked {
  url: string;
  /** Everything else that was sent: method, headers, body. */
  sent: string;
}

/** Records all that is sent from now on, and each socket that is opened. */
function record(context: BrowserContext, page: Page): Asked[] {
  const asked: Asked[] = [];
  context.on('request', (request) =>
    asked.push({
      url: request.url(),
      sent: `${request.method()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`,
    }),
  );
  page.on('websocket', (socket) => asked.push({ url: socket.url(), sent: 'a WebSocket' }));
  return asked;
}

/** Only files of the site may have been asked for, by their names alone. Pagefind adds the time to one of them. */
function expectNothingSent(
  asked: readonly Asked[],
  words: readonly string[] = [secret, 'WebSocket', 'response+code'],
) {
  expect(asked.length).toBeGreaterThan(0);
  for (const { url, sent } of asked) {
    const { origin, pathname, search } = new URL(url);
    expect(origin, url).toBe(siteUrl());
    expect(search, url).toMatch(pathname.endsWith('/pagefind-entry.json') ? /^\?ts=\d+$/ : /^$/);
    expect(pathname, url).toMatch(
      /^\/(_astro|data|pagefind)\/[\w./-]+$|^\/(search|diagnose|causes|test)\/([\w-]+\/)?$|^\/(mark\.svg)?$/,
    );
    expect(sent, url).toMatch(/^GET /);
    expect(sent, url).not.toMatch(/"referer":"[^"]/i);
    for (const word of words) expect(`${decodeURIComponent(url)} ${sent}`, url).not.toContain(word);
  }
}

test('what is pasted into the start page, looked up and followed further is in no request', async ({
  page,
  context,
}) => {
  const asked = record(context, page);
  await page.goto(siteUrl());
  await page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
  await theBox(page).focus();
  await page.keyboard.press('Control+V');
  await expect(theBox(page)).toHaveValue(pasted);
  await expect(causes(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Look it up' }).click();
  await page.waitForURL('**/search/#q=*');
  await expect(page.locator('[data-kind] a').first()).toBeVisible();
  await page.getByRole('link', { name: 'Go on with questions' }).click();
  await expect(page.getByRole('region', { name: 'Your answers' })).toBeVisible();
  await page.goBack();
  await causes(page).first().getByRole('link').first().click();
  await page.waitForURL('**/causes/**');
  await page.goBack();
  await page.getByRole('link', { name: `Test wss://${secret}.test/live` }).click();
  await expect(page.getByLabel('Address of the WebSocket')).toHaveValue(`wss://${secret}.test/live`);
  expectNothingSent(asked);
});

test('what is typed key by key into the page of results, and submitted there, is in no request', async ({
  page,
  context,
}) => {
  const asked = record(context, page);
  await page.goto(`${siteUrl()}/search/`);
  await theBox(page).pressSequentially(`websocket 502 nginx ${secret}`, { delay: 20 });
  await expect(status(page)).toHaveText(/likely cause/);
  await theBox(page).press('Enter');
  await expect(page).toHaveURL(/#q=websocket\+502/);
  await expect(page.locator('[data-kind] a').first()).toBeVisible();
  await page.locator('.one-more').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Messages', exact: true }).click();
  await page.reload();
  await expect(theBox(page)).toHaveValue(`websocket 502 nginx ${secret}`);
  await expect(causes(page).first()).toBeVisible();
  expectNothingSent(asked, [secret, '502']);
});

for (const how of ['Enter', 'its button'])
  test(`what is typed into the header of a page and submitted by ${how} is in no request`, async ({
    page,
    context,
  }) => {
    const asked = record(context, page);
    await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/`);
    await headerField(page).fill(pasted);
    if (how === 'Enter') await headerField(page).press('Enter');
    else await page.getByRole('banner').getByRole('button', { name: 'Search' }).click();
    await page.waitForURL('**/search/#q=*');
    await expect(theBox(page)).toHaveValue(pasted);
    await expect(causes(page).first()).toBeVisible();
    expectNothingSent(asked);
  });

for (const place of ['search/', ''])
  test(`an old link to /${place} with ?q= loses its query at once, finds the same, and asks for nothing with it`, async ({
    page,
    context,
  }) => {
    const asked = record(context, page);
    await page.goto(`${siteUrl()}/${place}?q=${encodeURIComponent(`token=${secret} nginx 1006`)}`);
    await expect(theBox(page)).toHaveValue(`token=${secret} nginx 1006`);
    const { search, hash } = new URL(page.url());
    expect(search).toBe('');
    expect(new URLSearchParams(hash.slice(1)).get('q')).toBe(`token=${secret} nginx 1006`);
    await expect(causes(page).first()).toBeVisible();
    await page.reload();
    await expect(theBox(page)).toHaveValue(`token=${secret} nginx 1006`);
    // The link itself was asked for with its query by whoever followed it.
    expectNothingSent(asked.slice(1), [secret, '1006']);
  });

test('an old link with ?q=token=SECRET leaves neither the address bar nor the history with a query', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/causes/`);
  await page.goto(`${siteUrl()}/search/?q=token=${secret}`);
  await expect(page).toHaveURL(`${siteUrl()}/search/#q=token%3D${secret}`);
  await page.goBack();
  await expect(page).toHaveURL(`${siteUrl()}/causes/`);
  await page.goForward();
  await expect(page).toHaveURL(`${siteUrl()}/search/#q=token%3D${secret}`);
});

test.describe('with script off', () => {
  test.use({ javaScriptEnabled: false });

  for (const [path, where] of [
    ['/', 'the box of the start page'],
    ['/search/', 'the box of the page of results'],
    ['/causes/', 'the field in the header'],
  ] as const)
    test(`submitting ${where} sends nothing of the text, and leads to the list of everything`, async ({
      page,
      context,
    }) => {
      const asked = record(context, page);
      await page.goto(siteUrl() + path);
      const field = path === '/causes/' ? headerField(page) : theBox(page);
      await field.fill(pasted);
      await field.locator('xpath=ancestor::form').getByRole('button').click();
      await page.waitForURL(/\/search\/\??$/);
      await expect(page.locator('noscript')).toHaveText(/Searching needs script/, { useInnerText: true });
      await expect(page.getByRole('link', { name: /1006/ }).first()).toBeVisible();
      expectNothingSent(asked);
    });
});

test('while the script is still on its way, or never comes, submitting sends nothing of the text', async ({
  page,
  context,
  complaints,
}) => {
  await page.route(/\/_astro\/.*\.js/, (route) => route.fulfill({ status: 503, body: '' }));
  const asked = record(context, page);
  await page.goto(siteUrl());
  await theBox(page).fill(pasted);
  await page.getByRole('button', { name: 'Look it up' }).click();
  await page.waitForURL(/\/search\/\??$/);
  expectNothingSent(asked);
  complaints.splice(0, complaints.length, ...complaints.filter((each) => !each.includes('503')));
});
