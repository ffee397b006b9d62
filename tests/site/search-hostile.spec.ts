/** The search where its files fail or hang, and where a query is long, coloured or secret. */
import type { Page, Route } from '@playwright/test';
import { expect, siteUrl, test } from './browser.ts';

const known =
  "WebSocket connection to 'wss://a.test/' failed: Error during WebSocket handshake: Unexpected response code: 403";
const knownPage = '/messages/unexpected-response-code/';
const searchFor = (page: Page, text: string) =>
  page.goto(`${siteUrl()}/search/#q=${encodeURIComponent(text)}`);
const first = (page: Page) => page.locator('[data-results] a').first();
const allowFailures = (complaints: string[]) =>
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/Failed to load resource|ERR_FAILED|MIME/.test(line)),
  );

const failures: Record<string, (route: Route) => Promise<void>> = {
  'is missing': (route) => route.fulfill({ status: 404, body: '' }),
  'is an error': (route) => route.fulfill({ status: 500, body: '' }),
  'is HTML': (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Login</h1>' }),
  'is cut': (route) => route.fulfill({ contentType: 'text/javascript', body: 'export const search = (' }),
  // Never answered: the page is closed at the end of the test.
  hangs: () => Promise.resolve(),
};

for (const [what, fail] of Object.entries(failures)) {
  test(`where the index ${what}, the known messages are shown, and that more may be missing`, async ({
    page,
    complaints,
  }) => {
    await page.route('**/pagefind/**', fail);
    await searchFor(page, known);
    await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
    await expect(page.locator('[data-status]')).toContainText(
      what === 'hangs' ? 'The full-text index is still loading' : 'The full-text index could not be loaded',
      { timeout: 8000 },
    );
    allowFailures(complaints);
  });

  test(`where the list of messages ${what}, the index is searched all the same`, async ({
    page,
    complaints,
  }) => {
    await page.route('**/data/messages.json', fail);
    await searchFor(page, known);
    await expect(page.locator(`[data-results] a[href*="${knownPage}"]`)).toBeVisible();
    await expect(page.locator('[data-status]')).toContainText(
      what === 'hangs' ? 'The list of messages is still loading' : 'The list of messages could not be loaded',
      { timeout: 8000 },
    );
    allowFailures(complaints);
  });
}

test('where a part of the index is missing, the rest is shown', async ({ page, complaints }) => {
  let count = 0;
  await page.route('**/pagefind/fragment/**', (route) =>
    (count += 1) === 1 ? route.fulfill({ status: 404, body: '' }) : route.continue(),
  );
  await searchFor(page, 'idle timeout');
  expect(await page.locator('[data-results] a').count()).toBeGreaterThanOrEqual(0);
  await expect.poll(() => page.locator('[data-results] a').count()).toBeGreaterThan(2);
  allowFailures(complaints);
});

test('what is searched for never reaches the site: it stands behind the #', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  const line = known.replace('a.test/', 'a.test/?token=SECRETSEARCH');
  for (const [path, label] of [
    ['/', 'An error message, a status'],
    ['/causes/', 'Search a message, status or symptom'],
    ['/search/', 'A message, a status, a close code'],
  ] as const) {
    await page.goto(`${siteUrl()}${path}`);
    const field = page.getByLabel(label);
    await field.fill(line);
    await field.locator('xpath=ancestor::form').getByRole('button').click();
    await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
    expect(new URL(page.url()).search).toBe('');
  }
  expect(asked.filter((each) => /SECRET|[?]q/.test(each))).toEqual([]);
});

test('a second search on the same page shows its own results', async ({ page }) => {
  await searchFor(page, known);
  await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
  const field = page.getByLabel('A message, a status, a close code');
  await expect(field).toHaveValue(known);
  await field.fill('Error: Unexpected server response: 426');
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await expect(first(page)).toHaveAttribute('href', /unexpected-server-response/);
  await page.goBack();
  await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
  await expect(field).toHaveValue(known);
});

test('2,000 letters of another script are searched for, not answered with an error of the server', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/search/`);
  await page.getByLabel('A message, a status, a close code').fill(`${known} ${'連'.repeat(1900)}`);
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
});

for (const [what, line] of [
  ['colours', `\u001b[31m${known}\u001b[0m`],
  ['colours word by word', known.replace(/\S+/g, '\u001b[1;31m$&\u001b[0m')],
  ['a zero-width space', known.replace('response', 'res\u200bponse')],
  ['a byte order mark', `\ufeff${known}`],
] as const)
  test(`a line with ${what} finds its page`, async ({ page }) => {
    await searchFor(page, line);
    await expect(first(page)).toHaveAttribute('href', new RegExp(knownPage));
  });

test('without script the search is an ordinary request, and the page says where the words go', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${siteUrl()}/`);
  await expect(page.getByRole('contentinfo')).toContainText(
    'Without script, a search sends its words to this site',
  );
  await context.close();
});
