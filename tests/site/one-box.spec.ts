/** The one box itself: its keys, what it says aloud, and what it does with bad input and with files that do not come. */
import type { Page, Route } from '@playwright/test';
import { allowFailedRequests, causes, expect, searchFor, siteUrl, status, test, theBox } from './browser.ts';

const line =
  "WebSocket connection to 'wss://a.test/' failed: Error during WebSocket handshake: Unexpected response code: 403";
const linePage = /\/messages\/unexpected-response-code\//;
const results = (page: Page) =>
  page.locator('[data-results]').locator('a[href], button').filter({ visible: true });
const headerField = (page: Page) => page.getByLabel('Search a message, status or symptom');

test('Enter on the start page goes to the page of results, and Shift with Enter breaks the line', async ({
  page,
}) => {
  await page.goto(siteUrl());
  await theBox(page).focus();
  await page.keyboard.type('drops after 60 seconds');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('nginx');
  await expect(theBox(page)).toHaveValue('drops after 60 seconds\nnginx');
  expect(new URL(page.url()).pathname).toBe('/');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search/#q=*');
  await expect(theBox(page)).toHaveValue('drops after 60 seconds\nnginx');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
});

test('Enter on the page of results keeps the text in the address and leads to the first result', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/search/`);
  await theBox(page).focus();
  await page.keyboard.type('drops after 60 seconds nginx');
  await page.keyboard.press('Enter');
  await expect(results(page).first()).toBeFocused();
  expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('q')).toBe(
    'drops after 60 seconds nginx',
  );
  await page.keyboard.press('Enter');
  await page.waitForURL('**/causes/proxy-idle-timeout/**');
  await page.goBack();
  await expect(theBox(page)).toHaveValue('drops after 60 seconds nginx');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
});

test('arrows go down through the results and up again to the box, and Escape goes back to it and then empties it', async ({
  page,
}) => {
  await searchFor(page, 'drops after 60 seconds nginx');
  // The fix of the first cause comes last, and has buttons of its own.
  await expect(page.locator('.fix-place > *').first()).toBeVisible();
  await theBox(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(results(page).nth(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(results(page).nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(results(page).nth(0)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(theBox(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(theBox(page)).toBeFocused();
  await expect(theBox(page)).toHaveValue('drops after 60 seconds nginx');
  await page.keyboard.press('Escape');
  await expect(theBox(page)).toHaveValue('');
  await expect(causes(page)).toHaveCount(0);
  await expect(status(page)).toHaveText('');
});

test('an arrow within a text of several lines moves the caret, and leaves the box only from its last line', async ({
  page,
}) => {
  await searchFor(page, '1006\nnginx');
  await theBox(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await expect(theBox(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(results(page).first()).toBeFocused();
});

for (const key of ['/', 'Control+k'])
  test(`${key} on a content page leads to the field in the header, and from there Enter to the results`, async ({
    page,
  }) => {
    await page.goto(`${siteUrl()}/causes/proxy-idle-timeout/`);
    await page.keyboard.press(key);
    await expect(headerField(page)).toBeFocused();
    await expect(headerField(page)).toHaveValue('');
    await page.keyboard.type('mixed content');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/#q=mixed%20content');
    await expect(causes(page).first()).toHaveAttribute('data-cause', 'mixed-content-ws-from-https');
  });

test('a slash leads to the box where a page has one, and is a slash where somebody types', async ({
  page,
}) => {
  await page.goto(siteUrl());
  await page.keyboard.press('/');
  await expect(theBox(page)).toBeFocused();
  await page.keyboard.type('HTTP/1.1 502');
  await expect(theBox(page)).toHaveValue('HTTP/1.1 502');
  await headerField(page).focus();
  await page.keyboard.press('Control+k');
  await expect(theBox(page)).toBeFocused();
});

test('how much was found is announced, and the number is the number of causes shown', async ({ page }) => {
  await page.goto(`${siteUrl()}/search/`);
  await expect(status(page)).toHaveText('');
  await theBox(page).pressSequentially(line);
  await expect(status(page)).toHaveText(/^\d+ likely causes?, 1 known message\.$/);
  const said = Number(/^\d+/.exec(await status(page).innerText())?.[0]);
  await expect(causes(page)).toHaveCount(said);
  expect(said).toBeGreaterThan(0);
});

test('an example fills the box and is looked up', async ({ page }) => {
  await page.goto(siteUrl());
  await page.getByRole('button', { name: 'a console line' }).click();
  await expect(theBox(page)).toHaveValue(/Unexpected response code: 502$/);
  await expect(results(page).first()).toHaveAttribute('href', linePage);
});

test('a second search on the same page shows its own results, and Back shows those of the first', async ({
  page,
}) => {
  await searchFor(page, line);
  await expect(results(page).first()).toHaveAttribute('href', linePage);
  await expect(page.locator('[data-kind] a').first()).toBeVisible();
  await theBox(page).fill('Error: Unexpected server response: 426');
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await expect(results(page).first()).toHaveAttribute('href', /unexpected-server-response/);
  await expect(page.locator('[data-kind] a').first()).toBeVisible();
  await page.goBack();
  await expect(theBox(page)).toHaveValue(line);
  await expect(results(page).first()).toHaveAttribute('href', linePage);
  await headerField(page).fill('mixed content');
  await headerField(page).press('Enter');
  await expect(theBox(page)).toHaveValue('mixed content');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'mixed-content-ws-from-https');
});

const junk = Array.from({ length: 2000 }, (_, index) => String.fromCharCode(33 + ((index * 7919) % 94))).join(
  '',
);

for (const [what, text] of Object.entries({
  '2,000 characters of junk': junk,
  '2,000 letters of another script behind a known line': `${line} ${'連'.repeat(2000 - line.length - 1)}`,
  markup: '<img src=x onerror=alert(1)><script>alert(2)</script> 1006 nginx</textarea><b>',
  'markup in an address': 'wss://a.test/"><img/src=x/onerror=alert(1)> 1006',
  'marks that turn the direction of writing': '\u202e1006 nginx\u202c \u2066drops\u2069 \u200f\u061c',
  'NUL characters': '1006\0\0nginx\0drops',
  'lone surrogates': '\ud800 1006 \udfff nginx \ud83d',
  'nothing but a lone surrogate': '\ud800\ud800\ud800',
  'control characters and a byte order mark': '\ufeff\u001b[31m1006\u001b[0m\u0007 nginx',
  'names that objects have': 'constructor __proto__ toString hasOwnProperty 1006',
}))
  test(`${what} in the box: shown as text, nothing breaks, and what is typed next is understood`, async ({
    page,
  }) => {
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await page.goto(`${siteUrl()}/search/`);
    const typed = (value: string) =>
      theBox(page).evaluate((box, given) => {
        (box as HTMLTextAreaElement).value = given;
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }, value);
    await typed(text);
    await expect(status(page)).toHaveText(/likely cause|No word of this is known yet/);
    await theBox(page).press('Enter');
    await expect(page).toHaveURL(/#q=/);
    // As after a reload or a shared link: all of it comes back from the address.
    await page.reload();
    await expect(status(page)).toHaveText(/likely cause|No word of this is known yet/);
    await expect(theBox(page)).toHaveValue(text.trim().toWellFormed());
    await expect(
      page.locator('main img, [data-results] script, [data-results] b:not(.reason b, .note b)'),
    ).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await theBox(page).fill('mixed content');
    await expect(causes(page).first()).toHaveAttribute('data-cause', 'mixed-content-ws-from-https');
    expect(dialogs).toBe(0);
  });

for (const [what, pasted] of [
  ['colours', `\u001b[31m${line}\u001b[0m`],
  ['colours word by word', line.replace(/\S+/g, '\u001b[1;31m$&\u001b[0m')],
  ['a zero-width space', line.replace('response', 'res\u200bponse')],
  ['a byte order mark', `\ufeff${line}`],
] as const)
  test(`a line with ${what} finds its message`, async ({ page }) => {
    await searchFor(page, pasted);
    await expect(results(page).first()).toHaveAttribute('href', linePage);
  });

test('more than 2,000 characters from a link are cut, and the box says the same as was looked up', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/search/#${new URLSearchParams({ q: `1006 nginx ${'x'.repeat(5000)}` })}`);
  await expect(causes(page).first()).toBeVisible();
  expect((await theBox(page).inputValue()).length).toBe(2000);
});

