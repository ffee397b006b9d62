import type { Page } from '@playwright/test';
import {
  allowFailedRequests,
  answer,
  baseSiteUrl,
  causes,
  expect,
  expectPath,
  siteUrl,
  test,
} from './browser.ts';

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
  await expectPath(page, '/diagnose/upgrade-dropped/');

  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await known(page).getByRole('link', { name: 'change the answer to: Which status' }).click();
  await expectPath(page, '/diagnose/status/');
  await expect(known(page).getByRole('listitem')).toHaveCount(1);
  await answer(page, '301, 302, 307 or 308');
  await expectPath(page, '/diagnose/redirect/');
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
  await expectPath(page, '/diagnose/words-of-failure/');
  await answer(page, 'I can’t tell');
  await expectPath(page, '/diagnose/status-for-whom/');
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
  await expectPath(page, '/not101/diagnose/drop/');
  await answer(page, 'When a large message is sent');
  // A click is lost where the list is drawn anew under it.
  await expect(page.locator('[data-lead]')).toContainText('answers');
  await causes(page).first().getByRole('link').first().click();
  await expectPath(page, '/not101/causes/message-too-big/');
});

test('a result ranks by the reader’s own answers, each cause with what speaks for and against it', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/diagnose/upgrade-dropped/#symptom=never-opens&status=426&front=nginx`);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 3 answers.');
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
  await expect(best).toContainText('For: Handshake status: 426 · In front: nginx');
});

/** A result that names a cause, with what the address says besides. */
const upgradeDropped = (more: string) =>
  `${siteUrl()}/diagnose/upgrade-dropped/#symptom=never-opens&status=426${more}`;

test('a result has the fixes of the reader’s own stack, each named by what is wrong, with their own address', async ({
  page,
}) => {
  await page.goto(upgradeDropped('&front=nginx&endpoint=wss%3A%2F%2Fchat.test%3A8443%2Flive'));
  const fix = causes(page).first().locator('[data-stack=nginx]');
  await expect(fix.getByRole('heading')).toHaveText('Fix for nginx');
  await expect(fix.locator('summary')).toHaveText([
    'Passes the handshake on without Upgrade and Connection',
    'A proxy_set_header in the location takes away those of the server block',
    'Clears Connection, as a recipe for upstream keepalive has it',
    'Sends the variable of the map as Upgrade',
    'Speaks HTTP/1.0 to a server that wants 1.1',
  ]);
  const open = fix.locator('details[open]');
  await expect(open).toHaveCount(1);
  await expect(open.locator('pre code').first()).toContainText('location /live {');
  await expect(open.locator('ins').nth(1)).toContainText('proxy_set_header Upgrade $http_upgrade;');
  await expect(open.locator('.command')).toContainText('nginx -t && systemctl reload nginx');
  await expect(open.getByRole('link', { name: 'What was seen' })).toHaveAttribute(
    'href',
    '/evidence/nginx-no-upgrade-headers/',
  );
  await open.getByRole('button', { name: 'Only the added lines' }).click();
  await expect(open.locator('pre code').first()).not.toContainText('location');
  await open.getByRole('button', { name: /^Copy nginx/ }).click();
  await expect(open.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^\s+proxy_http_version 1\.1;\n\s+proxy_set_header Upgrade/,
  );
  await open.getByRole('button', { name: 'The whole file, as it ran' }).click();
  await expect(open.locator('pre code').first()).toContainText('listen 127.0.0.1:8080;');
  await expect(open.locator('pre code').first()).not.toContainText('not101:');

  await causes(page).first().getByText('other stacks').click();
  await causes(page).first().getByRole('link', { name: 'Varnish', exact: true }).click();
  await expect(page).toHaveURL(
    /\/causes\/proxy-missing-upgrade-headers\/#symptom=never-opens.*&stack=varnish$/,
  );
});

test('where no stack is known, choosing one opens its fix in place, by keyboard too, and a reload keeps it', async ({
  page,
}) => {
  await page.goto(upgradeDropped(''));
  const best = causes(page).first();
  await expect(best.locator('[data-stack]')).toHaveCount(0);
  const apache = best.getByRole('button', { name: 'Apache HTTP Server', exact: true });
  await apache.focus();
  await page.keyboard.press('Enter');
  await expect(apache).toHaveAttribute('aria-pressed', 'true');
  await expect(best.locator('[data-stack=apache-httpd]')).toContainText('upgrade=websocket');
  await expect(page).toHaveURL(/&stack=apache-httpd$/);
  await page.reload();
  await expect(causes(page).first().locator('[data-stack=apache-httpd]')).toContainText('upgrade=websocket');
});

test('a measured limit of 12 s gives a heartbeat of 5 s in text and code, and only limits of that number', async ({
  page,
}) => {
  const measured =
    'symptom=m.drops&drop=m.same-seconds%3A12~of+silence&seconds=m.short%3A12&busy=m.stays&close-code=m.1006%3A1006';
  await page.goto(`${siteUrl()}/diagnose/#${measured}&server=node`);
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(best).toContainText('let the server send a ping every 5 seconds');
  await expect(best).toContainText('Your socket ends after 12 s of silence');
  const fix = best.locator('[data-stack=node-ws]');
  await expect(fix).toContainText('Ping every client every 5 seconds');
  await expect(fix.locator('pre code').first()).toContainText('}, 5_000);');
  const timeouts = page.getByRole('region', { name: 'Which timeouts have this number?' });
  await expect(timeouts).toContainText('somebody set this number');
  await expect(timeouts.getByRole('row')).toHaveCount(0);
  await timeouts.getByRole('button', { name: /^Show all \d+ defaults$/ }).click();
  expect(await timeouts.getByRole('row').count()).toBeGreaterThan(40);
});

