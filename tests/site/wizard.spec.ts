import { answer, baseSiteUrl, expect, siteUrl, test } from './browser.ts';

test('answers lead to the cause, are listed, and can be changed', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/`);
  await answer(page, 'It never opens');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which status does the handshake get?');
  await answer(page, '426');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Upgrade');
  expect(new URL(page.url()).pathname).toBe('/diagnose/upgrade-dropped/');

  const known = page.getByRole('region', { name: 'Your answers' });
  await expect(known.getByRole('listitem')).toHaveCount(2);
  await known.getByRole('link', { name: 'change the answer to: Which status' }).click();
  expect(new URL(page.url()).pathname).toBe('/diagnose/status/');
  await expect(known.getByRole('listitem')).toHaveCount(1);
  await answer(page, '301, 302, 307 or 308');
  expect(new URL(page.url()).pathname).toBe('/diagnose/redirect/');
});

test('the browser’s Back goes to the question before, and so does the page’s', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/`);
  await answer(page, 'It opens, then drops');
  await answer(page, 'After the same number of seconds');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Does regular traffic keep it open?');
  await page.getByRole('link', { name: 'Back' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('When does it drop?');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Does regular traffic keep it open?');
  await page.getByRole('link', { name: 'Start over' }).click();
  await expect(page.getByRole('region', { name: 'Your answers' })).toBeHidden();
});

test('the wizard works with the keyboard alone', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/`);
  await page.getByRole('link', { name: 'It opens, then drops' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('When does it drop?');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'After the same number of seconds' })).toBeFocused();
});

test('known questions are skipped, and say where they come from', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/status/#symptom=m.never-opens&schemes=m.other&reach=m.answers`);
  await answer(page, 'I can’t tell');
  expect(new URL(page.url()).pathname).toBe('/diagnose/status-for-whom/');
  await expect(page.getByRole('region', { name: 'Your answers' })).toContainText('measured');
});

test('a damaged fragment keeps what is valid and says so', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/#symptom=drops&drop=%3Cscript%3E&zzz=1`);
  await page.waitForURL('**/diagnose/drop/**');
  await expect(page.getByRole('status')).toContainText('Part of the link could not be used');
  await page.goto('about:blank');
  await page.goto(`${siteUrl()}/diagnose/drop/#symptom=drops&drop=%3Cscript%3E`);
  await expect(page.getByRole('status')).toContainText('(“drop”)');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('When does it drop?');
});

test('an unknown state leads to the nearest one, with a note', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/diagnose/no-such-state/#symptom=drops`);
  await page.waitForURL('**/diagnose/drop/**');
  await expect(page.getByRole('status')).toContainText('a question that does not exist');
  // The 404 itself is printed by the browser.
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('404')));
});

test('any other unknown address shows a page, never a blank one', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/no/such/page/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('404')));
});

test('the fix is filled in with the reader’s own host and path', async ({ page }) => {
  await page.goto(
    `${siteUrl()}/causes/proxy-missing-upgrade-headers/#endpoint=wss%3A%2F%2Fchat.test%3A8443%2Flive`,
  );
  await expect(page.locator('.command').last()).toContainText('https://chat.test:8443/live');
  await expect(page.locator('[data-stack=nginx] pre code').first()).toContainText('location /live {');
});

test('the wizard works below a base path', async ({ page }) => {
  await page.goto(`${baseSiteUrl()}/diagnose/`);
  await answer(page, 'It opens, then drops');
  expect(new URL(page.url()).pathname).toBe('/not101/diagnose/drop/');
  await answer(page, 'When a large message is sent');
  await page.getByRole('link', { name: 'Confirm and fix it' }).click();
  expect(new URL(page.url()).pathname).toBe('/not101/causes/message-too-big/');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the wizard leads to a fix by plain links', async ({ page }) => {
    await page.goto(`${siteUrl()}/`);
    await page.getByRole('link', { name: 'Diagnose a symptom' }).click();
    await page.getByRole('link', { name: 'It never opens' }).click();
    await page.getByRole('link', { name: '426' }).click();
    await page.getByRole('link', { name: 'Confirm and fix it' }).click();
    await expect(page.locator('[data-stack=nginx] pre code').first()).toContainText(
      'proxy_set_header Upgrade $http_upgrade;',
    );
  });

  test('the search form leads to a page that lists everything', async ({ page }) => {
    await page.goto(`${siteUrl()}/causes/`);
    await page.getByRole('search').getByRole('searchbox').fill('1006');
    await page.getByRole('search').getByRole('button').click();
    await expect(page.getByText('Searching needs script')).toBeVisible();
    await expect(page.getByRole('link', { name: /1006/ }).first()).toBeVisible();
  });

  test('the test page says that it needs script and what to do instead', async ({ page }) => {
    await page.goto(`${siteUrl()}/test/`);
    await expect(page.getByText('The test needs script.')).toBeVisible();
  });
});
