/** The page that explains texts: by paste, by file, by keyboard; with bad input, with much of it, and with what nobody may see again. */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import fc from 'fast-check';
import { readFragment } from '../../src/diagnosis/fragment.ts';
import { pieces } from '../unit/support/pieces.ts';
import { handshakePlan } from '../unit/support/probe.ts';
import { causes, expect, siteUrl, test, theBox } from './browser.ts';

const consoleLine =
  "chat.js:7 WebSocket connection to 'wss://app.example/ws?token=hunter2secret' failed: Error during WebSocket handshake: Unexpected response code: 502";
const nginxLine =
  '2026/11/20 10:14:02 [error] 18#18: *12 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.3, server: _, request: "GET /ws HTTP/1.1", upstream: "http://172.18.0.6:5001/ws", host: "app.example"';

const box = (page: Page) => page.getByLabel('A console line, a log');
const status = (page: Page) => page.locator('[data-status]');
const findings = (page: Page) => page.locator('[data-findings] > li');

/** Pastes a text and waits until it is explained. */
async function explain(page: Page, text: string) {
  await page.goto(`${siteUrl()}/explain/`);
  await box(page).fill(text);
  await expect(status(page)).toHaveText(/understood|known here/);
}

/** Adds a file to the page. From the disk, for Playwright hands a file from memory over in one long task of the page. */
async function addFile(page: Page, name: string, text: string) {
  const path = test.info().outputPath(name);
  writeFileSync(path, text);
  await page.locator('explain-text input[type=file]').setInputFiles(path);
}

test('a console line and a log are one evidence: findings beside the marked text, facts with their place, causes with fixes', async ({
  page,
}) => {
  await explain(page, `${consoleLine}\n\n${nginxLine}`);
  await expect(status(page)).toHaveText(/4 parts understood/);
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'backend-unreachable');
  const finding = findings(page).filter({ hasText: 'nginx error log' });
  await finding.getByRole('button', { name: 'line 3' }).click();
  await expect(page.locator('.text-line:has(.in-text:focus)')).toContainText('connect() failed');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-findings] > li:focus')).toHaveCount(1);
  await expect(page.locator('[data-facts] li').filter({ hasText: 'Proxy’s log' })).toContainText('line 3');
});

test('the likeliest cause has the fix of the proxy that the text names, and gives way when it did not help', async ({
  page,
}) => {
  await explain(page, `${consoleLine}\n${nginxLine}`);
  const fix = causes(page).first().locator('[data-stack=nginx]');
  await expect(fix.getByRole('heading', { name: /^Fix for nginx/ })).toBeVisible();
  const onward = page.getByRole('link', { name: 'Go on with questions' });
  await page.getByRole('button', { name: 'I did this and it still fails' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-ranking]')).toBeFocused();
  await expect(causes(page).first()).not.toHaveAttribute('data-cause', 'backend-unreachable');
  await expect(onward).toHaveAttribute('href', /&tried=backend-unreachable/);
  await page.getByRole('button', { name: 'take back' }).click();
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'backend-unreachable');
});

/** A report of the doctor, as `--json` prints it. */
const doctorReport = JSON.stringify({
  schema: 'not101-report-1',
  made: '2026-11-28T10:00:00.000Z',
  from: 'terminal',
  origin: 'https://app.example',
  browser: 'Node v22.0.0 on linux x64',
  runs: [
    {
      endpoint: 'wss://app.example/ws',
      steps: [],
      facts: [],
      trace: [
        {
          id: 'started',
          at: 0,
          endpoint: 'wss://app.example/ws',
          secure: true,
          plan: handshakePlan,
        },
        { id: 'checked', at: 1, step: 'TLS', outcome: 'passed', text: 'TLSv1.3' },
        { id: 'checked', at: 5, step: 'Handshake', outcome: 'failed', text: '426 Upgrade Required' },
        { id: 'established', at: 5, question: 'symptom', answer: 'never-opens' },
        { id: 'established', at: 5, question: 'status', answer: '426', value: 426 },
        { id: 'finished', at: 9 },
      ],
    },
  ],
});

