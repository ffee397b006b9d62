import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import type { PackedFacts } from '../../src/diagnosis/fact-weights.ts';
import { readFragment } from '../../src/diagnosis/fragment.ts';
import type { KnownAnswers } from '../../src/diagnosis/questions.ts';
import { rank } from '../../src/diagnosis/rank.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { stateMeta } from '../../src/diagnosis/tree.ts';
import type { PracticeForm } from '../../src/practice/endpoint.ts';
import { practiceEndpoints } from '../../src/practice/endpoints/index.ts';
import { publicPlan } from '../../src/probe/plan.ts';
import { readReport } from '../../src/probe/report.ts';
import { freePort } from '../lab/addresses.ts';
import { answersOf } from '../lab/live/expected-facts.ts';
import { quietPlan } from '../unit/support/probe.ts';
import { builtFile } from './built.ts';
import { allowEndpointLines, expect, practiceUrl, siteUrl, test } from './browser.ts';

const step = (page: Page, name: string) => page.locator(`[data-steps] [data-step=${name}]`);

const more = (page: Page) => page.getByText('What else to measure');
const start = (page: Page) => page.getByRole('button', { name: 'Start' });
const address = (page: Page) => page.getByLabel('Address of the WebSocket');

/** What the form is filled with; a field that is not named stays out of the test. */
type Form = Partial<Omit<PracticeForm, 'hold'>> & { hold?: string };

async function runTest(page: Page, url: string, form: Form) {
  const { burst = false, binary = false, largest = '0' } = form;
  const { hold = '10', parallel = '0', subprotocols = '' } = form;
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(url);
  await page.getByLabel('Hold it open').selectOption(hold);
  await more(page).click();
  if (burst) await page.getByLabel('100 messages at once').check();
  if (binary) await page.getByLabel('A binary message').check();
  await page.getByLabel('Larger and larger').selectOption(largest);
  await page.getByLabel('Open at once').selectOption(parallel);
  await page.getByLabel('Subprotocols').fill(subprotocols);
  await start(page).click();
  await expect(start(page)).toBeEnabled({ timeout: 60_000 });
  // What the test says comes a moment later, and moves what stands below it.
  await expect(page.locator('[data-conclusion] > *').first()).toBeAttached();
}

/** The facts that the page carries on, and where they lead: to a state and, where that is a result, to the cause that comes first. */
async function carriedOn(page: Page): Promise<{ answers: KnownAnswers; leadsTo: (string | undefined)[] }> {
  const onward = page.getByRole('link', { name: 'Continue with what was measured' });
  const url = new URL((await onward.getAttribute('href')) ?? '', page.url());
  expect(url.pathname).toBe('/diagnose/');
  const { facts, ignored } = readFragment(url.hash);
  expect(ignored).toEqual([]);
  const answers = answersOf(facts);
  const state = settle(facts);
  if (stateMeta(state).kind === 'question') return { answers, leadsTo: [state] };
  const table = factWeights(JSON.parse(builtFile('data/facts.json').toString()) as PackedFacts);
  return { answers, leadsTo: [state, rank(facts, new Map(), table).causes[0]?.slug] };
}

for (const { name, query = '', page: expected } of practiceEndpoints)
  test(`the practice endpoint ${name} gets the right outcome`, async ({ page, complaints }) => {
    test.setTimeout(90_000);
    const { form, steps, facts, except, leadsTo } = expected;
    await runTest(page, `${practiceUrl()}/${name}${query}`, form);
    for (const [row, words] of Object.entries(steps)) await expect(step(page, row)).toHaveText(words);
    if (leadsTo === undefined)
      await expect(page.getByRole('link', { name: 'Continue with what was measured' })).toHaveCount(0);
    else {
      const carried = await carriedOn(page);
      expect(carried.answers).toEqual(except?.chromium ?? facts);
      expect(carried.leadsTo).toContain(leadsTo);
    }
    await expect(page.locator('[data-timeline] > li').first()).toBeVisible();
    expect(await page.locator('[data-timeline] > li').count()).toBeLessThanOrEqual(200);
    await expect(page.locator('main img, main script')).toHaveCount(0);
    allowEndpointLines(complaints);
  });

// Held for longer than it needs to come: a busy machine takes seconds for each 10 MB.
test('the largest message of the practice endpoints ends the test, and nothing else', async ({
  page,
  complaints,
}) => {
  await runTest(page, `${practiceUrl()}/huge-message?bytes=256000000`, { hold: '30' });
  await expect(step(page, 'Close')).toHaveText(/failed.*sends more than a test can take/);
  allowEndpointLines(complaints);
});

