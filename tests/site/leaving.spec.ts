/**
 * What becomes of a test when the reader leaves the page, or the browser freezes it: the endpoint must not be blamed.
 * Driven by Puppeteer: Playwright keeps every page visible, so that none is frozen, and loses one that comes back from
 * the back/forward cache.
 */
import puppeteer from 'puppeteer-core';
import type { Page } from 'puppeteer-core';
import { expect, practiceUrl, siteUrl, test } from './browser.ts';

for (const [what, leave] of Object.entries({
  'that comes back from the back/forward cache': async (page: Page) => {
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await page.goto(`${siteUrl()}/causes/`);
    await page.goBack();
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
  },
  'that the browser froze': async (page: Page) => {
    const session = await page.createCDPSession();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await session.send('Page.setWebLifecycleState', { state: 'active' });
  },
}))
  test(`a page ${what} says that the test was cut short`, async () => {
    const { executablePath, args } = test.info().project.use.launchOptions ?? {};
    const browser = await puppeteer.launch({
      ...(executablePath && { executablePath }),
      ...(args && { args }),
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    try {
      const page = await browser.newPage();
      // The page asks before it lets a test end.
      page.on('dialog', (dialog) => void dialog.accept());
      await page.goto(`${siteUrl()}/test/#hold=30&url=${encodeURIComponent(`${practiceUrl()}/echo`)}`);
      await page.locator('[data-start]:enabled').click();
      await page.waitForSelector('[data-step=Silence] progress');
      await leave(page);
      const words = await page.waitForSelector('[data-conclusion] article');
      expect(await words?.evaluate(({ textContent }) => textContent)).toMatch(
        /The test was cut short.*You left the page/,
      );
      const silence = await page.$eval('[data-step=Silence]', ({ textContent }) => textContent);
      expect(silence).toMatch(/skipped/);
      expect(await page.$('[data-conclusion] a.button')).toBeNull();
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    } finally {
      await browser.close();
    }
  });
