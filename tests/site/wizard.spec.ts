import type { Page } from '@playwright/test';
import { allowFailedRequests, answer, baseSiteUrl, causes, expect, siteUrl, test } from './browser.ts';

const known = (page: Page) => page.getByRole('region', { name: 'Your answers' });
/** The causes of the ranking, likeliest first. */
const order = (page: Page) =>
  causes(page).evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['cause']));

test('answers lead to the cause, are listed, and can be changed', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/`);
  await answer(page, 'It never opens');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which status does the handshake get?');
  await answer(page, '426');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
  expect(new URL(page.url()).pathname).toBe('/diagnose/upgrade-dropped/');

  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await known(page).getByRole('link', { name: 'change the answer to: Which status' }).click();
  expect(new URL(page.url()).pathname).toBe('/diagnose/status/');
  await expect(known(page).getByRole('listitem')).toHaveCount(1);
  await answer(page, '301, 302, 307 or 308');
  expect(new URL(page.url()).pathname).toBe('/diagnose/redirect/');
});

test('the browser’s Back goes to the question before, and so does the page’s', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/`);
  await answer(page, 'It opens, then drops');
  await answer(page, 'After about the same time each time');
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
  await expect(known(page)).toContainText('It opens, then drops');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'After about the same time each time' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Does regular traffic keep it open?');
  await expect(known(page).getByRole('listitem')).toHaveCount(2);
});

test('known questions are skipped, and say where they come from', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/status/#symptom=m.never-opens&schemes=m.other&reach=m.answers`);
  await answer(page, 'I can’t tell');
  expect(new URL(page.url()).pathname).toBe('/diagnose/words-of-failure/');
  await answer(page, 'I can’t tell');
  expect(new URL(page.url()).pathname).toBe('/diagnose/status-for-whom/');
  await expect(known(page)).toContainText('measured');
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
  await causes(page).first().getByRole('link').first().click();
  expect(new URL(page.url()).pathname).toBe('/not101/causes/message-too-big/');
});

test('a result ranks by the reader’s own answers, each cause with what speaks for and against it', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/diagnose/upgrade-dropped/#symptom=never-opens&status=426&front=nginx`);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 3 answers.');
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
  await expect(best).toContainText('For: Handshake status: 426 · In front: nginx');
  // The fix of the reader's own proxy stands before all others.
  await expect(best.getByRole('link').nth(1)).toHaveText('nginx');
  await best.getByRole('link').nth(1).click();
  await expect(page).toHaveURL(
    /\/causes\/proxy-missing-upgrade-headers\/#symptom=never-opens.*&stack=nginx$/,
  );
});

/** A result that is not clear, so that one more question is offered. */
const unclear = '/diagnose/handshake-any/#symptom=never-opens&status=404';

test('one more question on a result is answered in place: the answer is listed, the ranking changes, and Back takes it back', async ({
  page,
}) => {
  await page.goto(siteUrl() + unclear);
  const more = page.locator('.one-more');
  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 2 answers.');
  const before = await order(page);
  const asked = await more.getByRole('heading').innerText();
  const chosen = more.getByRole('button').first();
  const words = await chosen.innerText();
  await chosen.click();
  await expect(known(page).getByRole('listitem')).toHaveCount(3);
  expect(new URL(page.url()).pathname).toBe('/diagnose/handshake-any/');
  await expect(known(page).getByRole('listitem').last()).toContainText(words);
  await expect(known(page).getByRole('listitem').last()).toContainText('you said');
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 3 answers.');
  await expect(more.getByRole('heading', { name: asked, exact: true })).toHaveCount(0);
  expect(await order(page)).not.toEqual(before);

  await page.goBack();
  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 2 answers.');
  await expect(more.getByRole('heading')).toHaveText(asked);
  expect(await order(page)).toEqual(before);
  await page.goForward();
  await expect(known(page).getByRole('listitem')).toHaveCount(3);
});

test('“I can’t tell” to one more question asks another one, and changes nothing else', async ({ page }) => {
  await page.goto(siteUrl() + unclear);
  const more = page.locator('.one-more');
  const asked = await more.getByRole('heading').innerText();
  const before = await order(page);
  await more.getByRole('button', { name: /^I can’t tell/ }).click();
  await expect(more.getByRole('heading')).not.toHaveText(asked);
  expect(await order(page)).toEqual(before);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 2 answers.');
});

test('one more question works with the keyboard alone', async ({ page }) => {
  await page.goto(siteUrl() + unclear);
  await page.locator('.one-more').getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(known(page).getByRole('listitem')).toHaveCount(3);
});