test('“I did this and it still fails” strikes the cause, goes on with the next, and can be taken back', async ({
  page,
}) => {
  await page.goto(upgradeDropped('&front=nginx'));
  const fails = page.getByRole('button', { name: 'I did this and it still fails' });
  await expect(fails).toBeVisible();
  const before = await order(page);
  const struck = await causes(page).first().getByRole('heading', { level: 2 }).innerText();
  await fails.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/&tried=proxy-missing-upgrade-headers$/);
  await expect(causes(page).first()).not.toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
  await expect.poll(async () => (await order(page))[0]).toBe(before[1]);
  const tried = page.locator('.tried');
  expect(struck).toContain(await tried.locator('s').innerText());
  await fails.click();
  await expect(tried.getByRole('listitem')).toHaveCount(2);
  await tried.getByRole('button').first().click();
  await expect(tried.getByRole('listitem')).toHaveCount(1);
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-missing-upgrade-headers');
});

test('a question says how many there are at most, and what was measured is not counted', async ({ page }) => {
  const trail = page.locator('.trail');
  await page.goto(`${siteUrl()}/diagnose/`);
  await expect(trail).toHaveText('Question 1 of at most 6');
  await answer(page, 'It opens, then drops');
  await expect(trail).toHaveText(/^Question 2 of at most [3-6]$/);
  await page.goto(`${siteUrl()}/diagnose/status/#symptom=m.never-opens&schemes=m.other&reach=m.answers`);
  await expect(trail).toHaveText(/^Question 1 of at most [3-6]$/);
});

test('a result can be handed on as Markdown and as a link', async ({ page }) => {
  await page.goto(upgradeDropped('&front=nginx&endpoint=wss%3A%2F%2Fchat.test%2Flive'));
  await page.getByRole('button', { name: 'Copy the result as Markdown' }).click();
  await expect(page.getByText('The result is copied.')).toBeVisible();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const markdown = await copied();
  expect(markdown).toContain('- Handshake status: 426 (you said)');
  expect(markdown).toContain(`](${siteUrl()}/causes/proxy-missing-upgrade-headers/)`);
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await expect(page.getByText('The link is copied.')).toBeVisible();
  expect(await copied()).toBe(page.url());
});

test('where the fixes cannot load, a result links them', async ({ page, complaints }) => {
  await page.route('**/data/fixes/*.json', (route) => route.abort());
  await page.goto(upgradeDropped('&front=nginx'));
  const link = causes(page).first().getByRole('link', { name: 'nginx', exact: true });
  await expect(link).toHaveAttribute('href', /proxy-missing-upgrade-headers\/#.*stack=nginx$/);
  allowFailedRequests(complaints);
});

test('a printed result has the fix and no buttons', async ({ page }) => {
  await page.goto(upgradeDropped('&front=nginx'));
  await expect(causes(page).first().locator('pre').first()).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(causes(page).first().locator('pre').first()).toBeVisible();
  await expect(page.locator('main').getByRole('button').filter({ visible: true })).toHaveCount(0);
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
  await expectPath(page, '/diagnose/handshake-any/');
  await expect(known(page).getByRole('listitem').last()).toContainText(words);
  await expect(known(page).getByRole('listitem').last()).toContainText('you said');
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 3 answers.');
  await expect(more.getByRole('heading', { name: asked, exact: true })).toHaveCount(0);
  await expect.poll(() => order(page)).not.toEqual(before);

  await page.goBack();
  await expect(known(page).getByRole('listitem')).toHaveCount(2);
  await expect(page.locator('[data-lead]')).toHaveText('Likeliest first, by all 2 answers.');
  await expect(more.getByRole('heading')).toHaveText(asked);
  await expect.poll(() => order(page)).toEqual(before);
  await page.goForward();
  await expect(known(page).getByRole('listitem')).toHaveCount(3);
});

test('a question with many answers takes two and a half screens of a phone at most, and each has all its words as its title', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(siteUrl() + unclear);
  const list = page.locator('.one-more ul');
  await expect(list).toHaveAttribute('data-question', 'words');
  const frame = list.getByRole('button', { name: 'A frame', exact: true });
  await expect(frame).toHaveAttribute('title', /^A frame: invalid header, opcode/);
  const { height = Infinity } = (await list.boundingBox()) ?? {};
  expect(height).toBeLessThan(2.5 * 844);
});

test('“I can’t tell” to one more question asks another one, and changes nothing else', async ({ page }) => {
  await page.goto(siteUrl() + unclear);
  const more = page.locator('.one-more');
  const asked = await more.getByRole('heading').innerText();
  const before = await order(page);
  await more.getByRole('button', { name: /^I can’t tell/ }).click();
  await expect(more.getByRole('heading')).not.toHaveText(asked);
  await expect.poll(() => order(page)).toEqual(before);
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
    await expect(page.locator('noscript')).toHaveText(/The test needs script\./, { useInnerText: true });
  });
});
