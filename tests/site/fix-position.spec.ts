import { builtPages } from './built.ts';
import { expect, siteUrl, test } from './browser.ts';

const paths = builtPages()
  .map(({ path }) => path)
  .filter((path) => /^\/causes\/[^/]+\/$/.test(path));
/** Height of a laptop's screen less the browser's own bars. */
const screen = 800;

/** The largest of a half of the numbers, with the middle one where their count is odd. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Infinity;
}

test('the first fix of a cause ends its first line within one and a half screens as the median, and within two on every page', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1280, height: screen });
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
  console.log(
    `first line of the first fix at 1280×${screen}: median ${median(measured.map(({ bottom }) => bottom))} px; lowest: ${figures
      .slice(0, 5)
      .map(({ path, bottom }) => `${path} ${bottom}`)
      .join(', ')}`,
  );
  expect(measured.length).toBeGreaterThan(40);
  expect(median(measured.map(({ bottom }) => bottom))).toBeLessThanOrEqual(1.5 * screen);
  expect(figures.filter(({ bottom }) => bottom > 2 * screen)).toEqual([]);
});
