/** How the pages look to those who choose: light or dark, less motion, forced colours, paper, a narrow or enlarged page. */
import type { Page } from '@playwright/test';
import { builtFile, builtPages } from './built.ts';
import { expect, siteUrl, test } from './browser.ts';

const ground = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const choice = (page: Page) => page.getByLabel('Colours');
const paper = { light: 'rgb(250, 248, 243)', dark: 'rgb(22, 22, 20)' };

for (const system of ['light', 'dark'] as const)
  test(`in a system that is ${system}, a page is ${system} until the reader chooses, and then as they chose on every page`, async ({
    page,
  }) => {
    const other = system === 'light' ? 'dark' : 'light';
    const asked: string[] = [];
    await page.emulateMedia({ colorScheme: system });
    await page.goto(siteUrl());
    expect(await ground(page)).toBe(paper[system]);
    page.on('request', (request) => {
      // The browser asks for the icon when it likes.
      if (!request.url().endsWith('/mark.svg')) asked.push(request.url() + JSON.stringify(request.headers()));
    });
    await choice(page).focus();
    await page.keyboard.press(system === 'light' ? 'd' : 'l');
    expect(await ground(page)).toBe(paper[other]);
    expect(asked).toEqual([]);
    await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/`);
    expect(await ground(page)).toBe(paper[other]);
    await expect(choice(page)).toHaveValue(other);
    expect(asked.filter((each) => /theme|cookie/i.test(each))).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe(`{"not101.theme":"${other}"}`);
    await choice(page).selectOption('');
    expect(await ground(page)).toBe(paper[system]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

test('the choice is set before the page has a body, so that nothing flashes', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('not101.theme', 'dark');
    new MutationObserver((_, watch) => {
      if (!document.querySelector('body')) return;
      watch.disconnect();
      document.documentElement.dataset['atBody'] = document.documentElement.dataset['theme'] ?? 'none';
    }).observe(document, { childList: true, subtree: true });
  });
  for (const path of ['/', '/causes/proxy-idle-timeout/', '/test/']) {
    await page.goto(siteUrl() + path);
    await expect(page.locator('html')).toHaveAttribute('data-at-body', 'dark');
  }
});

test('a page that comes back shows what was chosen meanwhile, and another tab follows at once', async ({
  page,
  context,
}) => {
  await page.goto(siteUrl());
  const other = await context.newPage();
  await other.goto(`${siteUrl()}/about/`);
  await choice(other).selectOption('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(choice(page)).toHaveValue('dark');
});

for (const kept of ['pink', '"><img src=x onerror=alert(1)>', '__proto__'])
  test(`a kept choice that is none, “${kept}”, is that of the system`, async ({ page }) => {
    await page.addInitScript((text) => localStorage.setItem('not101.theme', text), kept);
    await page.goto(siteUrl());
    expect(await ground(page)).toBe(paper.light);
    await expect(choice(page)).toHaveValue('');
  });

test('where nothing can be kept, a choice holds for the page', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.goto(siteUrl());
  await choice(page).selectOption('dark');
  expect(await ground(page)).toBe(paper.dark);
});

test('without script a page follows the system, and offers no choice that does nothing', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(siteUrl());
  expect(await ground(page)).toBe(paper.dark);
  await expect(choice(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'a console line' })).toBeHidden();
  await context.close();
});

test('on paper a page is light, whatever was chosen', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('not101.theme', 'dark'));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/`);
  expect(await ground(page)).toBe(paper.light);
});

test('with forced colours a drawing has the reader’s own, and an outcome has a border', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await page.goto(siteUrl());
  const drawn = await page.evaluate(() => {
    const styleOf = (selector: string) => {
      const found = document.querySelector(selector);
      return found ? getComputedStyle(found) : undefined;
    };
    return {
      ink: styleOf('body')?.color,
      arrow: styleOf('.ladder .failed .arrow')?.stroke,
      label: styleOf('.ladder .failed .label')?.fill,
      border: styleOf('.outcome')?.borderTopStyle,
    };
  });
  expect(drawn).toEqual({ ink: drawn.ink, arrow: drawn.ink, label: drawn.ink, border: 'solid' });
});

test('where less motion is wanted nothing moves, and else only the start page’s drawing', async ({
  page,
}) => {
  const moving = () => page.evaluate(() => document.getAnimations().length);
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    await page.emulateMedia({ reducedMotion });
    await page.goto(siteUrl());
    expect(await moving()).toBe(0);
    await page.getByRole('radio', { name: 'Fixed' }).check({ force: true });
    expect((await moving()) > 0).toBe(reducedMotion === 'no-preference');
  }
});

test('a link that is shared has a title, a text and a picture', () => {
  for (const { path, html } of builtPages()) {
    const content = (name: string) =>
      new RegExp(`<meta (?:property|name)="${name}" content="([^"]+)"`).exec(html)?.[1];
    expect(content('og:description'), path).toBe(content('description'));
    expect(html, path).toContain(content('og:title') ?? 'no title');
    expect(content('og:image'), path).toBe('https://not101.example/card.png');
  }
  const card = builtFile('card.png');
  expect(card.subarray(1, 4).toString()).toBe('PNG');
  expect([card.readUInt32BE(16), card.readUInt32BE(20)]).toEqual([1200, 630]);
  expect(card.length).toBeLessThan(150_000);
});
