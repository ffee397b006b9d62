/** Running the live test against one side of a case, or against a practice endpoint. */
import {
  emptyPageAddress,
  type BrowserObserver,
  type LabPage,
  type PageOptions,
} from '../observers/browser.ts';
import { cookiesOf } from '../observers/cookies.ts';
import { observeRaw, plainHandshake } from '../observers/raw.ts';
import type { Browsers } from '../look.ts';
import { addressOf, holdSockets, onceOpen, startSite, type Site } from '../site.ts';
import type { LabCase, Side } from '../case.ts';
import { engines, type Engine, type Evidence } from '../../../src/knowledge/schemas.ts';
import type { Report } from '../../../src/probe/report.ts';
import { oneAtATime } from '../wait.ts';
import { runSnippet, runTestPage, type FormFields } from './drive.ts';
import { hasOtherAddress, planOf, type LivePlan } from './plan.ts';

/** What one browser measured. */
export interface Measured {
  /** Report of the test page. */
  page: Report;
  /** Report of the console snippet, from the page that the fault concerns; only where the case is tested from there. */
  ownPage: Report | null;
}

/** An engine's reports, or why there are none; absent where the engine cannot take part. */
export type ByEngine<T> = Partial<Record<Engine, PromiseSettledResult<T>>>;

const usualPage: PageOptions = { isCertificateChecked: false, forwardProxy: null };

async function inPage<T>(
  browser: BrowserObserver,
  address: string,
  options: PageOptions,
  use: (page: LabPage) => Promise<T>,
): Promise<T> {
  const page = await browser.open(address, options);
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

/** Runs the test page against an address, in one browser. */
export function measureWithPage(
  browser: BrowserObserver,
  testPage: string,
  fields: FormFields,
  options: PageOptions = usualPage,
): Promise<Report> {
  return inPage(browser, testPage, options, (page) => runTestPage(page, fields));
}

/** Address of the page that a case's fault concerns. */
async function ownPageOf({ observe, scheme, language }: LabCase, site: Site, url: URL): Promise<string> {
  if (observe.page === 'redirected') return `http://${url.hostname}:${site.front.proxy}/`;
  if (observe.page !== 'same origin' && language !== 'html') return emptyPageAddress();
  return `${scheme === 'wss' ? 'https' : 'http'}://${url.host}/`;
}

// The windows of WebKitGTK share their cookies.
const aloneWithCookies = oneAtATime();

async function measureInOwnPage(
  browser: BrowserObserver,
  labCase: LabCase,
  site: Site,
  url: URL,
  { snippetHold }: LivePlan,
): Promise<Report> {
  const { subprotocols, cookieBytes = 0 } = labCase.observe;
  const cookies = cookiesOf(cookieBytes);
  const address = new URL(url);
  // A page with its own address for the socket: the second node.
  if (labCase.language === 'html' && labCase.nodes === 2) address.port = String(site.front.second);
  const run = async (): Promise<Report> =>
    inPage(browser, await ownPageOf(labCase, site, url), usualPage, async (page) => {
      const set = (text: string): string =>
        `(() => { document.cookie = ${JSON.stringify(text)}; return document.cookie.length; })()`;
      for (const cookie of cookies) await page.evaluate(set(`${cookie}; Path=${url.pathname}`));
      const report = await runSnippet(page, address.href, subprotocols, snippetHold);
      for (const cookie of cookies)
        await page.evaluate(set(`${cookie.split('=')[0] ?? ''}=; Path=${url.pathname}; Max-Age=0`));
      return report;
    });
  return cookies.length === 0 ? run() : aloneWithCookies(run);
}

/** The application's own address, past the proxy, as a reader gives it where nothing opens through the proxy. */
function pastTheProxy(labCase: LabCase, { behind }: Site): string | undefined {
  if (!hasOtherAddress(labCase)) return undefined;
  return `${labCase.backend === 'ws-on-https' ? 'wss' : 'ws'}://127.0.0.1:${behind.backend}${labCase.path}`;
}

/** What one browser measures on a side that runs. */
async function measureWith(
  browser: BrowserObserver,
  labCase: LabCase,
  plan: LivePlan,
  site: Site,
  url: URL,
  testPage: string,
  isBroken: boolean,
): Promise<Measured> {
  const { certificate, forwardProxy, earlierHandshakes, reload, terminate, echo } = labCase.observe;
  const options: PageOptions = {
    isCertificateChecked: certificate === 'checked',
    forwardProxy: forwardProxy ? site.front.proxy : null,
  };
  for (let count = 0; count < earlierHandshakes; count += 1)
    await observeRaw({
      ...{ ...plainHandshake, url, port: Number(url.port), echo: 1 },
      userAgent: 'not101-lab-earlier',
    });
  const ownPage =
    plan.vantage !== 'test page' ? await measureInOwnPage(browser, labCase, site, url, plan) : null;
  const other = isBroken ? pastTheProxy(labCase, site) : undefined;
  const fields = {
    ...plan.fields,
    url: url.href + plan.query,
    ...(other !== undefined && { other: other + plan.query }),
  };
  const run = measureWithPage(browser, testPage, fields, options);
  if (!reload && !terminate) return { page: await run, ownPage };
  const disturb = reload ? site.reload : site.restartBackend;
  const [page] = await Promise.all([run, onceOpen(site, echo !== undefined, disturb)]);
  return { page, ownPage };
}

/**
 * Starts one side of a case and runs the live test against it in every browser that can take part.
 * @param testPage address of the test page
 * @throws {Error} if a program is missing or does not start
 */
export async function measureSide(
  labCase: LabCase,
  evidence: Evidence,
  side: Side,
  browsers: Browsers,
  testPage: string,
): Promise<ByEngine<Measured>> {
  const plan = planOf(labCase, evidence);
  const site = await startSite(labCase, side);
  try {
    const url = addressOf(labCase, site.front);
    const endHeld = await holdSockets(url, labCase.observe.heldSockets);
    const taking = engines.filter((engine) => evidence[side][engine] !== null);
    const measure = async (engine: Engine): Promise<[Engine, PromiseSettledResult<Measured>]> => {
      const browser = browsers[engine];
      if (!browser) throw new Error(`${engine} was not started.`);
      const isBroken = side === 'broken' && evidence.broken[engine]?.socket === 'never opens';
      const run = measureWith(browser, labCase, plan, site, url, testPage, isBroken);
      return [engine, (await Promise.allSettled([run]))[0]];
    };
    try {
      // What counts connections, or is done to the site meanwhile, is for one browser at a time.
      const { reload, terminate, heldSockets, earlierHandshakes } = labCase.observe;
      const isShared = !reload && !terminate && heldSockets === 0 && earlierHandshakes === 0;
      if (isShared) return Object.fromEntries(await Promise.all(taking.map(measure)));
      const measured: ByEngine<Measured> = {};
      for (const engine of taking) [, measured[engine]] = await measure(engine);
      return measured;
    } finally {
      endHeld();
    }
  } finally {
    await site.stop();
  }
}