test('a report of the doctor says what failed, and shows the steps of a terminal', async ({ page }) => {
  await explain(page, doctorReport);
  await expect(page.locator('[data-report-words]')).toHaveText(
    /^The step “Handshake” failed\. 426 Upgrade Required$/,
  );
  await expect(page.locator('[data-steps] > li')).toHaveText([/TLS TLSv1\.3/, /Handshake 426/]);
  await expect(findings(page).first()).toContainText('from the doctor in a terminal');
  await expect(page.locator('[data-facts] li').filter({ hasText: '426' })).toBeVisible();
  await box(page).fill(nginxLine);
  await expect(page.locator('[data-first]')).toContainText('Likeliest cause');
  await expect(page.locator('[data-report-words]')).toBeEmpty();
});

test('on a phone the sentence and the likeliest cause stand on the first screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await explain(page, doctorReport);
  const cause = page.locator('[data-first] a');
  await expect(cause).toBeInViewport({ ratio: 1 });
  await expect(page.locator('[data-report-words]')).toBeInViewport({ ratio: 1 });
  const slug = await causes(page).first().getAttribute('data-cause');
  await expect(cause).toHaveAttribute('href', new RegExp(`/causes/${slug}/`));
});

test('a config that includes another dropped file is read with it, and the change is for that file', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/explain/`);
  await addFile(
    page,
    'site.conf',
    'server {\n  location /ws {\n    include proxy.conf;\n    proxy_pass http://127.0.0.1:3000;\n  }\n}\n',
  );
  await addFile(
    page,
    'proxy.conf',
    'proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection "";\n',
  );
  const change = page.locator('.change').filter({ hasText: 'proxy.conf, line 2' });
  await expect(change).toContainText('removed: proxy_set_header Connection "";');
  await expect(page.locator('[data-source="1"] .in-text').first()).toBeVisible();
});

test('secrets are named, and no link, copy or address has one', async ({ page }) => {
  const secret = 'hunter2secret';
  await explain(page, `${consoleLine}\n> Cookie: sid=${secret}1\nclient: 203.0.113.77`);
  await expect(page.locator('[data-warnings]')).toContainText('a value in the query of an address');
  await expect(page.locator('[data-warnings]')).toContainText('cookies');
  for (const link of await page.locator('main a').all())
    expect((await link.getAttribute('href')) ?? '').not.toContain(secret);
  await page.getByRole('button', { name: 'Copy the findings' }).click();
  await expect(page.locator('[data-copied]')).toHaveText(/Copied/);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('## Facts');
  expect(copied).not.toContain(secret);
  expect(copied).not.toContain('203.0.113.77');
  expect(page.url()).toBe(`${siteUrl()}/explain/`);
  await expect(page).not.toHaveTitle(/hunter2/);
});

test('the wizard goes on with all that the text says', async ({ page }) => {
  await explain(page, `${consoleLine}\n${nginxLine}`);
  const onward = page.getByRole('link', { name: 'Go on with questions' });
  const { facts, endpoint } = readFragment(
    new URL((await onward.getAttribute('href')) ?? '', page.url()).hash,
  );
  expect(endpoint).toBe('wss://app.example/ws');
  expect(Object.fromEntries(facts.map(({ question, answer }) => [question, answer]))).toMatchObject({
    status: 'gateway',
    front: 'nginx',
    'proxy-log': 'refused',
  });
  await onward.click();
  await expect(page.locator('[data-known]')).toContainText('read from your paste');
});

test('what is known already comes along from a command of a question or a cause, counts after the text, and goes on with it', async ({
  page,
}) => {
  const known = 'symptom=never-opens&for-whom=everybody&status=404';
  await page.goto(`${siteUrl()}/causes/proxy-missing-upgrade-headers/#${known}`);
  const fromCause = page.locator('.command').first().getByRole('link', { name: 'Paste it into Explain' });
  await expect(fromCause).toHaveAttribute('href', `${siteUrl()}/explain/#${known}`);
  await page.goto(`${siteUrl()}/diagnose/upgrade-dropped/#symptom=never-opens&status=426`);
  await expect(page.getByRole('link', { name: 'Paste a message, a log or a config' })).toHaveAttribute(
    'href',
    `${siteUrl()}/explain/#symptom=never-opens&status=426`,
  );
  await page.goto(`${siteUrl()}/diagnose/status/#${known}&tried=ws-path-mismatch`);
  await page.locator('.find-out').getByRole('link', { name: 'Paste it into Explain' }).click();
  await expect(page).toHaveURL(/\/explain\/#symptom=never-opens/);
  await box(page).fill(consoleLine);
  const facts = page.locator('[data-facts] li');
  await expect(facts.filter({ hasText: 'Affected:' })).toContainText('known before');
  await expect(facts.filter({ hasText: 'Handshake status' })).toContainText('line 1');
  const onward = page.getByRole('link', { name: 'Go on with questions' });
  const carried = readFragment(new URL((await onward.getAttribute('href')) ?? '', page.url()).hash);
  expect(carried.tried).toEqual(['ws-path-mismatch']);
  expect(Object.fromEntries(carried.facts.map(({ question, answer }) => [question, answer]))).toMatchObject({
    symptom: 'never-opens',
    'for-whom': 'everybody',
    status: 'gateway',
  });
});