const failures: Record<string, (route: Route) => Promise<void>> = {
  'cannot load': (route) => route.abort(),
  'is missing': (route) => route.fulfill({ status: 404, body: '' }),
  'is an error': (route) => route.fulfill({ status: 500, body: '' }),
  'is HTML': (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Login</h1>' }),
  'is cut': (route) => route.fulfill({ contentType: 'application/json', body: '{"causes":["proxy-' }),
};

for (const file of ['words', 'facts', 'texts', 'causes'])
  for (const [what, fail] of Object.entries(failures).filter(
    ([name]) => file === 'words' || name === 'cannot load',
  ))
    test(`data/${file}.json that ${what} is said in a sentence, the text stays, and once it comes the search works`, async ({
      page,
      complaints,
    }) => {
      await page.route(`**/data/${file}.json`, fail);
      await page.goto(`${siteUrl()}/search/`);
      await theBox(page).fill('drops after 60 seconds ngin');
      await expect(status(page)).toHaveText(
        /^What the search needs could not be loaded \(.+\)\. Your text is still in the box: try again/,
      );
      await expect(theBox(page)).toHaveValue('drops after 60 seconds ngin');
      await page.unroute(`**/data/${file}.json`);
      await theBox(page).press('End');
      await theBox(page).pressSequentially('x');
      await expect(status(page)).toHaveText(/likely cause/);
      await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
      allowFailedRequests(complaints);
    });

test('where a file failed once, Enter with the same text tries again', async ({ page, complaints }) => {
  await page.route('**/data/words.json', (route) => route.abort(), { times: 2 });
  await page.goto(`${siteUrl()}/search/`);
  await theBox(page).fill('drops after 60 seconds nginx');
  await expect(status(page)).toHaveText(/could not be loaded/);
  await page.unroute('**/data/words.json');
  await theBox(page).press('Enter');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(results(page).first()).toBeFocused();
  allowFailedRequests(complaints);
});

test('a file that never comes is said to be still on its way, and the text stays', async ({ page }) => {
  await page.route('**/data/words.json', () => Promise.resolve());
  await page.goto(`${siteUrl()}/search/`);
  await theBox(page).fill('drops after 60 seconds nginx');
  await expect(status(page)).toHaveText(/still loading/i);
  await expect(theBox(page)).toHaveValue('drops after 60 seconds nginx');
});

for (const [what, fail] of Object.entries({
  'cannot load': (route: Route) => route.abort(),
  'never comes': () => Promise.resolve(),
}))
  test(`where what words mean ${what}, a known line leads to its message, and is ranked by what it says`, async ({
    page,
    complaints,
  }) => {
    await page.route('**/data/words.json', fail);
    await page.goto(`${siteUrl()}/search/`);
    await theBox(page).fill(line);
    await expect(results(page).first()).toHaveAttribute('href', linePage);
    await expect(causes(page).first()).toBeVisible();
    await expect(status(page)).toHaveText(/could not be loaded|still loading/i);
    allowFailedRequests(complaints);
  });

test('where nothing that ranks can load, pages of other kinds are found', async ({ page, complaints }) => {
  await page.route('**/data/*.json', (route) => route.abort());
  await page.goto(`${siteUrl()}/search/`);
  await theBox(page).fill('idle timeout of a load balancer');
  await expect(status(page)).toHaveText(/could not be loaded/);
  await expect(page.locator('[data-kind] a').first()).toBeVisible();
  allowFailedRequests(complaints);
});

for (const [what, fail] of Object.entries(failures))
  test(`where the index of all pages ${what}, the causes are there, and it is said`, async ({
    page,
    complaints,
  }) => {
    await page.route('**/pagefind/**', fail);
    await searchFor(page, line);
    await expect(results(page).first()).toHaveAttribute('href', linePage);
    await expect(page.locator('[data-pages]')).toHaveText(
      'The search of all other pages could not be loaded. The causes above do not need it.',
    );
    allowFailedRequests(complaints);
  });

test('where the index of all pages never comes, the causes are there', async ({ page }) => {
  await page.route('**/pagefind/**', () => Promise.resolve());
  await searchFor(page, line);
  await expect(results(page).first()).toHaveAttribute('href', linePage);
  await theBox(page).fill('mixed content');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'mixed-content-ws-from-https');
});

test('where one page of the index is missing, the others are shown', async ({ page, complaints }) => {
  let count = 0;
  await page.route('**/pagefind/fragment/**', (route) =>
    (count += 1) === 1 ? route.fulfill({ status: 404, body: '' }) : route.continue(),
  );
  await searchFor(page, 'idle timeout');
  await expect.poll(() => page.locator('[data-kind] a').count()).toBeGreaterThan(2);
  allowFailedRequests(complaints);
});

test('the result of the box has the fix of the stack that the text names, and “it still fails” goes on', async ({
  page,
}) => {
  await searchFor(page, 'websocket drops after 60 seconds of silence behind nginx, code 1006');
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(best.locator('[data-stack=nginx]')).toContainText('proxy_read_timeout 1h;');
  await page.getByRole('button', { name: 'I did this and it still fails' }).click();
  await expect(causes(page).first()).not.toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await page.getByRole('link', { name: 'Go on with questions' }).click();
  await expect(page).toHaveURL(/tried=proxy-idle-timeout/);
});
