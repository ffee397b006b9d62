/** Firefox over WebDriver BiDi: what a page and a developer see. */
import puppeteer from 'puppeteer-core';
import { makeFolder } from '../folders.ts';
import { findProgram } from '../programs/program.ts';
import { ensureMayStart, track } from '../running.ts';
import { oneAtATime, within } from '../wait.ts';
import {
  emptyPageAddress,
  mappedHost,
  patience,
  withoutChance,
  type BrowserObserver,
  type BrowserOptions,
  type BrowserResult,
  type LabPage,
  type PageReport,
} from './browser.ts';
import { preparation, reportExpression } from './page-script.ts';

/** Socket.IO gives up its WebSocket when its HTTP requests fail; what Firefox says of that depends on which of them was faster. */
const ofSocket = /^(?:Firefox can’t establish a connection to the server at|The connection to) wss?:/;

/**
 * Starts Firefox, without a window. Each observation has a user context of its own.
 * @throws {Error} if Firefox is not installed
 */
export async function startFirefox(): Promise<BrowserObserver> {
  const executablePath = await findProgram('firefox-esr', 'firefox-esr');
  const emptyPage = await emptyPageAddress();
  const userDataDir = await makeFolder('firefox');
  ensureMayStart();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    userDataDir,
    headless: true,
    acceptInsecureCerts: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 120_000,
    protocolTimeout: 300_000,
    env: {
      ...process.env,
      HOME: userDataDir,
      TMPDIR: userDataDir,
      // Otherwise a helper process outlives the browser.
      MOZ_CRASHREPORTER_DISABLE: '1',
    },
    extraPrefsFirefox: {
      'network.dns.localDomains': mappedHost,
      'network.proxy.type': 0,
      // Firefox delays a handshake to an address where one failed shortly before, and ports are used once only.
      'network.websocket.delay-failed-reconnects': false,
      // One tab is in front, and every page must keep the time of one that is: else the timers of all others fire once a second.
      'dom.min_background_timeout_value': 0,
      'dom.min_background_timeout_value_without_budget_throttling': 0,
      'dom.timeout.enable_budget_timer_throttling': false,
    },
  });
  const stop = track(() => browser.close());

  // Firefox loses a tab that is made while another one comes or goes.
  const alone = oneAtATime();

  const observe = async (options: BrowserOptions): Promise<BrowserResult> => {
    const context = await alone(() => browser.createBrowserContext());
    try {
      const page = await alone(() => context.newPage());
      const lines: string[] = [];
      page.on('console', (message) => lines.push(message.text()));
      page.on('pageerror', (error) => lines.push(error instanceof Error ? error.message : String(error)));
      await page.evaluateOnNewDocument(preparation(options));
      await page.goto(options.page ?? emptyPage);
      const seen = await within(
        options.silence + patience,
        'Firefox reports the end of its socket',
        page.evaluate(reportExpression(options)) as Promise<PageReport>,
      );
      return {
        ...withoutChance(seen, options),
        console: options.opener === 'socket.io' ? lines.filter((line) => !ofSocket.test(line)) : lines,
      };
    } finally {
      await alone(() => context.close());
    }
  };
  const open = async (address: string): Promise<LabPage> => {
    const context = await alone(() => browser.createBrowserContext());
    const close = (): Promise<void> => alone(() => context.close());
    try {
      const page = await alone(() => context.newPage());
      await page.goto(address);
      return { evaluate: (expression) => page.evaluate(expression), close };
    } catch (error) {
      await close();
      throw error;
    }
  };
  const version = (await browser.version()).replace(/^firefox\//i, '');
  return { versions: { firefox: version }, observe, open, stop };
}