test('several proxies can be marked at once, and all of them count', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/front-upgrade/#symptom=never-opens&status=426`);
  const goOn = page.getByRole('link', { name: 'Continue with what is marked' });
  await page.getByRole('button', { name: 'Several of these' }).click();
  await expect(goOn).toBeHidden();
  await page.getByRole('checkbox', { name: /^nginx/ }).click();
  const cdn = page.getByRole('checkbox', { name: /^Cloudflare/ });
  await cdn.focus();
  await page.keyboard.press('Space');
  await expect(cdn).toBeChecked();
  await page.getByRole('checkbox', { name: 'Apache' }).click();
  await page.getByRole('checkbox', { name: 'Apache' }).click();
  await expect(page.getByRole('checkbox', { name: 'Apache' })).not.toBeChecked();
  await goOn.click();
  await expect(page).toHaveURL(/#.*front=nginx&front=cdn$/);
  const fronts = known(page).getByRole('listitem').filter({ hasText: 'In front' });
  await expect(fronts).toHaveCount(2);
  await expect(fronts.first()).toContainText('nginx');
  await expect(fronts.last()).toContainText('Cloudflare');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
  // One of them can be taken back without the other.
  await fronts
    .last()
    .getByRole('link', { name: /^change/ })
    .click();
  await expect(page).toHaveURL(/#.*front=nginx$/);
});

test('a result without any answer says that nothing is known yet, and ranks nothing', async ({ page }) => {
  await page.goto(`${siteUrl()}/diagnose/handshake-any/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing is known yet');
  await expect(causes(page)).toHaveCount(0);
  await page.locator('.one-more').getByRole('button').first().click();
  await expect(causes(page).first()).toBeVisible();
});

test('where the table of answers cannot load, a result says so and shows the list for everybody', async ({
  page,
  complaints,
}) => {
  await page.route('**/data/facts.json', (route) => route.abort());
  await page.goto(siteUrl() + unclear);
  await expect(page.locator('[data-lead]')).toHaveText(/could not be loaded.*Reload the page to try again/);
  await expect(causes(page).first()).toBeVisible();
  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await page.unroute('**/data/facts.json');
  await page.reload();
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 2 answers.');
  allowFailedRequests(complaints);
});

test('“Narrow it down” on a message’s page goes on with what the message says', async ({ page }) => {
  await page.goto(`${siteUrl()}/messages/nginx-connect-failed/`);
  await page.getByRole('link', { name: 'Narrow it down' }).click();
  await expect(known(page)).toContainText('nginx');
  await expect(known(page)).toContainText('read from your paste');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'backend-unreachable');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a result shows a ranking, and its fixes are plain links', async ({ page }) => {
    await page.goto(`${siteUrl()}/diagnose/upgrade-dropped/`);
    await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
    await expect(page.locator('[data-lead]')).toHaveText('Likeliest first.');
    await causes(page).first().getByRole('link', { name: 'Varnish', exact: true }).click();
    await expect(page).toHaveURL(/\/causes\/proxy-missing-upgrade-headers\/#[\w-]+$/);
    await expect(page.locator(':target')).toContainText('Varnish');
  });

  test('the wizard leads to a fix by plain links', async ({ page }) => {
    await page.goto(`${siteUrl()}/`);
    await page.getByRole('link', { name: 'Diagnose a symptom' }).click();
    await page.getByRole('link', { name: 'It never opens' }).click();
    await page.getByRole('link', { name: '426' }).click();
    for (let steps = 0; steps < 5 && (await causes(page).count()) === 0; steps += 1)
      await page.getByRole('link', { name: 'I can’t tell' }).click();
    await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
    await causes(page).first().getByRole('link').first().click();
    await expect(page.locator('[data-stack=nginx] pre code').first()).toContainText(
      'proxy_set_header Upgrade $http_upgrade;',
    );
  });

  test('the search form leads to a page that lists everything', async ({ page }) => {
    await page.goto(`${siteUrl()}/causes/`);
    await page.getByRole('search').getByRole('searchbox').fill('1006');
    await page.getByRole('search').getByRole('button').click();
    await expect(page.locator('noscript')).toHaveText(/Searching needs script/, { useInnerText: true });
    await expect(page.getByRole('link', { name: /1006/ }).first()).toBeVisible();
  });

  test('the test page says that it needs script and what to do instead', async ({ page }) => {
    await page.goto(`${siteUrl()}/test/`);
    await expect(page.getByText('The test needs script.')).toBeVisible();
  });
});
