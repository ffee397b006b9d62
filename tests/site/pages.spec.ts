import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { builtPages } from './built.ts';
import { samplePaths } from './shapes.ts';
import { causes, expect, searchFor, siteUrl, test as base } from './browser.ts';

/** One tab for each worker: a new one for each page costs more than the page's checks, and nothing here outlives a navigation. */
const test = base.extend<object, { tab: Page }>({
  tab: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: ({ tab }, use) => use(tab),
});

/** Rule and first element of each violation that axe finds. It must have been loaded into the page. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const options: axe.RunOptions = { resultTypes: ['violations'] };
  if (rules) options.runOnly = { type: 'rule', values: rules };
  const results = await page.evaluate(
    (runOptions) => (window as unknown as { axe: typeof axe }).axe.run(document, runOptions),
    options,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** How wide a page is, how many tables of limits or codes have to be scrolled sideways, and how many h1 there are. */
const measures = (page: Page) =>
  page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    wideTables: [...document.querySelectorAll('table.stacked')].filter(
      ({ scrollWidth, parentElement }) => scrollWidth > (parentElement?.clientWidth ?? 0),
    ).length,
    headings: document.querySelectorAll('h1').length,
  }));

/** What must hold of each shape of page, and of what script draws on one: no violation in light and dark, and nothing wider than a phone, or than a page at 400 %. */
async function expectSound(page: Page) {
  await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violations(page), 'in light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  // In the dark only the colours differ.
  expect(await violations(page, ['color-contrast']), 'in dark').toEqual([]);
  await expectFits(page);
  const wide = page.viewportSize() ?? { width: 360, height: 740 };
  await page.setViewportSize({ ...wide, width: 320 });
  await expectFits(page, 320);
  await page.setViewportSize(wide);
}

async function expectFits(page: Page, most = 360) {
  const { width, wideTables } = await measures(page);
  expect(width).toBeLessThanOrEqual(most);
  expect(wideTables, 'tables whose rows are stacked and still wider than the page').toBe(0);
}

const pages = builtPages();

/** How many pages one test looks at. A test costs twice what looking at a page does, and each fault names its page. */
const pagesOfTest = 25;

for (let from = 0; from < pages.length; from += pagesOfTest) {
  const paths = pages.slice(from, from + pagesOfTest).map(({ path }) => path);
  test(`each page from ${paths[0]} to ${paths.at(-1)} has an empty console, one h1 and no frame, and fits 360 px`, async ({
    page,
    complaints,
  }) => {
    test.setTimeout(paths.length * 10_000);
    for (const path of paths) {
      await page.goto(siteUrl() + path);
      const { width, wideTables, headings } = await measures(page);
      expect.soft(width, `${path}: its width`).toBeLessThanOrEqual(360);
      expect.soft(wideTables, `${path}: stacked tables that are still wider than the page`).toBe(0);
      expect.soft(headings, `${path}: its h1`).toBe(1);
      const frames = page.frames().slice(1);
      expect
        .soft(
          frames.map((frame) => frame.url()),
          `${path}: frames, into which axe does not look`,
        )
        .toEqual([]);
      expect.soft(complaints.splice(0), `${path}: its console`).toEqual([]);
    }
  });
}

for (const path of samplePaths())
  test(`${path} has no axe violation in light and dark`, async ({ page }) => {
    await page.goto(siteUrl() + path);
    await expectSound(page);
  });

for (const [what, text] of Object.entries({
  'a console line':
    "app.3f2a.js:1 WebSocket connection to 'wss://chat.shop.test/live' failed: Error during WebSocket handshake: Unexpected response code: 502",
  'a number': '1006',
  'a symptom': 'drops after 60 seconds nginx',
  'lines of a log': Array.from(
    { length: 3 },
    () =>
      '2026/11/20 03:12:44 [error] 31#31: *71 connect() failed (111: Connection refused) while connecting to upstream',
  ).join('\n'),
  nonsense: 'xyzzyplugh',
  'an address': 'wss://chat.shop.test/a-path-that-is-longer-than-a-phone-is-wide/and-goes-on',
  'one long word': 'x'.repeat(300),
}))
  test(`the results for ${what} have no axe violation in light and dark, and fit 360 px`, async ({
    page,
  }) => {
    // Another page first: from results to results only the fragment would change.
    await page.goto(`${siteUrl()}/404.html`);
    await searchFor(page, text);
    if (!/wss:|^x/.test(text)) await expect(page.locator('[data-kind]').first()).toBeVisible();
    await expectSound(page);
    await page.goto(`${siteUrl()}/404.html`);
    await page.goto(`${siteUrl()}/#${new URLSearchParams({ q: text })}`);
    await expect(page.locator('[data-results] a').first()).toBeVisible();
    await expectSound(page);
  });

test('a result of the wizard with answers, its ranking and one more question has no axe violation and fits 360 px', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/404.html`);
  await page.goto(
    `${siteUrl()}/diagnose/handshake-any/#symptom=never-opens&status=404&front=nginx&front=cdn`,
  );
  await expect(page.locator('.one-more')).toBeVisible();
  await expect(causes(page).first()).toContainText('For:');
  await expectSound(page);
  await page.goto(`${siteUrl()}/diagnose/front-upgrade/#symptom=never-opens&status=426`);
  await page.getByRole('button', { name: 'Several of these' }).click();
  await page.getByRole('checkbox', { name: /^nginx/ }).click();
  await expectSound(page);
});

test('at least 350 pages were looked at', () => {
  expect(pages.length).toBeGreaterThan(350);
});

test('the tables of limits fit a wide window, notes included', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  for (const path of ['/reference/limits/', '/reference/timeouts/', '/stacks/traffic-server/']) {
    await page.goto(siteUrl() + path);
    expect((await measures(page)).wideTables, path).toBe(0);
  }
  await page.close();
});
