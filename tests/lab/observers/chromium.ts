/** Chromium: what a page and a developer see. */
import type { Browser } from '@playwright/test';
import { homeThatTrusts, throwAwayAuthority } from '../authority.ts';
import { findProgram } from '../programs/program.ts';
import { ensureMayStart, track } from '../running.ts';
import { within } from '../wait.ts';
import {
  emptyPageAddress,
  mappedHost,
  patience,
  withoutChance,
  type BrowserObserver,
  type BrowserOptions,
  type BrowserResult,
  type LabPage,
  type PageOptions,
  type PageReport,
} from './browser.ts';
import { preparation, reportExpression } from './page-script.ts';

/**
 * Starts Chromium, without a window. Each observation has a context of its own.
 * @param isWhole whether the whole browser looks: otherwise its headless shell does, the same engine without the parts around a page, which opens
 * a page in a fifth of the processor time (decision 20)
 * @throws {Error} if one of the two programs is not installed
 */
export async function startChromium(isWhole: boolean): Promise<BrowserObserver> {
  const whole = await findProgram('chromium', 'chromium');
  const shell = await findProgram('chromium-headless-shell', 'chromium-headless-shell');
  // Playwright decides where temporary files go when it is imported, so that comes after the run has set TMPDIR.
  const { chromium } = await import('@playwright/test');
  const home = await homeThatTrusts(await throwAwayAuthority());
  const emptyPage = await emptyPageAddress();
  const launch = (executablePath: string, ...more: string[]): Promise<Browser> =>
    chromium.launch({
      executablePath,
      env: { ...process.env, HOME: home },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        `--host-resolver-rules=MAP ${mappedHost} 127.0.0.1`,
        ...more,
      ],
    });
  const shared = await launch(isWhole ? whole : shell, '--no-proxy-server');
  const stop = track(() => shared.close());

  const observeIn = async (browser: Browser, options: BrowserOptions): Promise<BrowserResult> => {
    const context = await browser.newContext({ ignoreHTTPSErrors: !options.isCertificateChecked });
    try {
      await context.addInitScript(preparation(options));
      const page = await context.newPage();
      const lines: string[] = [];
      page.on('console', (message) => lines.push(message.text()));
      page.on('pageerror', (error) => lines.push(`Uncaught ${error.name}: ${error.message}`));
      await page.goto(options.page ?? emptyPage);
      const seen = await within(
        options.silence + patience,
        'Chromium reports the end of its socket',
        page.evaluate<PageReport>(reportExpression(options)),
      );
      // Socket.IO gives up its WebSocket when its HTTP requests fail; what the console says of that depends on which of them was faster.
      const haveRequestsFailed = lines.some((line) => line.startsWith('Failed to load resource'));
      const isChance = (line: string): boolean =>
        options.opener === 'socket.io' && haveRequestsFailed && line.startsWith('WebSocket connection to ');
      return { ...withoutChance(seen, options), console: lines.filter((line) => !isChance(line)) };
    } finally {
      await context.close();
    }
  };

  // Which address counts as public, and the proxy for loopback, can be said only at the start of a browser; what follows from them, the whole browser decides.
  const launchOwn = (
    page: string,
    { isPagePublic, forwardProxy }: Pick<BrowserOptions, 'isPagePublic' | 'forwardProxy'>,
  ): Promise<Browser> => {
    ensureMayStart();
    const { host } = new URL(page);
    return launch(
      whole,
      ...(isPagePublic ? [`--ip-address-space-overrides=${host}=public`] : []),
      ...(forwardProxy === null
        ? ['--no-proxy-server']
        : [`--proxy-server=127.0.0.1:${forwardProxy}`, `--proxy-bypass-list=<-loopback>;${host}`]),
    );
  };

  const observe = async (options: BrowserOptions): Promise<BrowserResult> => {
    const { isPagePublic, forwardProxy } = options;
    if (!isPagePublic && forwardProxy === null) return observeIn(shared, options);
    const own = await launchOwn(options.page ?? emptyPage, options);
    const stopOwn = track(() => own.close());
    return observeIn(own, options).finally(stopOwn);
  };

  const open = async (address: string, options: PageOptions): Promise<LabPage> => {
    const { isCertificateChecked, forwardProxy } = options;
    const isShared = forwardProxy === null;
    const browser = isShared ? shared : await launchOwn(address, { isPagePublic: false, forwardProxy });
    const stopOwn = isShared ? () => Promise.resolve() : track(() => browser.close());
    const context = await browser.newContext({ ignoreHTTPSErrors: !isCertificateChecked });
    const close = (): Promise<void> => context.close().finally(stopOwn);
    try {
      const page = await context.newPage();
      await page.goto(address);
      return { evaluate: (expression) => page.evaluate<unknown>(expression), close };
    } catch (error) {
      await close();
      throw error;
    }
  };
  return { versions: { chromium: shared.version() }, observe, open, stop };
}