test('what was measured leads on to the question that is still open', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/refuses-403`, {});
  await page.getByRole('link', { name: 'Continue with what was measured' }).click();
  await expect(page).toHaveURL(
    /\/diagnose\/status\/#symptom=m\.never-opens&schemes=m\.other.*&reach=m\.answers/,
  );
  allowEndpointLines(complaints);
});

test('a port on which nobody listens is not told from an answer that the browser hides', async ({
  page,
  complaints,
}) => {
  await runTest(page, `ws://127.0.0.1:${await freePort()}/ws`, {});
  await expect(step(page, 'HTTP')).toHaveText(/unknown.*a refused connection/);
  expect((await carriedOn(page)).leadsTo).toEqual(['status']);
  allowEndpointLines(complaints);
});

const badInput: [typed: string, sentence: RegExp][] = [
  ['', /The field is empty/],
  ['app.test/ws', /has no scheme/],
  ['https://app.test/ws', /Write wss:\/\//],
  ['wss://app.test/ws#x', /has a fragment/],
  ['ws://app.test:6000/', /port 6000/],
  ['wss://me:hunter2@app.test/', /user name or password/],
  ['ftp://app.test/', /starts with ftp/],
  [`wss://app.test/${'a'.repeat(100_000)}`, /has 100,015 characters/],
];
for (const [typed, sentence] of badInput)
  test(`“${typed.slice(0, 40)}” is answered at the field, keeps what was typed, and sends nothing`, async ({
    page,
  }) => {
    await page.goto(`${siteUrl()}/test/`);
    const field = address(page);
    await field.fill(typed);
    await start(page).click();
    await expect(page.getByRole('alert')).toHaveText(sentence);
    await expect(field).toHaveValue(typed);
    await expect(field).toBeFocused();
    await expect(page.getByRole('region', { name: 'Steps' })).toBeHidden();
  });

test('the second address is checked like the first', async ({ page }) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill('wss://app.test/ws');
  await more(page).click();
  const field = page.getByLabel(/Compare with the application/);
  await field.fill('127.0.0.1:3000');
  await start(page).click();
  await expect(page.getByRole('alert')).toHaveText(/has no scheme/);
  await expect(field).toBeFocused();
  await expect(page.getByRole('region', { name: 'Steps' })).toBeHidden();
});

test('a link fills the form, shows what it has set, and never starts a test', async ({ page }) => {
  const fragment = new URLSearchParams({
    url: `${practiceUrl()}/echo`,
    hold: '310',
    burst: 'yes',
    heartbeat: 'no',
    largest: '7',
    message: 'secret',
  });
  await page.goto(`${siteUrl()}/test/#${fragment.toString()}`);
  await expect(address(page)).toHaveValue(`${practiceUrl()}/echo`);
  await expect(page.getByLabel('Hold it open')).toHaveValue('310');
  await expect(page.getByLabel('100 messages at once')).toBeVisible();
  await expect(page.getByLabel('100 messages at once')).toBeChecked();
  await expect(page.getByLabel(/hold it again with a heartbeat/)).not.toBeChecked();
  await expect(page.getByLabel('Larger and larger')).toHaveValue('0');
  await expect(page.getByLabel(/message of your own/)).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeDisabled();
});

test('the link to a test has its settings and no query', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-1008?token=hunter2`, { burst: true, hold: '30' });
  await page.getByRole('button', { name: 'Copy a link to this test' }).click();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(Object.fromEntries(new URLSearchParams(copied.hash.slice(1)))).toEqual({
    url: `${practiceUrl()}/closes-1008`,
    hold: '30',
    burst: 'yes',
  });
  allowEndpointLines(complaints);
});

test('the Markdown and then the link can be copied, at any width', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-1008`, { hold: '0' });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  for (const width of [1280, 768, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole('button', { name: 'Copy it as Markdown' }).click();
    await expect.poll(copied).toContain('## WebSocket test');
    // As a hand does it: the pointer stays where the button was when it was aimed at.
    const box = await page.getByRole('button', { name: 'Copy a link to this test' }).boundingBox();
    if (!box) throw new Error('The button cannot be seen.');
    await page.mouse.move(box.x + 3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(copied).toContain('#url=');
    await expect(page.getByText('The link is copied.')).toBeVisible();
  }
  allowEndpointLines(complaints);
});