test('two requests that contradict one another are named, and either can be ranked by', async ({ page }) => {
  await explain(page, `10.0.0.1 - - [12/May/2026:08:00:31 +0000] "GET /ws HTTP/1.1" 101 157\n${consoleLine}`);
  const box_ = page.locator('[data-requests]');
  await expect(box_).toContainText('Are these different requests?');
  const [first, other] = [box_.getByRole('button').nth(0), box_.getByRole('button').nth(1)];
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await other.click();
  await expect(other).toHaveAttribute('aria-pressed', 'true');
  await expect(other).toBeFocused();
  await expect(page.locator('[data-facts]')).toContainText('101');
});

test('by keyboard alone: Ctrl and Enter lead to the result, and a finding leads to its place', async ({
  page,
}) => {
  await page.goto(`${siteUrl()}/explain/`);
  await box(page).focus();
  await page.keyboard.insertText(nginxLine);
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-result]')).toBeFocused();
  for (let press = 0; press < 40; press += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.closest('[data-facts]') !== null)) break;
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('.in-text:focus')).toHaveCount(1);
});

/** Markup of every kind. Whatever of it became an element would have one of these names. */
const markup = fc
  .tuple(
    fc.constantFrom('', '"', "'>", '-->', '</pre>', '</textarea></script>', '`', '&lt;', ']('),
    fc.constantFrom(
      'x-from-text',
      'a',
      'b',
      'base',
      'form',
      'iframe',
      'img',
      'script',
      'style',
      'svg',
      'template',
    ),
    fc.constantFrom(
      '',
      'src=x onerror="fromText=1"',
      'onload=fromText=1',
      'href="javascript:fromText=1"',
      'id=text',
    ),
    fc.constantFrom(
      '',
      '</script>',
      'fromText=1</script>',
      '[a](javascript:fromText=1)',
      '{{fromText}}',
      '<!--',
    ),
  )
  .map(([before, name, attributes, after]) => `${before}<${name} data-from-text ${attributes}>${after}`);

/** A line with markup somewhere in it: so that readers quote it as a path, a header, a reason. */
const lineWithMarkup = fc
  .tuple(
    fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 60 })),
    markup,
    fc.nat(100),
  )
  .map(([piece, hostile, share]) => {
    const at = Math.floor((piece.length * share) / 100);
    return piece.slice(0, at) + hostile + piece.slice(at);
  });

