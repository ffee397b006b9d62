import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { practiceEndpoints } from '../../src/practice/endpoints.ts';
import type { PracticeEndpointName } from '../../src/practice/endpoints.ts';
import { freePort } from '../lab/addresses.ts';
import { expect, practiceUrl, siteUrl, test } from './browser.ts';

interface Expected {
  /** Query that makes the endpoint quick. */
  query?: string;
  /** Size of the message, as in the form. */
  message?: string;
  /** Seconds of silence, as in the form. */
  silence?: string;
  subprotocols?: string;
  /** Step → words of its row. */
  steps: Partial<Record<'HTTP' | 'Handshake' | 'Echo' | 'Silence' | 'Close', RegExp>>;
  /** State of the tree into which the result leads; absent where nothing is wrong. */
  state?: string;
}

const refused: Expected = {
  steps: { HTTP: /passed/, Handshake: /unknown.*1006.*Script never sees/, Echo: /skipped/ },
  state: 'status',
};
const cutAtOnce: Expected = {
  steps: { Handshake: /passed/, Close: /failed.*Code 1006, no reason, not clean/ },
  state: 'early-for-whom',
};
const closedWith = (code: number, state: string): Expected => ({
  steps: { Handshake: /passed/, Close: new RegExp(`failed.*Code ${code}, reason “.+”, clean`) },
  state,
});
const works: Expected = {
  silence: '0',
  steps: { Handshake: /passed/, Echo: /passed/, Close: /passed.*Code 1000/ },
};

const expectations: Record<PracticeEndpointName, Expected> = {
  echo: { ...works, silence: '10', steps: { ...works.steps, Silence: /passed.*10 s of silence/ } },
  'refuses-200': refused,
  'refuses-301': refused,
  'refuses-400': refused,
  'refuses-401': refused,
  'refuses-403': refused,
  'refuses-404': refused,
  'refuses-426': refused,
  'refuses-429': refused,
  'refuses-500': refused,
  'refuses-502': refused,
  'refuses-503': refused,
  'never-answers': {
    steps: { HTTP: /passed/, Handshake: /failed.*No answer within 15 seconds/ },
    state: 'schemes',
  },
  'slow-handshake': {
    ...works,
    query: '?seconds=2',
    steps: { Handshake: /passed.*101 Switching Protocols after [2-9](\.\d)? s/, Echo: /passed/ },
  },
  'closes-before-answering': refused,
  'resets-during-handshake': refused,
  'wrong-accept': refused,
  'no-upgrade-header': refused,
  'subprotocol-not-echoed': { ...refused, subprotocols: 'chat.v2' },
  'subprotocol-not-requested': refused,
  'closes-1008': closedWith(1008, 'policy'),
  'closes-1011': closedWith(1011, 'server-failed'),
  'closes-1013': closedWith(1013, 'rate-limit'),
  'closes-4401': closedWith(4401, 'application-code'),
  'resets-after-open': cutAtOnce,
  'drops-after-silence': {
    query: '?seconds=3',
    silence: '10',
    steps: { Echo: /passed/, Silence: /failed.*Dropped after [23](\.\d)? s of silence/ },
    state: 'busy',
  },
  'drops-at-age': {
    query: '?seconds=4',
    silence: '10',
    steps: { Echo: /passed/, Silence: /failed.*Dropped/ },
    state: 'busy',
  },
  'message-limit': {
    message: '200000',
    steps: { Echo: /failed.*after a message of 200 kB/, Close: /failed.*Code 1009/ },
    state: 'too-big',
  },
  'cuts-large-messages': {
    message: '200000',
    steps: { Echo: /failed.*200 kB/, Close: /failed.*Code 1006/ },
    state: 'too-big',
  },
  'answers-late': { ...works, query: '?seconds=2', steps: { Echo: /passed.*Round trip in [23](\.\d)? s/ } },
  'answers-in-bursts': {
    ...works,
    query: '?seconds=2',
    steps: { Echo: /passed.*Round trip in [23](\.\d)? s/ },
  },
  'speaks-first': works,
  silent: { silence: '0', steps: { Echo: /skipped.*No echo within 6 seconds/, Close: /passed/ } },
  'masked-frame': cutAtOnce,
  'reserved-bit': cutAtOnce,
  'invalid-utf-8': cutAtOnce,
  'close-reason-too-long': cutAtOnce,
  'close-code-1005': cutAtOnce,
  'close-code-1006': cutAtOnce,
  flood: { silence: '10', steps: { Handshake: /passed/, Close: /failed.*sends more than a test can take/ } },
  'huge-message': {
    silence: '10',
    steps: { Handshake: /passed/, Close: /failed.*sends more than a test can take/ },
  },
  markup: {
    query: '?seconds=1',
    silence: '10',
    steps: { Close: /failed.*reason “.*</ },
    state: 'application-code',
  },
  'never-closes': {
    query: '?seconds=10',
    silence: '0',
    steps: { Echo: /passed/, Close: /failed.*did not complete the closing handshake/ },
  },
};