test('a flood is cut off by itself within seconds, and the page can be used again', async ({
  page,
  complaints,
}) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/flood`);
  await start(page).click();
  await expect(page.locator('[data-timeline]')).toContainText('Cut off by this test', { timeout: 8000 });
  await page.getByRole('button', { name: /Download the report/ }).click();
  allowEndpointLines(complaints);
});

test('the report has the measurements and no secret', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-1008?token=hunter2`, { subprotocols: 'bearer-s3cret' });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download the report/ }).click();
  const file = await (await download).path();
  const text = await readFile(file, 'utf8');
  await page.getByRole('button', { name: 'Copy it as Markdown' }).click();
  await expect(page.getByText('The Markdown is copied.')).toBeVisible();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  for (const each of [text, markdown, kept]) {
    expect(each).not.toContain('hunter2');
    expect(each).not.toContain('s3cret');
  }
  expect(markdown).toContain('| Handshake | passed |');
  expect(markdown).toMatch(/^\*\*It opened, then it was closed: 1008 /m);
  expect(markdown).toContain(`[Repeat the test](${siteUrl()}/test/#url=`);
  expect((JSON.parse(text) as { link: string }).link).toContain(`${siteUrl()}/test/#url=`);
  expect(JSON.parse(text)).toMatchObject({
    schema: 'not101-report-1',
    from: 'page',
    origin: siteUrl(),
    runs: [
      {
        endpoint: `${practiceUrl()}/closes-1008`,
        verdict: expect.stringMatching(/^It opened, then it was closed: 1008 /) as unknown,
        facts: [{ question: 'symptom' }, { question: 'drop' }, { question: 'close-code', answer: '1008' }],
      },
    ],
  });
  allowEndpointLines(complaints);
});

test('nothing is sent before Start, and then to the endpoint alone', async ({ page, complaints }) => {
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  page.on('websocket', (socket) => sent.push(socket.url()));
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/echo`);
  await more(page).click();
  await page.getByLabel('Hold it open').selectOption('0');
  expect(sent.filter((url) => !url.startsWith(siteUrl()))).toEqual([]);
  await start(page).click();
  await expect(start(page)).toBeEnabled({ timeout: 10_000 });
  const own = [`${practiceUrl().replace('ws', 'http')}/echo`, `${practiceUrl()}/echo`];
  expect(sent.filter((url) => !url.startsWith(siteUrl()))).toEqual(own);
  allowEndpointLines(complaints);
});

test('a message of the user’s own and the reply that it gets', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/speaks-first`);
  await page.getByLabel('Hold it open').selectOption('0');
  await more(page).click();
  await page.getByLabel(/message of your own/).fill('{"op":"secret-ping"}');
  await page.getByLabel('Its reply contains').fill('secret-ping');
  await start(page).click();
  await expect(step(page, 'Messages')).toHaveText(/passed.*Reply in \d/);
  await expect(start(page)).toBeEnabled();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('secret-ping');
  allowEndpointLines(complaints);
});

test('two addresses side by side: the layer is named, and the tree is told', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/refuses-426`);
  await page.getByLabel('Hold it open').selectOption('0');
  await more(page).click();
  await page.getByLabel(/Compare with the application/).fill(`${practiceUrl()}/echo`);
  await start(page).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await expect(page.locator('[data-conclusion]')).toContainText(
    'what stands in front of it does not pass it on',
  );
  const table = page.getByRole('table').filter({ hasText: 'Through the proxy' });
  await expect(table.getByRole('row', { name: /^Handshake unknown.*passed/ })).toBeVisible();
  const onward = page.getByRole('link', { name: 'Continue with what was measured' });
  await expect(onward).toHaveAttribute('href', /direct=m\.101/);
  allowEndpointLines(complaints);
});

test('a second test says what has changed, and can be made to forget', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/drops-after-silence?seconds=2`, { hold: '10' });
  await expect(page.getByRole('heading', { name: 'Compared with the last test' })).toBeHidden();
  await runTest(page, `${practiceUrl()}/drops-after-silence?seconds=60`, { hold: '10' });
  await expect(page.getByText(/Since then this has changed: Silence/)).toBeVisible();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(page.getByRole('heading', { name: 'Compared with the last test' })).toBeHidden();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  allowEndpointLines(complaints);
});

