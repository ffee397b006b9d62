/** Chromium: what a page and a developer see. */
import { chromium } from '@playwright/test';
import { homeThatTrusts, throwAwayAuthority } from '../authority.ts';
import { findProgram } from '../programs/program.ts';
import { track } from '../running.ts';
import { within } from '../wait.ts';
import {
  emptyPageAddress,
  mappedHost,
  patience,
  type BrowserObserver,
  type BrowserOptions,
  type BrowserResult,
  type PageReport,
} from './browser.ts';
import { preparation, reportExpression } from './page-script.ts';

/**
 * Starts Chromium, without a window. Each observation has a context of its own.
 * @throws {Error} if Chromium is not installed
 */
export async function startChromium(): Promise<BrowserObserver> {
  const executablePath = await findProgram('chromium', 'chromium');
  const home = await homeThatTrusts(await throwAwayAuthority());
  const emptyPage = await emptyPageAddress();
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, HOME: home },
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-proxy-server',
      `--host-resolver-rules=MAP ${mappedHost} 127.0.0.1`,
    ],
  });
  const stop = track(() => browser.close());

  const observe = async (options: BrowserOptions): Promise<BrowserResult> => {
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
      return { ...seen, console: lines.filter((line) => !isChance(line)) };
    } finally {
      await context.close();
    }
  };
  return { versions: { chromium: browser.version() }, observe, stop };
}
