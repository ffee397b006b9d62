/** Finding by browsing: long lists that can be filtered, places that can be linked to, and the way on from a wrong address. */
import type { Page } from '@playwright/test';
import { builtPages } from './built.ts';
import { causes, expect, siteUrl, test, theBox } from './browser.ts';

/** The lists, each with words that only some of its entries have. */
const lists = {
  causes: 'certificate',
  messages: 'nginx',
  stacks: 'aws',
  claims: 'ping',
  evidence: 'haproxy',
} as const;

const filter = (page: Page) => page.getByLabel(/^Filter the/);
const entries = (page: Page) =>
  page.locator('section.group :is(.entries > li, tbody > tr:has(td))').filter({ visible: true });
const said = (page: Page) => page.locator('.browse').getByRole('status');

for (const [list, words] of Object.entries(lists))
  test(`/${list}/ can be filtered by words, says how many are left, and Escape shows all again`, async ({
    page,
  }) => {
    await page.goto(`${siteUrl()}/${list}/`);
    const all = await entries(page).count();
    await filter(page).fill(words.toUpperCase());
    await expect(said(page)).toHaveText(/^\d+ of \d+\.\s*$/);
    const left = await entries(page).count();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(all);
    await expect(said(page)).toHaveText(`${left} of ${all}. `, { useInnerText: false });
    // A group without an entry is gone, and so is the link to it.
    const groups = page.locator('section.group').filter({ visible: true });
    await expect(page.locator('.jumps li').filter({ visible: true })).toHaveCount(await groups.count());
    for (const group of await groups.all())
      expect(
        await group.locator('.entries > li, tbody > tr:has(td)').filter({ visible: true }).count(),
      ).toBeGreaterThan(0);
    await filter(page).press('Escape');
    await expect(filter(page)).toHaveValue('');
    await expect(entries(page)).toHaveCount(all);
    await expect(said(page)).toHaveText('');
  });

test('a list is filtered and left with the keyboard alone', async ({ page }) => {
  await page.goto(`${siteUrl()}/stacks/`);
  await filter(page).focus();
  await page.keyboard.type('kubernetes ingress');
  await expect(entries(page).first()).toBeVisible();
  await expect(page.locator('section.group .entries > li').first()).toBeHidden();
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    if (
      await page
        .locator('.entries a')
        .filter({ visible: true })
        .first()
        .evaluate((each) => each === document.activeElement)
    )
      break;
  }
  const name = await page.locator('.entries a:focus').innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
});

test('a filter that leaves nothing leads on to the search with the same words', async ({ page }) => {
  await page.goto(`${siteUrl()}/causes/`);
  await filter(page).fill('drops after 60 seconds nginx');
  await expect(said(page)).toContainText(/^0 of \d+\./);
  await said(page).getByRole('link', { name: 'Search all pages for it' }).click();
  await page.waitForURL('**/search/#q=drops%20after%2060%20seconds%20nginx');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  for (const list of Object.keys(lists))
    test(`/${list}/ is a grouped list with links to its groups, and has no field that does nothing`, async ({
      page,
    }) => {
      await page.goto(`${siteUrl()}/${list}/`);
      await expect(filter(page)).toBeHidden();
      const jumps = page.locator('.jumps a');
      expect(await jumps.count()).toBeGreaterThan(2);
      await jumps.last().click();
      await expect(page.locator('section.group:target h2')).toHaveText(await jumps.last().innerText());
      const numbers = await page.locator('.jumps .quiet').allInnerTexts();
      expect(numbers.reduce((sum, number) => sum + Number(number), 0)).toBe(await entries(page).count());
    });

  test('on a phone the menu opens, and leads on', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${siteUrl()}/causes/`);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Stacks' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stacks');
  });

  test('the row of a status and the group of a table have addresses', async ({ page }) => {
    for (const [id, text] of [
      ['502', '502'],
      ['302', '301, 302, 307, 308'],
    ] as const) {
      await page.goto(`${siteUrl()}/reference/status-codes/#${id}`);
      await expect(page.locator('tr:is(:target, :has(:target)) code').first()).toHaveText(text);
    }
  });
});

for (const path of ['/', '/causes/proxy-idle-timeout/', '/diagnose/status/'])
  test(`on a phone the header of ${path} is one row, and its menu works with the keyboard`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(siteUrl() + path);
    const header = await page.locator('header.site').boundingBox();
    expect(header?.height).toBeLessThanOrEqual(64);
    const nav = page.getByRole('navigation', { name: 'Site' });
    await expect(nav).toBeHidden();
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await expect(nav).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(nav.getByRole('link').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(nav).toBeHidden();
    await expect(menu).toBeFocused();
  });

test('in a wide window the pages of the site stand in the header, and there is no menu', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${siteUrl()}/causes/`);
  await expect(page.getByRole('navigation', { name: 'Site' }).getByRole('link')).toHaveCount(9);
  await expect(page.getByRole('button', { name: 'Menu' })).toBeHidden();
});

test('on a phone all statuses, and what to do without one, are on the first screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${siteUrl()}/diagnose/status/#symptom=never-opens`);
  const last = await page.locator('[data-answer=cannot-tell]').boundingBox();
  expect((last?.y ?? Infinity) + (last?.height ?? 0)).toBeLessThanOrEqual(844);
});