test('what is kept can be forgotten after one test, and after a reload', async ({ page, complaints }) => {
  const forget = page.getByRole('button', { name: 'Forget it' });
  await page.goto(`${siteUrl()}/test/`);
  await expect(forget).toBeHidden();
  await runTest(page, `${practiceUrl()}/echo`, { hold: '0' });
  await expect(forget).toBeVisible();
  await page.reload();
  await forget.click();
  await expect(forget).toBeHidden();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  allowEndpointLines(complaints);
});

test('a drop names the limits that have its number', async ({ page }) => {
  const trace = [
    {
      at: 0,
      id: 'started',
      endpoint: 'wss://app.test/ws',
      secure: true,
      plan: publicPlan({ ...quietPlan, roundTrips: 0 }),
    },
    { at: 1, id: 'socket-opening', socket: 1 },
    { at: 40, id: 'socket-open', socket: 1, protocol: '', extensions: '' },
    { at: 40, id: 'step', socket: 1, step: 'hold' },
    {
      at: 60_050,
      id: 'closed',
      socket: 1,
      code: 1006,
      reason: '',
      wasClean: false,
      age: 60_010,
      silence: 60_010,
    },
    { at: 60_060, id: 'finished' },
  ];
  await paste(page, JSON.stringify({ schema: 'not101-report-1', from: 'console', runs: [{ trace }] }));
  await expect(page.getByRole('heading', { name: 'Whose number is 60 s?' })).toBeVisible();
  const rows = page.locator('[data-limits] tr[data-seconds]:visible');
  await expect(rows.filter({ hasText: 'proxy_read_timeout' }).first()).toBeVisible();
  await expect(rows.filter({ hasText: '350 s' })).toHaveCount(0);
});

/** Pastes a report into the page that explains texts. */
async function paste(page: Page, text: string) {
  await page.goto(`${siteUrl()}/explain/`);
  await page.getByLabel('A console line, a log').fill(text);
  await expect(page.getByRole('heading', { name: 'The test in this report' })).toBeVisible();
}

test('the test page leads those who have a report to the page that reads it', async ({ page }) => {
  await page.goto(`${siteUrl()}/test/`);
  await page.getByRole('link', { name: 'Paste it into Explain' }).click();
  await expect(page.getByLabel('A console line, a log')).toBeVisible();
});

