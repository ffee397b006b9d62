/** How soon Stop and the search answer, measured by the page's own clock. It runs after the other tests, which would take the processor from the page. */
import type { Page } from '@playwright/test';
import { allowEndpointLines, causes, expect, practiceUrl, siteUrl, test, theBox } from './browser.ts';

/** Presses Stop and says how long the page took to be ready again, in milliseconds of its own clock. */
const stopTime = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const [start, stop] = ['[data-start]', '[data-stop]'].map((selector) =>
          document.querySelector<HTMLButtonElement>(selector),
        );
        if (!start || !stop) throw new Error('The page has no Start or no Stop.');
        const pressed = performance.now();
        new MutationObserver(() => {
          if (!start.disabled) resolve(performance.now() - pressed);
        }).observe(start, { attributes: true });
        stop.click();
      }),
  );

for (const endpoint of [
  'answers-in-bursts',
  'never-closes',
  'drops-after-silence?seconds=60',
  'never-answers',
  'sends-steadily',
])
  test(`Stop works within 200 ms against ${endpoint}`, async ({ page, complaints }) => {
    await page.goto(`${siteUrl()}/test/`);
    await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/${endpoint}`);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('[data-timeline]')).toContainText('Handshake sent');
    expect(await stopTime(page)).toBeLessThan(200);
    await expect(page.getByRole('heading', { name: 'The test was cut short' })).toBeVisible();
    allowEndpointLines(complaints);
  });

/** Types the keys of a text one by one behind what stands in the box, and says how long each took until the results had changed and were laid out, in milliseconds. */
const keyTimes = (page: Page, keys: string) =>
  page.evaluate(async (typed) => {
    const box = document.querySelector<HTMLTextAreaElement>('one-box textarea');
    const results = document.querySelector<HTMLElement>('[data-results]');
    if (!box || !results) throw new Error('The page has no box or no results.');
    const times: number[] = [];
    for (const key of typed) {
      times.push(
        await new Promise<number>((resolve) => {
          const pressed = performance.now();
          const observer = new MutationObserver(() => {
            observer.disconnect();
            results.getBoundingClientRect();
            resolve(performance.now() - pressed);
          });
          observer.observe(results, { childList: true });
          box.setRangeText(key, box.value.length, box.value.length, 'end');
          box.dispatchEvent(new InputEvent('input', { bubbles: true, data: key }));
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return times;
  }, keys);

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Infinity;

for (const [what, before, keys] of [
  ['a few words', 'websoket drops after 60 seconds ', 'behind ngi'],
  [
    'as many words with typing errors as are corrected',
    'websoket conection upgrad heder mising ngnix proxi timout certficate handshke subprotocl balancr gatway clsoe ',
    'fraem pigp',
  ],
  [
    'a pasted text of 2,000 characters',
    "2026/11/20 03:12:44 [error] 31#31: *71 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _ WebSocket connection to 'wss://a.test/' failed: Unexpected response code: 502\n"
      .repeat(9)
      .slice(0, 1985),
    'upgrade he',
  ],
] as const)
  test(`on a processor a fourth as fast the results follow a key within 100 ms, for ${what}`, async ({
    page,
  }) => {
    for (const place of ['/', '/search/']) {
      await page.goto(siteUrl() + place);
      await theBox(page).fill(before);
      await expect(causes(page).first()).toBeVisible();
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await keyTimes(page, '     ');
      const times = await keyTimes(page, keys);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      console.log(
        `\n${place} from a key to the results, ${what}, a fourth as fast: median ${median(times).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms`,
      );
      expect(times).toHaveLength(10);
      expect.soft(median(times), place).toBeLessThan(100);
    }
  });