const step = (page: Page, name: string) => page.locator(`[data-step=${name}]`);

/** What the browser itself prints about the endpoint, and the request that the test makes to it. */
const expectedLine =
  /WebSocket connection to|Failed to load resource|request to another host: http:\/\/127\.0\.0\.1:\d+\//;

async function runTest(
  page: Page,
  url: string,
  { message = '100', silence = '10', subprotocols = '' }: Partial<Expected>,
) {
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(url);
  await page.getByLabel('Message', { exact: true }).selectOption(message);
  await page.getByLabel('Silence').selectOption(silence);
  await page.getByLabel('Subprotocols').fill(subprotocols);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 60_000 });
}

for (const { name, path } of practiceEndpoints)
  test(`the practice endpoint ${name} gets the right outcome`, async ({ page, complaints }) => {
    test.setTimeout(90_000);
    const expected = expectations[name];
    const [bare = ''] = path.split('?');
    await runTest(page, `${practiceUrl()}${bare}${expected.query ?? ''}`, expected);
    for (const [row, words] of Object.entries(expected.steps))
      await expect(step(page, row)).toHaveText(words);
    const onward = page.getByRole('link', { name: 'Continue with what was measured' });
    if (expected.state === undefined) await expect(onward).toHaveCount(0);
    else {
      const url = new URL((await onward.getAttribute('href')) ?? '', page.url());
      expect(url.pathname).toBe(`/diagnose/${expected.state}/`);
    }
    await expect(page.locator('[data-timeline] > li').first()).toBeVisible();
    expect(await page.locator('[data-timeline] > li').count()).toBeLessThanOrEqual(200);
    await expect(page.locator('main img, main script')).toHaveCount(0);
    complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
  });

test('a port on which nobody listens leads to the question why', async ({ page, complaints }) => {
  await runTest(page, `ws://127.0.0.1:${await freePort()}/ws`, {});
  await expect(step(page, 'HTTP')).toHaveText(/unknown.*No HTTP answer/);
  const onward = page.getByRole('link', { name: 'Continue with what was measured' });
  await expect(onward).toHaveAttribute(
    'href',
    /\/diagnose\/schemes\/#symptom=m\.never-opens&reach=m\.no-answer/,
  );
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
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
    const field = page.getByLabel('Address of the WebSocket');
    await field.fill(typed);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByRole('alert')).toHaveText(sentence);
    await expect(field).toHaveValue(typed);
    await expect(field).toBeFocused();
    await expect(page.getByRole('region', { name: 'Steps' })).toBeHidden();
  });

test('a link fills the form and never starts a test', async ({ page }) => {
  await page.goto(`${siteUrl()}/test/#url=${encodeURIComponent(`${practiceUrl()}/echo`)}`);
  await expect(page.getByLabel('Address of the WebSocket')).toHaveValue(`${practiceUrl()}/echo`);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeDisabled();
});

test('a flood is cut off by itself within seconds, and the page can be used again', async ({
  page,
  complaints,
}) => {
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/flood`);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.locator('[data-timeline]')).toContainText('Cut off by this test', { timeout: 8000 });
  await page.getByRole('button', { name: /Download the report/ }).click();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
});

for (const endpoint of [
  'answers-in-bursts',
  'never-closes',
  'drops-after-silence?seconds=60',
  'never-answers',
])
  test(`Stop works at once against ${endpoint}`, async ({ page, complaints }) => {
    await page.goto(`${siteUrl()}/test/`);
    await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/${endpoint}`);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('[data-timeline]')).toContainText('Handshake sent');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 2000 });
    complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
  });

test('the report has the measurements and no secret', async ({ page, complaints }) => {
  await runTest(page, `${practiceUrl()}/closes-1008?token=hunter2`, {});
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download the report/ }).click();
  const file = await (await download).path();
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({
    schema: 'not101-probe-1',
    endpoint: `${practiceUrl()}/closes-1008`,
    facts: [{ question: 'symptom' }, { question: 'drop' }, { question: 'close-code', answer: '1008' }],
  });
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
});

test('the silence shows its progress', async ({ page, complaints }) => {
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/echo`);
  await page.getByRole('button', { name: 'Start' }).click();
  const bar = page.getByRole('progressbar', { name: 'Silence held' });
  await expect(bar).toBeVisible();
  await expect
    .poll(() => bar.evaluate((element) => (element as HTMLProgressElement).value))
    .toBeGreaterThan(0.2);
  await expect(step(page, 'Silence')).toContainText('of 65 s');
  await page.getByRole('button', { name: 'Stop' }).click();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
});