/** Serves one page with a policy of its own, on a free port. */
async function servePage(policy?: string) {
  const server = createServer((_, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/html',
      ...(policy && { 'Content-Security-Policy': policy }),
    });
    response.end('<!doctype html><title>Their page</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

for (const [name, policy, endpoint, facts] of [
  [
    'a page that may connect',
    undefined,
    'refuses-403',
    { symptom: 'never-opens', schemes: 'other', reach: 'answers' },
  ],
  ['a page whose policy forbids it', "connect-src 'self'", 'echo', { symptom: 'never-opens', words: 'csp' }],
  ['a page whose socket works', undefined, 'echo', {}],
] as const)
  test(`the snippet in the console of ${name} prints a report that Explain reads`, async ({
    page,
    browser,
    complaints,
  }) => {
    await runTest(page, `${practiceUrl()}/${endpoint}?token=hunter2`, { hold: '0' });
    await expect(page.locator('[data-snippet] code')).toContainText(`${practiceUrl()}/${endpoint}`);
    const snippet = await page.locator('[data-snippet] code').textContent();
    expect(snippet).toContain('hunter2');
    const theirs = await servePage(policy);
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(theirs.url);
    const printed = new Promise<string>((resolve) => {
      other.on('console', (message) => {
        if (message.text().startsWith('{')) resolve(message.text());
      });
    });
    // As the console does it: without the page's own policy for scripts.
    await other.evaluate(snippet ?? '');
    const report = await printed;
    await context.close();
    theirs.close();
    expect(report).not.toContain('hunter2');
    const read = readReport(report);
    expect('problem' in read ? read.problem : read.report).toMatchObject({
      from: 'console',
      origin: new URL(theirs.url).origin,
      runs: [{ endpoint: `${practiceUrl()}/${endpoint}` }],
    });
    await paste(page, report);
    if (Object.keys(facts).length === 0)
      await expect(page.locator('[data-report-words]')).toContainText('Both pages open it');
    else {
      const onward = page.getByRole('link', { name: 'Go on with questions' });
      const carried = readFragment(new URL((await onward.getAttribute('href')) ?? '', page.url()).hash);
      expect(Object.fromEntries(carried.facts.map(({ question, answer }) => [question, answer]))).toEqual(
        facts,
      );
    }
    allowEndpointLines(complaints);
  });

test('a report of the own page beside the test page’s own: the page is what differs, and the tree is told', async ({
  page,
  complaints,
}) => {
  await runTest(page, `${practiceUrl()}/echo`, { hold: '0' });
  const failed = {
    schema: 'not101-report-1',
    made: new Date().toISOString(),
    from: 'console',
    origin: 'https://app.test',
    browser: await page.evaluate(() => navigator.userAgent),
  };
  const traceOf = (endpoint: string) => [
    { at: 0, id: 'started', endpoint, secure: false, plan: publicPlan({ ...quietPlan, roundTrips: 0 }) },
    { at: 1, id: 'request-sent' },
    { at: 5, id: 'request-answered' },
    { at: 6, id: 'socket-opening', socket: 1 },
    { at: 20, id: 'closed', socket: 1, code: 1006, reason: '', wasClean: false, age: 0, silence: 0 },
    { at: 21, id: 'finished' },
  ];
  const reportOf = (path: string, more = {}) =>
    JSON.stringify({ ...failed, ...more, runs: [{ trace: traceOf(`${practiceUrl()}${path}`) }] });
  await paste(page, reportOf('/echo'));
  const table = page.getByRole('table').filter({ hasText: 'Your page' });
  await expect(table.getByRole('row', { name: /^Handshake unknown.*passed/ })).toBeVisible();
  await expect(table.getByRole('columnheader')).toHaveText(['Step', 'Your page', 'The test page']);
  await expect(page.locator('[data-report-words]')).toContainText(
    /^It did not open, though the host answers HTTP\..*what differs is the page: its cookies/,
  );
  await page.getByRole('link', { name: 'Go on with questions' }).click();
  await expect(page).toHaveURL(/\/diagnose\/status-of-own-page\/#.*works-where=m\.other-page/);
  for (const apart of [reportOf('/silent'), reportOf('/echo', { from: 'page' })]) {
    await paste(page, apart);
    await expect(page.locator('[data-steps]')).toContainText('Handshake');
    await expect(table).toBeHidden();
    await page.getByRole('link', { name: 'Go on with questions' }).click();
    await expect(page).toHaveURL(/\/diagnose\/status\/#/);
  }
  allowEndpointLines(complaints);
});

/** Serves the built site at an origin of another kind than the tests' own; nothing leaves the browser for it. */
async function serveAt(page: Page, origin: string) {
  const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    return route.fulfill({
      body: builtFile(file),
      contentType: types[file.split('.').at(-1) ?? ''] ?? 'text/html',
    });
  });
  await page.goto(`${origin}/test/`);
}

test('an https page may not open ws://, says whose rule that is, and hands over what can', async ({
  page,
  complaints,
}) => {
  await serveAt(page, 'https://not101.test');
  await address(page).fill('ws://app.test/ws');
  await start(page).click();
  await expect(page.getByRole('alert')).toHaveText(/mixed content.*says nothing about the endpoint/);
  await expect(address(page)).toHaveValue('ws://app.test/ws');
  await expect(page.locator('[data-shell]:visible')).toContainText('http://app.test/ws');
  await expect(page.getByRole('region', { name: 'Steps' })).toBeHidden();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('not101.test')));
});

test('a page without TLS works without the clipboard, and does not blame the endpoint for a rule that the browser may have', async ({
  page,
  complaints,
}) => {
  await serveAt(page, 'http://not101.test');
  await address(page).fill(`ws://127.0.0.1:${await freePort()}/ws`);
  await start(page).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await expect(step(page, 'Handshake')).toHaveText(/unknown.*The browser may also have refused by itself/);
  await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(0);
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/not101\.test|127\.0\.0\.1|Failed to load/.test(line)),
  );
});

const verdict = (page: Page) => page.locator('[data-conclusion] article').first();

