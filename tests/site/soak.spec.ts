import { expect, practiceUrl, siteUrl, test } from './browser.ts';

/** How long it runs, in seconds: a minute in `npm test`, an hour in `npm run soak`. */
const seconds = Number(process.env['NOT101_SOAK_SECONDS'] ?? 60);
/** The first seconds, in which the page still grows to its working size. */
const warmUp = 15;

test(`100 messages a second for ${seconds} s: memory is flat, rows are few, Stop is quick`, async ({
  page,
  complaints,
}) => {
  test.setTimeout((seconds + 60) * 1000);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  };
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(`${practiceUrl()}/sends-steadily`);
  await page.getByLabel('Hold it open').selectOption('until-stopped');
  await page.getByLabel('in', { exact: true }).selectOption('traffic');
  await page.getByRole('button', { name: 'Start' }).click();
  const held = async (): Promise<number> => {
    const text = await page.locator('[data-step=Traffic]').textContent();
    return Number(/Open for (\d+) s/.exec(text ?? '')?.[1] ?? 0);
  };
  const until = (second: number) =>
    expect.poll(held, { timeout: (second + 30) * 1000, intervals: [1000] }).toBeGreaterThanOrEqual(second);
  await until(warmUp);
  const before = await heap();
  await until(seconds);
  const after = await heap();

  const rows = page.locator('[data-timeline] > li');
  const received = (await rows.filter({ hasText: 'received' }).last().textContent()) ?? '';
  const count = Number(/([\d,]+) messages/.exec(received)?.[1]?.replaceAll(',', '') ?? 0);
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const stopped = await page.evaluate(() => {
    const pressed = performance.now();
    document.querySelector<HTMLButtonElement>('[data-stop]')?.click();
    return performance.now() - pressed;
  });
  console.log(
    `\nsoak: ${count} messages in ${seconds} s; heap ${before.toFixed(1)} MB after ${warmUp} s, ${after.toFixed(1)} MB at the end; ${await rows.count()} rows, ${nodes} elements; Stop took ${stopped.toFixed(0)} ms`,
  );
  // Timers of 10 ms fire late on a busy machine: most of the 100 a second must have arrived.
  expect(count).toBeGreaterThan(seconds * 60);
  expect(after - before).toBeLessThan(2);
  expect(await rows.count()).toBeLessThanOrEqual(200);
  expect(stopped).toBeLessThan(200);
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/another host|Failed to load/.test(line)),
  );
});
