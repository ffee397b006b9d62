/** Nothing moves once it is seen: not when script comes late, and not when it draws what the address brings. */
import type { Page } from '@playwright/test';
import { expect, siteUrl, test } from './browser.ts';

/** How far a page may shift, as browsers reckon it. */
const most = 0.02;

/** A page of each kind, those on which script draws something first; and what is there when all is drawn. */
const pages: readonly (readonly [path: string, drawn: string])[] = [
  ['/', '[data-example]'],
  ['/causes/', '[data-browse][data-ready]'],
  ['/messages/', '[data-browse][data-ready]'],
  ['/stacks/', '[data-browse][data-ready]'],
  ['/claims/', '[data-browse][data-ready]'],
  ['/evidence/', '[data-browse][data-ready]'],
  ['/causes/proxy-idle-timeout/', '.copy:not([hidden])'],
  ['/causes/proxy-idle-timeout/#symptom=drops&seconds=60:12&front=nginx', '.yours'],
  ['/causes/proxy-missing-upgrade-headers/#symptom=never-opens&status=404&front=nginx', '.yours'],
  ['/messages/code-1006/', 'h1'],
  ['/stacks/nginx/', '.copy:not([hidden])'],
  ['/guides/heartbeat/', '.copy:not([hidden])'],
  ['/reference/timeouts/', 'h1'],
  ['/claims/proxy-send-timeout/', 'h1'],
  ['/diagnose/', '[data-answer]'],
  ['/diagnose/upgrade-dropped/#symptom=never-opens&status=426&front=nginx', '.fix-place pre'],
  ['/test/', 'live-test:defined'],
  ['/explain/', 'explain-text:defined'],
  ['/search/', 'one-box:defined'],
  ['/search/#q=1006', '.fix-place > *'],
  ['/search/#q=asdfqwer', '[data-results] .actions'],
  ['/doctor/', '.copy:not([hidden])'],
];

/** Opens a page whose scripts and data come only after it was painted, which is the worst that a slow network can do. */
async function openWithLateScript(page: Page, path: string): Promise<void> {
  const painted = Promise.withResolvers<true>();
  await page.route(/\.(?:js|json)$/, async (route) => {
    await painted.promise;
    await route.continue();
  });
  await page.goto(siteUrl() + path, { waitUntil: 'commit' });
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        new PerformanceObserver((list) => {
          if (list.getEntriesByName('first-contentful-paint').length > 0) resolve();
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  painted.resolve(true);
}

/** The sum of all shifts so far, and what moved. */
const shifts = (page: Page) =>
  page.evaluate(async () => {
    // What was drawn last has been painted after two frames.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return await new Promise<{ sum: number; moved: string[] }>((resolve) => {
      type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] };
      const seen = { sum: 0, moved: [] as string[] };
      const observer = new PerformanceObserver((list) => add(list.getEntries()));
      const add = (entries: PerformanceEntryList) => {
        for (const { value, sources } of entries as Shift[]) {
          seen.sum += value;
          for (const { node } of sources)
            seen.moved.push(
              node instanceof Element ? node.outerHTML.slice(0, 80) : String(node?.textContent),
            );
        }
      };
      observer.observe({ type: 'layout-shift', buffered: true });
      // The buffered entries come in a task of their own, before one that is asked for now.
      requestAnimationFrame(() =>
        setTimeout(() => {
          add(observer.takeRecords());
          resolve(seen);
        }),
      );
    });
  });

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
])
  for (const [path, drawn] of pages)
    test(`at ${width} px ${path} shifts by ${most} at most, however late its script comes`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await openWithLateScript(page, path);
      await expect(page.locator(drawn).first()).toBeAttached();
      const { sum, moved } = await shifts(page);
      expect(sum, moved.join('\n')).toBeLessThanOrEqual(most);
    });