test('the verdict comes first, with the cause and its fix, and has the focus; the tab’s title says it', async ({
  page,
  complaints,
}) => {
  await runTest(page, `${practiceUrl()}/drops-after-silence?seconds=4`, { hold: '10' });
  const shown = verdict(page);
  await expect(shown.getByRole('heading')).toHaveText(
    /^(3\.9|4(\.\d)?) s of silence end it, and a heartbeat cures it$/,
  );
  await expect(shown).toBeFocused();
  await expect(shown).toBeInViewport();
  await expect(page).toHaveTitle(/of silence end it, and a heartbeat cures it · Test an endpoint/);
  const places = await Promise.all(
    [shown, page.getByRole('heading', { name: 'Steps' })].map((each) => each.boundingBox()),
  );
  expect(places[0]?.y ?? Infinity).toBeLessThan(places[1]?.y ?? 0);
  const best = page.locator('[data-cause]').first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(best).toContainText('let the server send a ping every 1 second');
  await best.getByRole('button', { name: 'nginx', exact: true }).click();
  await expect(best.locator('[data-stack=nginx] pre').first()).toContainText('proxy_read_timeout 1h;');
  await expect(best.locator('[data-stack=nginx] pre').first()).toContainText(
    'location /drops-after-silence {',
  );
  await best.getByRole('button', { name: 'I did this and it still fails' }).click();
  await expect(page.locator('[data-cause]').first()).not.toHaveAttribute('data-cause', 'proxy-idle-timeout');
  allowEndpointLines(complaints);
});

test('a close by the application is told as one, with its code and reason', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-4401`, {});
  await expect(verdict(page).getByRole('heading')).toHaveText(/^The application closed it: 4401 “.+”$/);
  await expect(page.locator('[data-cause]').first()).toBeVisible();
  allowEndpointLines(complaints);
});

test('where the browser hides the status, the pasted line of the Console is read, by keyboard too, and goes on into the tree', async ({
  page,
  complaints,
}) => {
  await runTest(page, `${practiceUrl()}/refuses-426`, {});
  await expect(verdict(page)).toContainText('It did not open, though the host answers HTTP');
  await expect(page.locator('[data-cause]')).toHaveCount(0);
  await page.getByLabel(/^Paste the red line of the Console/).focus();
  await page.keyboard.insertText(
    "WebSocket connection to 'ws://app.test/ws' failed: Error during WebSocket handshake: Unexpected response code: 426",
  );
  await expect(page.getByText(/^Read: .*Handshake status: 426/)).toBeVisible();
  await expect(page.locator('[data-cause]').first()).toHaveAttribute(
    'data-cause',
    'proxy-missing-upgrade-headers',
  );
  const onward = page.getByRole('link', { name: 'Continue with what was measured' });
  await expect(onward).toHaveAttribute('href', /status=p\.426/);
  await page.getByLabel(/^Paste the red line of the Console/).fill('<img src=x onerror=alert(1)>');
  await expect(page.getByText('No status and no known message is in this.')).toBeVisible();
  await expect(page.locator('main img')).toHaveCount(0);
  allowEndpointLines(complaints);
});

for (const endpoint of ['refuses-301', 'redirects-forever', 'refuses-403-with-corp'])
  test(`a plain request that ends like ${endpoint} is never told as no HTTP answer`, async ({
    page,
    complaints,
  }) => {
    await runTest(page, `${practiceUrl()}/${endpoint}`, {});
    await expect(verdict(page)).toBeVisible();
    await expect(page.locator('[data-results]')).not.toContainText(/no (usable )?HTTP answer/i);
    expect((await carriedOn(page)).leadsTo).toEqual(['status']);
    allowEndpointLines(complaints);
  });

test('a long test counts in the tab’s title, its later steps wait, and leaving it asks; after it nothing asks', async ({
  page,
  complaints,
}) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/echo`);
  await start(page).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeFocused();
  await expect(page).toHaveTitle(/^\d+ s of 65 · Test an endpoint/);
  for (const name of ['Heartbeat', 'Reconnect', 'Close'])
    await expect(step(page, name)).toContainText('waiting');
  await expect(step(page, 'Silence')).toContainText('running');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await page.getByRole('link', { name: 'Causes' }).click({ noWaitAfter: true });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(step(page, 'Silence')).toContainText('running');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(step(page, 'Silence')).toHaveText(/skipped.*Stopped after \d.*it was still open/);
  await page.getByRole('link', { name: 'Causes' }).click();
  await expect(page).toHaveURL(/\/causes\/$/);
  expect(asked).toHaveLength(1);
  allowEndpointLines(complaints);
});

