import AxeBuilder from '@axe-core/playwright';
import { builtPages } from './built.ts';
import { expect, siteUrl, test } from './browser.ts';

const paths = builtPages().map(({ path }) => path);

for (const path of paths)
  test(`${path} has no axe violation in light and dark, an empty console, and fits 360 px`, async ({
    page,
  }) => {
    test.setTimeout(90_000);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(siteUrl() + path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const axe = new AxeBuilder({ page });
      // In the dark only the colours differ.
      if (colorScheme === 'dark') axe.withRules('color-contrast');
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await expect(page.locator('h1')).toHaveCount(1);
  });

test('at least sixty pages were looked at', () => {
  expect(paths.length).toBeGreaterThan(60);
});
