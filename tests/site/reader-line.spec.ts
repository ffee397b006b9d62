/** What a reader tells once: it stands in every command and config, in this browser alone. */
import type { Page } from '@playwright/test';
import { causes, expect, siteUrl, test } from './browser.ts';

const cause = (fragment = '') => `${siteUrl()}/causes/proxy-idle-timeout/${fragment}`;
const line = (page: Page) => page.locator('[data-reader]');
const command = (page: Page) => page.locator('.command pre').first();

async function tell(page: Page, address: string, shell?: string) {
  await line(page)
    .getByRole('button', { name: /Use mine|Change/ })
    .click();
  await page.getByLabel('Your address').fill(address);
  if (shell !== undefined) await page.getByLabel('Shell').selectOption(shell);
  await page.getByRole('button', { name: 'Use it' }).click();
}

test('an address and a shell that were told once stand in the commands and configs of every page, and can be forgotten', async ({
  page,
  context,
}) => {
  const asked: string[] = [];
  context.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await page.goto(cause());
  await expect(command(page)).toContainText("-H 'Connection: Upgrade'");
  await tell(page, 'chat.secret-host.test:8443/live?token=hunter2', 'cmd');
  await expect(line(page)).toContainText('wss://chat.secret-host.test:8443/live · cmd');
  await expect(line(page).getByRole('button', { name: 'Change' })).toBeFocused();
  await expect(command(page)).toContainText(
    'curl -s -o NUL -w "%{http_code} after %{time_total} s" --http1.1 --max-time 700 -H "Connection: Upgrade"',
  );
  await expect(command(page)).toContainText('https://chat.secret-host.test:8443/live');
  await expect(page.locator('[data-stack=nginx] pre').first()).toContainText('location /live {');
  await page.locator('.command').first().getByRole('button', { name: /^Copy/ }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl -s -o NUL .*\/live$/);

  await page.goto(`${siteUrl()}/guides/going-live/`);
  await expect(page.locator('main')).toContainText('wss://chat.secret-host.test:8443/live');
  await expect(page.locator('.needs-bash').first()).toBeVisible();
  await page.goto(`${siteUrl()}/diagnose/upgrade-dropped/#symptom=never-opens&status=426&front=nginx`);
  await expect(causes(page).first().locator('pre').first()).toContainText('location /live {');
  await line(page).getByRole('button', { name: 'Forget' }).click();
  await expect(causes(page).first().locator('pre').first()).toContainText('location /ws {');
  await page.goto(cause());
  await expect(line(page)).toContainText('app.example/ws');
  await expect(command(page)).toContainText("-H 'Connection: Upgrade'");
  expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{}');
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((each) => /secret-host|hunter2/.test(each))).toEqual([]);
});

test('the line works with the keyboard alone: Enter takes what was typed, Escape leaves it', async ({
  page,
}) => {
  await page.goto(cause());
  await line(page).getByRole('button', { name: 'Use mine' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Your address')).toBeFocused();
  await page.keyboard.type('wss://chat.test/live');
  await page.keyboard.press('Escape');
  const open = line(page).getByRole('button', { name: 'Use mine' });
  await expect(open).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('wss://chat.test/live');
  await page.keyboard.press('Enter');
  await expect(line(page)).toContainText('wss://chat.test/live');
  await expect(command(page)).toContainText('https://chat.test/live');
});

for (const address of ['not an address', 'wss://a.test/$(id)', 'ftp://a.test/', "wss://a.test/'; reboot"])
  test(`“${address}” is answered at the field, and changes nothing`, async ({ page }) => {
    await page.goto(cause());
    await tell(page, address);
    await expect(page.getByRole('alert')).toContainText('not an address that can stand in a command');
    await expect(page.getByLabel('Your address')).toBeFocused();
    await expect(command(page)).toContainText('https://app.example/ws');
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

test('what the reader’s case says comes before what the browser keeps, and what they say now before both', async ({
  page,
}) => {
  await page.goto(cause());
  await tell(page, 'wss://kept.test/a');
  await page.goto('about:blank');
  await page.goto(cause('#symptom=drops&endpoint=wss%3A%2F%2Fcase.test%2Fb'));
  await expect(command(page)).toContainText('https://case.test/b');
  await tell(page, 'wss://now.test/c');
  await expect(command(page)).toContainText('https://now.test/c');
});

test('a stack that was told once is the one of a result, unless the answers name another', async ({
  page,
}) => {
  await page.goto(cause());
  await line(page).getByRole('button', { name: 'Use mine' }).click();
  await page.getByLabel('Stack').selectOption('HAProxy');
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(line(page)).toContainText('HAProxy');
  const drops = 'symptom=drops&drop=same-seconds&seconds=60&busy=stays';
  await page.goto(`${siteUrl()}/diagnose/#${drops}`);
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(causes(page).first().locator('[data-stack=haproxy]')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`${siteUrl()}/diagnose/#${drops}&front=nginx`);
  await expect(causes(page).first().locator('[data-stack=nginx]')).toBeVisible();
});

test('a measured limit changes the interval on a cause’s page too', async ({ page }) => {
  await page.goto(cause('#symptom=m.drops&drop=m.same-seconds%3A12&seconds=m.short%3A12&busy=m.stays'));
  await expect(page.locator('.lead')).toContainText('let the server send a ping every 5 seconds');
  await expect(page.locator('.fix[data-stack=node-ws]')).toContainText('Ping every client every 5 seconds');
  await expect(page.locator('.fix[data-stack=node-ws] pre')).toContainText('}, 5_000);');
});

test('a cause’s page that did not help leads back to the result without that cause', async ({ page }) => {
  await page.goto(cause('#symptom=drops&drop=same-seconds&seconds=60&busy=stays&front=nginx'));
  await page.getByRole('link', { name: 'I did this: see what else it can be' }).click();
  await expect(page.locator('.tried')).toContainText('A proxy closes the socket after a time of silence');
  await expect(causes(page).first()).not.toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await page.goto('about:blank');
  await page.goto(cause());
  await expect(page.getByRole('link', { name: 'I did this: see what else it can be' })).toBeHidden();
});

test('a damaged entry in the browser’s storage harms nothing', async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem('not101.reader', '{"endpoint":"wss://a$(x)/","shell":7'),
  );
  await page.goto(cause());
  await expect(line(page)).toContainText('app.example/ws');
  await tell(page, 'wss://chat.test/live');
  await expect(command(page)).toContainText('https://chat.test/live');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the line says which address to replace, and offers no button', async ({ page }) => {
    await page.goto(cause());
    await expect(line(page)).toContainText('app.example/ws');
    await expect(line(page).getByRole('button')).toHaveCount(0);
  });
});
