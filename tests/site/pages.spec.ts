import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { builtPages } from './built.ts';
import { expect, siteUrl, test as base } from './browser.ts';

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

/** How many tables of limits or codes have to be scrolled sideways. */
const wideTables = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('table.stacked')].filter(
        ({ scrollWidth, parentElement }) => scrollWidth > (parentElement?.clientWidth ?? 0),
      ).length,
  );

const paths = builtPages().map(({ path }) => path);

for (const path of paths)
  test(`${path} has no axe violation in light and dark, an empty console, and fits 360 px`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(siteUrl() + path);
    await page.evaluate(axe.source);
    expect(await violations(page), 'in light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // In the dark only the colours differ.
    expect(await violations(page, ['color-contrast']), 'in dark').toEqual([]);
    const frames = page.frames().slice(1);
    expect(
      frames.map((frame) => frame.url()),
      'frames, into which axe does not look',
    ).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    expect(await wideTables(page), 'tables whose rows are stacked and still wider than the page').toBe(0);
    await expect(page.locator('h1')).toHaveCount(1);
  });

test('at least 350 pages were looked at', () => {
  expect(paths.length).toBeGreaterThan(350);
});

test('the tables of limits fit a wide window, notes included', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  for (const path of ['/reference/limits/', '/reference/timeouts/', '/stacks/traffic-server/']) {
    await page.goto(siteUrl() + path);
    expect(await wideTables(page), path).toBe(0);
  }
  await page.close();
});