test('a heading and a row have a link that copies their address, without the reader’s case', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/#symptom=drops&front=nginx`);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const heading = page.getByRole('link', { name: 'Link to “Fix it”' });
  await heading.focus();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('copied');
  expect(await copied()).toBe(`${siteUrl()}/causes/proxy-idle-timeout/#fix-it`);
  expect(new URL(page.url()).hash).toBe('#symptom=drops&front=nginx');
  await page.goto(`${siteUrl()}/reference/close-codes/`);
  await page.getByRole('row').filter({ hasText: 'Abnormal closure' }).hover();
  await page.getByRole('link', { name: 'Link to “1006”' }).click();
  await expect(page.getByRole('link', { name: 'Link to “1006”' })).toHaveText('copied');
  expect(await copied()).toBe(`${siteUrl()}/reference/close-codes/#1006`);
  expect(new URL(page.url()).hash).toBe('#1006');
});

test('every row of every table of a page to read has an id', () => {
  const without = builtPages().flatMap(({ path, html }) =>
    /^\/(diagnose|test|explain|search|$)/.test(path)
      ? []
      : [...html.matchAll(/<tr\b([^>]*)>(?:(?!<\/tr>)[^])*?<td\b/g)].flatMap(([row, attributes = '']) =>
          /\sid="/.test(attributes) || row.includes('rowgroup') ? [] : [`${path}: ${row.slice(0, 120)}`],
        ),
  );
  expect(without).toEqual([]);
});

test('wherever a page names a claim, the verdict stands beside it', () => {
  for (const { path, html } of builtPages()) {
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    const named = [...main.matchAll(/<a href="\/claims\/[a-z0-9-]+\/"/g)].length;
    const verdicts = [
      ...main.matchAll(/class="outcome" data-outcome="[a-z]+">\s*(?:wrong|out of date|partly right|right)/g),
    ];
    expect(verdicts.length, path).toBeGreaterThanOrEqual(named);
  }
});

test('a claim among the results of the search has its verdict', async ({ page }) => {
  await page.goto(`${siteUrl()}/search/#q=${encodeURIComponent('does Vercel support WebSockets')}`);
  const claim = page.locator('[data-kind=claim] li').first();
  await expect(claim.locator('.outcome')).toHaveText(/^(wrong|out of date|partly right|right)$/);
});

test('an address that does not exist offers the box, filled with the words of the address', async ({
  page,
  complaints,
}) => {
  await page.goto(`${siteUrl()}/causes/nginx-idle-timeout/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
  await expect(theBox(page)).toHaveValue('nginx idle timeout');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await theBox(page).fill('1006');
  await theBox(page).press('Enter');
  await page.waitForURL('**/search/#q=1006');
  // The 404 itself is printed by the browser.
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('404')));
});

test('the page of a message asks the one question that splits its causes, and goes on with the answer', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/messages/code-1006/`);
  const question = page.getByRole('region', { name: 'Did the socket open first?' });
  await expect(question.locator('.answers').getByRole('link')).toHaveCount(2);
  await question.getByRole('link', { name: 'It opens, then drops' }).click();
  const known = page.getByRole('region', { name: 'Your answers' });
  await expect(known).toContainText('It opens, then drops');
  await expect(known).toContainText('1006');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('When does it drop?');
});

test('the page of a cause shows what the reader has, and folds the fixes for other stacks', async ({
  page,
}) => {
  const nginx = page.locator('.fix[data-stack=nginx]');
  const apache = page.locator('.fix[data-stack=apache-httpd]').first();
  // A link of the page opens what is folded: of the line above the fixes, or of the table of contents where that has room.
  for (const [width, links] of [
    [1280, page.locator('.fixes')],
    [1500, page.getByRole('navigation', { name: 'On this page' })],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('about:blank');
    await page.goto(
      `${siteUrl()}/causes/proxy-missing-upgrade-headers/#symptom=never-opens&status=426&front=nginx`,
    );
    await expect(page.locator('.yours')).toHaveText('Yours: Handshake status: 426 · In front: nginx');
    await expect(page.locator('.sign samp')).toContainText('426');
    await expect(nginx.first()).toBeVisible();
    await expect(apache).toBeHidden();
    await links.getByRole('link', { name: /Apache/ }).click();
    await expect(apache).toBeVisible();
  }
  await page.goto('about:blank');
  await page.goto(`${siteUrl()}/causes/proxy-missing-upgrade-headers/`);
  await expect(apache).toBeVisible();
  await expect(page.locator('.yours')).toHaveCount(0);
});

test('code is coloured by classes, at 14 px, and readable in both themes', async ({ page }) => {
  await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/`);
  const word = page.locator('.fix[data-stack=nginx] ins .k').first();
  await expect(word).toHaveText('proxy_read_timeout');
  const style = (name: 'fontSize' | 'color') =>
    word.evaluate((each, property) => getComputedStyle(each)[property], name);
  expect(await style('fontSize')).toBe('14px');
  const plain = await page
    .locator('main p')
    .first()
    .evaluate((each) => getComputedStyle(each).color);
  expect(await style('color')).not.toBe(plain);
});

test('a table of contents stands beside the text where there is room, and leads to the parts of the page', async ({
  page,
}) => {
  for (const [path, part] of [
    ['/causes/proxy-idle-timeout/', 'Why it works'],
    ['/stacks/nginx/', 'Limits'],
  ] as const) {
    await page.setViewportSize({ width: 1500, height: 800 });
    await page.goto(siteUrl() + path);
    const contents = page.getByRole('navigation', { name: 'On this page' });
    const [box, text] = [await contents.boundingBox(), await page.locator('main > .lead').boundingBox()];
    expect(box?.x, path).toBeGreaterThan((text?.x ?? 0) + (text?.width ?? 0));
    await contents.getByRole('link', { name: part, exact: true }).click();
    await expect(page.locator(`h2:has-text("${part}")`).first()).toBeInViewport();
    // It stays where it is while the page scrolls.
    await expect(contents).toBeInViewport();
  }
});
