/** How soon Stop answers, measured by the page's own clock. It runs after the other tests, which would take the processor from the page. */
import type { Page } from '@playwright/test';
import { allowEndpointLines, expect, practiceUrl, siteUrl, test } from './browser.ts';

/** Presses Stop and says how long the page took to be ready again, in milliseconds of its own clock. */
const stopTime = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const [start, stop] = ['[data-start]', '[data-stop]'].map((selector) =>
          document.querySelector<HTMLButtonElement>(selector),
        );
        if (!start || !stop) throw new Error('The page has no Start or no Stop.');
        const pressed = performance.now();
        new MutationObserver(() => {
          if (!start.disabled) resolve(performance.now() - pressed);
        }).observe(start, { attributes: true });
        stop.click();
      }),
  );

for (const endpoint of [
  'answers-in-bursts',
  'never-closes',
  'drops-after-silence?seconds=60',
  'never-answers',
  'sends-steadily',
])
  test(`Stop works within 200 ms against ${endpoint}`, async ({ page, complaints }) => {
    await page.goto(`${siteUrl()}/test/`);
    await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/${endpoint}`);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('[data-timeline]')).toContainText('Handshake sent');
    expect(await stopTime(page)).toBeLessThan(200);
    await expect(page.getByRole('heading', { name: 'The test was cut short' })).toBeVisible();
    allowEndpointLines(complaints);
  });