test('whatever is pasted or dropped is drawn as text: none of it becomes an element, an attribute or a script', async ({
  page,
}) => {
  test.slow();
  await page.goto(`${siteUrl()}/explain/`);
  const drawn = (text: string, name: string) =>
    page.evaluate(
      async ([given, fileName]) => {
        const find = <E extends Element>(selector: string, kind: new () => E): E => {
          const found = document.querySelector(selector);
          if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} at ${selector}.`);
          return found;
        };
        const box = find('#text', HTMLTextAreaElement);
        const chooser = find('explain-text input[type=file]', HTMLInputElement);
        const said = find('[data-status]', HTMLElement);
        find('[data-clear]', HTMLButtonElement).click();
        box.value = given;
        const chosen = new DataTransfer();
        chosen.items.add(new File(['HTTP/1.1 403 Forbidden\n'], fileName));
        chooser.files = chosen.files;
        // Explains both, and says “Reading …” at once.
        chooser.dispatchEvent(new Event('change'));
        await new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (said.textContent.startsWith('Reading')) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(said, { childList: true, characterData: true, subtree: true });
        });
        const own = [...document.querySelectorAll('explain-text *')];
        const linesOf = (source: number) =>
          [...document.querySelectorAll(`[data-source="${source}"] .text-line`)].map((line) =>
            line.textContent.slice(line.firstElementChild?.textContent.length, -1),
          );
        return {
          born: document.querySelectorAll('[data-from-text], x-from-text').length,
          foreign: own
            .map((each) => each.localName)
            .filter((each) => /^(?:base|iframe|img|link|meta|object|script|style|svg|template)$/.test(each)),
          handlers: own.flatMap((each) => each.getAttributeNames().filter((each) => each.startsWith('on'))),
          away: own.filter((each) => each instanceof HTMLAnchorElement && each.origin !== location.origin)
            .length,
          hasRun: 'fromText' in window,
          shown: linesOf(0),
          pasted: box.value.split('\n'),
          names: [...document.querySelectorAll('explain-text bdi')].map((each) => each.textContent),
        };
      },
      [text, name] as const,
    );
  await fc.assert(
    fc.asyncProperty(
      fc.array(lineWithMarkup, { minLength: 1, maxLength: 8 }),
      markup,
      async (lines, name) => {
        const { shown, pasted, names, ...wrong } = await drawn(lines.join('\n'), name);
        expect(wrong).toEqual({ born: 0, foreign: [], handlers: [], away: 0, hasRun: false });
        expect(shown).toEqual(pasted);
        expect(names).toContain(name);
      },
    ),
    { seed: 13, numRuns: 120 },
  );
});

for (const [name, text, sentence] of [
  [
    'a HAR that is cut off',
    '{"log":{"version":"1.2","entries":[{"request":{"url":"wss://a',
    /line 1: This HAR is cut off: it ends in line 1/,
  ],
  ['a HAR without a socket', '{"log":{"entries":[]}}', /none is of a WebSocket/],
  [
    'a report of another schema',
    '{"schema":"not101-report-0","runs":[]}',
    /its "schema" is "not101-report-0"/,
  ],
] as const)
  test(`${name} gets a sentence`, async ({ page }) => {
    await explain(page, text);
    await expect(page.locator('[data-warnings] .field-error')).toHaveText(sentence);
  });

test('files are added, read together with the text, and removed', async ({ page }) => {
  await explain(page, consoleLine);
  await addFile(page, 'error.log', nginxLine);
  await expect(findings(page).filter({ hasText: 'nginx error log' })).toContainText('error.log, line 1');
  await page.getByRole('button', { name: 'Remove error.log' }).click();
  await expect(findings(page).filter({ hasText: 'nginx error log' })).toHaveCount(0);
});

test('a file that is not text, and one that is too large, get a sentence', async ({ page }) => {
  await page.goto(`${siteUrl()}/explain/`);
  await addFile(page, 'picture.png', '\u0000\u0001\u0000');
  await expect(status(page)).toHaveText(/picture\.png is not text/);
});

/** A HAR of so many characters, with one refused handshake near its end. */
function largeHar(size: number): string {
  const entry = (url: string, status: number, more = '') =>
    `{"startedDateTime":"2026-11-20T10:00:00.000Z","request":{"method":"GET","url":"${url}","httpVersion":"HTTP/1.1","headers":[${more}]},"response":{"status":${status},"httpVersion":"HTTP/1.1","headers":[],"content":{"text":"${'x'.repeat(2000)}"}}}`;
  const plain = entry('https://app.example/asset.js', 200);
  const handshake = entry(
    'wss://app.example/ws',
    403,
    '{"name":"Upgrade","value":"websocket"},{"name":"Connection","value":"Upgrade"},{"name":"Sec-WebSocket-Key","value":"dGhlIHNhbXBsZSBub25jZQ=="}',
  );
  const count = Math.floor(size / (plain.length + 1));
  return `{"log":{"version":"1.2","entries":[${`${plain},`.repeat(count)}${handshake}]}}`;
}

test('a HAR of 20 MB is read beside the page, which stays free', { tag: '@alone' }, async ({ page }) => {
  const text = largeHar(20_000_000);
  await explain(page, consoleLine);
  await page.evaluate(() => {
    const long: number[] = ((window as unknown as { long: number[] }).long = []);
    new PerformanceObserver((list) =>
      long.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: 'longtask',
    });
  });
  await addFile(page, 'app.har', text);
  await expect(findings(page).filter({ hasText: 'answer to the handshake: 403' })).toBeVisible({
    timeout: 30_000,
  });
  const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
  console.log(
    `\n20 MB HAR: tasks over 50 ms in the page: ${long.map((each) => each.toFixed(0)).join(', ') || 'none'}`,
  );
  expect(Math.max(0, ...long)).toBeLessThan(100);
});

test('reading a file can be cancelled, and the text stays', async ({ page }) => {
  await explain(page, consoleLine);
  // A worker that never comes reads for ever.
  await page.route(/\/worker-/, () => undefined);
  await addFile(page, 'app.har', largeHar(10_000));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).toHaveText(/Cancelled/);
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeHidden();
  await expect(box(page)).toHaveValue(consoleLine);
});

test('the one box offers the way here for a text of several lines, and hands it over without the address', async ({
  page,
}) => {
  await page.goto(siteUrl());
  await theBox(page).fill(`${consoleLine}\n${nginxLine}`);
  await expect(page.getByRole('link', { name: 'Explain this text, line by line' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL('**/explain/');
  await expect(box(page)).toHaveValue(`${consoleLine}\n${nginxLine}`);
  await expect(causes(page).first()).toBeVisible();
});

test('a paste that is longer than the one box goes on whole', async ({ page }) => {
  const long = `${'an ordinary line\n'.repeat(400)}${nginxLine}`;
  await page.goto(siteUrl());
  await page.evaluate((text) => navigator.clipboard.writeText(text), long);
  await theBox(page).focus();
  await page.keyboard.press('Control+V');
  await page.getByRole('link', { name: 'Explain this text, line by line' }).click();
  await page.waitForURL('**/explain/');
  await expect(box(page)).toHaveValue(long);
  await expect(findings(page).filter({ hasText: 'nginx error log' })).toContainText('line 401');
});

test('nothing that is pasted is in a request', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await explain(page, `${consoleLine}\n${nginxLine}`);
  await page.getByRole('link', { name: 'Go on with questions' }).click();
  await expect(page.locator('[data-known]')).toBeVisible();
  expect(sent.length).toBeGreaterThan(3);
  expect(sent.filter((each) => /hunter2|172\.18|app\.example/.test(each.replace(/#.*/, '')))).toEqual([]);
});
