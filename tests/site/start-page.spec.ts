/** The start page: what it promises, and the proof of it. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, siteUrl, test } from './browser.ts';

const folders = readdirSync('content/cases');
const records = ['evidence.json', 'evidence.current.json'].map(
  (name) => folders.filter((slug) => existsSync(`content/cases/${slug}/${name}`)).length,
);

test('the name, the promise, the box, a run and the doctor’s line are there, and the numbers are those of the records', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(siteUrl());
  const [stable = 0, current = 0] = records;
  const runs = (2 * (stable + current)).toLocaleString('en');
  await expect(page.locator('.counted')).toHaveText(
    new RegExp(
      `${runs} recorded runs of ${stable} failures, each broken and fixed, ${current} of them on 2 generations of`,
    ),
  );
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/why a WebSocket won’t connect/);
  for (const part of [page.locator('.name'), page.locator('#anything'), page.locator('.proof .broken svg')])
    await expect(part).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.command code')).toHaveText(
    /doctor\.mjs && node doctor\.mjs wss:\/\/app\.example\/ws/,
  );
});

for (const javaScriptEnabled of [true, false])
  test(`the run is shown broken and fixed, by keyboard, with script ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(siteUrl());
    const [broken, fixed] = [page.locator('.proof .broken'), page.locator('.proof .fixed')];
    await expect(broken).toBeVisible();
    await expect(broken).toContainText('426');
    await expect(fixed).toBeHidden();
    const before = await page.locator('.doors').boundingBox();
    await page.getByRole('radio', { name: 'Broken' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(fixed).toBeVisible();
    await expect(fixed).toContainText('101');
    await expect(broken).toBeHidden();
    expect(await page.locator('.doors').boundingBox(), 'nothing moves').toEqual(before);
    await page.keyboard.press('ArrowLeft');
    await expect(broken).toBeVisible();
    await context.close();
  });

test('the run leads to its record and to its fix', async ({ page }) => {
  await page.goto(siteUrl());
  await expect(page.getByRole('link', { name: 'See the run' })).toHaveAttribute('href', /^\/evidence\//);
  await page.getByRole('link', { name: 'Get its fix' }).click();
  await expect(page.locator('#fix-it')).toBeVisible();
});

for (const [name, words] of [
  ['a console line', /likely cause.*known message/],
  ['1006', /likely cause/],
  ['drops after 60 s', /likely cause/],
  ['wss://…', /This is an address/],
] as const)
  test(`the example “${name}” is looked up with one click`, async ({ page }) => {
    await page.goto(siteUrl());
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.locator('[data-status]')).toHaveText(words);
  });
