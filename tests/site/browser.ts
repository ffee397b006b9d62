import { test as base, expect } from '@playwright/test';
import type { ConsoleMessage, Locator, Page, Request } from '@playwright/test';

/** Address of the built site, without a slash at the end. */
export const siteUrl = () => needed('SITE_URL');
/** Address of the site that was built below a base path. */
export const baseSiteUrl = () => needed('BASE_SITE_URL');
/** Address of the practice endpoints: ws://… without a slash at the end. */
export const practiceUrl = () => needed('PRACTICE_URL');

function needed(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set; tests/site/servers.ts sets it.`);
  return value;
}

interface Fixtures {
  /** What the page printed or threw, and each request to another host. Must be empty at the end unless a test takes lines out. */
  complaints: string[];
}

/** A test whose page must not print, throw, break the CSP or ask another host. */
export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      const onConsole = (message: ConsoleMessage) => complaints.push(`${message.type()}: ${message.text()}`);
      const onError = (error: Error) => complaints.push(`thrown: ${error.message}`);
      const onRequest = (request: Request) => {
        const { protocol, host } = new URL(request.url());
        const own = [siteUrl(), baseSiteUrl()].map((url) => new URL(url).host);
        if (protocol.startsWith('http') && !own.includes(host))
          complaints.push(`request to another host: ${request.url()}`);
      };
      page.on('console', onConsole).on('pageerror', onError).on('request', onRequest);
      await use(complaints);
      page.off('console', onConsole).off('pageerror', onError).off('request', onRequest);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** What the browser itself prints about the endpoint, and the request that the test makes to it. */
const expectedLine =
  /WebSocket connection to|Failed to load resource|request to another host: https?:\/\/(127\.0\.0\.1|localhost):\d+\//;

/** Takes out what the browser prints about an endpoint that fails on purpose; anything else stays a complaint. */
export function allowEndpointLines(complaints: string[]) {
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !expectedLine.test(line)));
}

/** Gives an answer of the wizard, as soon as script has made its link carry the facts. */
export async function answer(page: Page, name: string | RegExp, exact = false): Promise<void> {
  const link = page.getByRole('link', { name, exact });
  await expect(link).toHaveAttribute('href', /#/);
  await link.click();
}

/** Waits until the page is at a path: a click that leads there may have begun to and not more. */
export const expectPath = (page: Page, path: string): Promise<void> =>
  expect.poll(() => new URL(page.url()).pathname).toBe(path);

/** The one box, on the start page and on the page of results. */
export const theBox = (page: Page): Locator => page.getByLabel('An error message, a log line');

/** Goes to the page of results with a text in the fragment, and waits for what is said of it. */
export async function searchFor(page: Page, text: string, url = siteUrl()): Promise<void> {
  await page.goto(`${url}/search/#${new URLSearchParams({ q: text })}`);
  await expect(theBox(page)).toHaveValue(text);
  await expect(status(page)).not.toHaveText('');
}

/** What is said of a text: how many causes and messages there are. */
export const status = (page: Page): Locator => page.locator('one-box').getByRole('status');

/** The causes of a ranking, likeliest first. */
export const causes = (page: Page): Locator => page.locator('[data-cause]');

/** Takes out what the browser itself prints about a request that fails on purpose. */
export function allowFailedRequests(complaints: string[]) {
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/Failed to load resource|ERR_FAILED|MIME/.test(line)),
  );
}

export { expect };
