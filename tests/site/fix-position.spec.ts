import type { Page } from '@playwright/test';
import { builtPages } from './built.ts';
import { expect, siteUrl, test } from './browser.ts';

const paths = builtPages()
  .map(({ path }) => path)
  .filter((path) => /^\/causes\/[^/]+\/$/.test(path));
/** A laptop's screen less the browser's own bars, and a phone: on each, how many screens down the first fix may begin, and how many pages of a hundred show it on that many screens. */
const screens = [
  { width: 1280, height: 800, median: 0.9, most: 1.3, screens: 1, share: 90 },
  { width: 390, height: 844, median: 1.71, most: 2.5, screens: 2, share: 80 },
] as const;

/** The largest of a half of the numbers, with the middle one where their count is odd. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Infinity;
}

/**
 * Pixels from the top of a page to the end of what repairs first: the first visible line that the config gains or loses; without a config it is the
 * instruction.
 */
const firstFix = (page: Page) =>
  page.evaluate(() => {
    const of = (parts: string) => document.querySelector('#fix-it ~ .fix')?.querySelectorAll(parts) ?? [];
    const [line] = [...of('ins, del'), ...of('p:not(.ran)')].filter(
      (part) => part.checkVisibility() && part.getBoundingClientRect().height > 0,
    );
    return line === undefined ? Infinity : Math.round(line.getBoundingClientRect().bottom + scrollY);
  });

let measured: { path: string; bottoms: readonly number[] }[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await browser.newPage();
  measured = [];
  for (const path of paths) {
    await page.goto(siteUrl() + path);
    const bottoms: number[] = [];
    for (const { width, height } of screens) {
      await page.setViewportSize({ width, height });
      bottoms.push(await firstFix(page));
    }
    measured.push({ path, bottoms });
  }
  await page.close();
});

test.describe.configure({ mode: 'default' });

for (const [index, { width, height, median: half, most, screens: near, share }] of screens.entries())
  test(`at ${width} px the first fix of a cause ends its first line within ${half} screens as the median, within ${near} on ${share} pages of 100, and within ${most} on every page`, () => {
    const figures = measured
      .map(({ path, bottoms }) => ({ path, bottom: bottoms[index] ?? Infinity }))
      .toSorted((one, other) => other.bottom - one.bottom);
    const middle = median(figures.map(({ bottom }) => bottom));
    console.log(
      `first line of the first fix at ${width}×${height}: median ${middle} px; lowest: ${figures
        .slice(0, 5)
        .map(({ path, bottom }) => `${path} ${bottom}`)
        .join(', ')}`,
    );
    expect(figures.length).toBeGreaterThan(40);
    expect(middle).toBeLessThanOrEqual(half * height);
    const shown = figures.filter(({ bottom }) => bottom <= near * height).length;
    expect((100 * shown) / figures.length).toBeGreaterThanOrEqual(share);
    expect(figures.filter(({ bottom }) => bottom > most * height)).toEqual([]);
  });
