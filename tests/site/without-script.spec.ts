/** What a form does where its script never runs, or runs too late: nothing that is typed may be sent. */
import type { Page } from '@playwright/test';
import { expect, siteUrl, test } from './browser.ts';

/** Fills the test form, tries to submit it in each way, and gives the addresses with anything typed or with a query that were asked for meanwhile. */
async function submitted(page: Page): Promise<string[]> {
  const asked: string[] = [];
  // The browser asks for the icon of the page when it likes.
  page.on('request', (request) => {
    if (!request.url().endsWith('/mark.svg')) asked.push(request.url());
  });
  await page.locator('#url').fill('wss://app.example/ws?token=hunter2');
  await page.getByText('What else to measure').click();
  await page.locator('#message').fill('{"login":"hunter2"}');
  await page.locator('#subprotocols').fill('bearer-hunter2');
  await page.locator('#url').press('Enter');
  await page.locator('[data-start]').click({ force: true });
  // A navigation would have begun by the time that the page answers again.
  await expect(page.locator('#message')).toHaveValue('{"login":"hunter2"}');
  await page.locator('#message').press('Enter');
  await expect(page.locator('#url')).toHaveValue(/hunter2/);
  expect(page.url()).toBe(`${siteUrl()}/test/`);
  // The icon of the page may still be on its way.
  return asked.filter((url) => /hunter2|[?]/.test(url));
}

test('with script off, Start sends nothing of what was typed', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${siteUrl()}/test/`);
  await expect(page.locator('[data-start]')).toBeDisabled();
  expect(await submitted(page)).toEqual([]);
  await context.close();
});

test('while the script is still on its way, or never comes, Start sends nothing of what was typed', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(/\/_astro\/.*\.js/, (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto(`${siteUrl()}/test/`);
  expect(await submitted(page)).toEqual([]);
  await context.close();
});
