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

for (const { width, height, median: half, most, screens: near, share } of screens)
  test(`at ${width} px the first fix of a cause ends its first line within ${half} screens as the median, within ${near} on ${share} pages of 100, and within ${most} on every page`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height });
    const measured: { path: string; bottom: number }[] = [];
    for (const path of paths) {
      await page.goto(siteUrl() + path);
      // What repairs is the first line that the config gains or loses; without a config it is the instruction.
      const line = page
        .locator('#fix-it ~ .fix')
        .first()
        .locator('ins, del, p:not(.ran)')
        .filter({ visible: true });
      const changed = line.and(page.locator('ins, del'));
      const box = await ((await changed.count()) > 0 ? changed : line).first().boundingBox();
      expect(box, path).not.toBeNull();
      measured.push({ path, bottom: Math.round((box?.y ?? Infinity) + (box?.height ?? 0)) });
    }
    const figures = measured.toSorted((one, other) => other.bottom - one.bottom);
    const middle = median(measured.map(({ bottom }) => bottom));
    console.log(
      `first line of the first fix at ${width}×${height}: median ${middle} px; lowest: ${figures
        .slice(0, 5)
        .map(({ path, bottom }) => `${path} ${bottom}`)
        .join(', ')}`,
    );
    expect(measured.length).toBeGreaterThan(40);
    expect(middle).toBeLessThanOrEqual(half * height);
    const shown = measured.filter(({ bottom }) => bottom <= near * height).length;
    expect((100 * shown) / measured.length).toBeGreaterThanOrEqual(share);
    expect(figures.filter(({ bottom }) => bottom > most * height)).toEqual([]);
  });