test('the last result is there again after a reload and after coming back', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-1011`, { hold: '0' });
  await page.reload();
  await expect(page.getByText(/^The result of the last test, made on /)).toBeVisible();
  await expect(verdict(page)).toContainText('It opened, then it was closed: 1011');
  await page.getByRole('link', { name: 'Causes' }).click();
  await page.goBack();
  await expect(verdict(page)).toContainText('It opened, then it was closed: 1011');
  allowEndpointLines(complaints);
});

test('the commands carry the endpoint, for every shell', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/refuses-403`, {});
  const host = new URL(practiceUrl()).host;
  const shown = page.locator('[data-shell]:visible');
  await expect(shown).toContainText(`http://${host}/refuses-403`);
  await expect(shown.locator('[data-needs-tls]')).toBeHidden();
  await page.getByLabel('Shell').selectOption('PowerShell');
  await expect(shown).toContainText(`curl.exe -i --http1.1`);
  await page.getByLabel('Shell').selectOption('cmd');
  await expect(shown).toContainText('curl -i --http1.1 --max-time 5 -H "Connection: Upgrade"');
  await expect(page.locator('[data-engine]:visible')).toHaveText(/WebSocket connection to/);
  allowEndpointLines(complaints);
});

test('an address that a shell could run is not put into the commands, and they say so', async ({
  page,
  complaints,
}) => {
  const shown = page.locator('[data-shell]:visible');
  const unfilled = page.getByText('a character that a shell may read as a command');
  await runTest(page, `${practiceUrl()}/refuses-403`, {});
  await expect(unfilled).toBeHidden();
  await address(page).fill(`${practiceUrl()}/$(id)`);
  await start(page).click();
  await expect(unfilled).toBeVisible();
  await expect(shown).toContainText('https://app.example/ws');
  await expect(shown).not.toContainText('$(id)');
  // What was tested can be compared with the test before it.
  await start(page).click();
  await expect(page.getByRole('heading', { name: 'Compared with the last test' })).toBeVisible();
  allowEndpointLines(complaints);
});

/** What browsers of the last years lack. */
const older: Record<string, () => void> = {
  'URL.parse': () => Reflect.deleteProperty(URL, 'parse'),
  'Array.prototype.with': () => Reflect.deleteProperty(Array.prototype, 'with'),
};
for (const [what, remove] of Object.entries(older))
  test(`a browser without ${what} runs the test`, async ({ page, complaints }) => {
    await page.addInitScript(remove);
    await runTest(page, `${practiceUrl()}/echo`, { hold: '0' });
    await expect(page.getByRole('heading', { name: 'The endpoint works from here' })).toBeVisible();
    allowEndpointLines(complaints);
  });

const broken: Record<string, () => void> = {
  'before it begins': () => Reflect.deleteProperty(Crypto.prototype, 'getRandomValues'),
  'while it runs': () => Reflect.deleteProperty(Array.prototype, 'findLast'),
};
for (const [when, remove] of Object.entries(broken))
  test(`a test that breaks ${when} says so, and can be started again`, async ({ page, complaints }) => {
    await page.addInitScript(remove);
    await page.goto(`${siteUrl()}/test/`);
    await address(page).fill(`${practiceUrl()}/echo`);
    await start(page).click();
    await expect(page.getByRole('alert')).toHaveText(/The test broke in this browser.*is not a function/);
    await expect(start(page)).toBeEnabled();
    await expect(page.getByRole('button', { name: 'Stop' })).toBeDisabled();
    await expect(page.locator('iframe')).toHaveCount(0);
    allowEndpointLines(complaints);
  });

test('the whole test by keyboard', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).focus();
  await page.keyboard.type(`${practiceUrl()}/closes-1011`);
  await page.keyboard.press('Enter');
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  const onward = page.getByRole('link', { name: 'Continue with what was measured' });
  await onward.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/diagnose\/server-failed\//);
  allowEndpointLines(complaints);
});

test('the silence shows its progress, and what is waited for', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/test/`);
  await address(page).fill(`${practiceUrl()}/echo`);
  await start(page).click();
  const bar = page.getByRole('progressbar', { name: 'Silence: time held' });
  await expect(bar).toBeVisible();
  await expect
    .poll(() => bar.evaluate((element) => (element as HTMLProgressElement).value))
    .toBeGreaterThan(0.2);
  await expect(step(page, 'Silence')).toContainText(/of 65, \d+ s to go\. Waiting for a drop in silence/);
  await page.getByRole('button', { name: 'Stop' }).click();
  allowEndpointLines(complaints);
});
