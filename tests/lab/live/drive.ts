/** Driving the real test page, and the console snippet, the same way in every browser. */
import { setTimeout as pause } from 'node:timers/promises';
import { lastRunKey } from '../../../src/browser/live-test/last-run.ts';
import { readReport, type Report } from '../../../src/probe/report.ts';
import { snippetBody } from '../../../src/probe/snippet-body.ts';
import { snippetArguments } from '../../../src/probe/snippet.ts';
import type { LabPage } from '../observers/browser.ts';

/** What the form of the test page is filled with; a field that is not named stays as the page has it. */
export interface FormFields {
  url: string;
  /** Seconds, or `until-stopped`: one of the options of the form. */
  hold?: string;
  in?: 'silence' | 'traffic';
  messages?: boolean;
  binary?: boolean;
  burst?: boolean;
  /** Bytes: one of the options of the form. */
  largest?: string;
  subprotocols?: string;
  message?: string;
  expected?: string;
  heartbeat?: boolean;
  reconnect?: boolean;
  parallel?: string;
  /** Address of the same application, past the proxy. */
  other?: string;
}

/** How often a page is asked whether its test has ended, in milliseconds: every question costs the machine. */
const pollEvery = { soon: 500, later: 2000 };

/**
 * Runs in the page: fills the form and presses Start. The report is taken where the page keeps it, because the windows of WebKitGTK share what
 * they keep.
 * @returns what is wrong with a field, or `null`
 */
function startTest(fields: Record<string, string | boolean>, key: string): string | null {
  const globals = globalThis as { labReport?: string };
  const keep = Object.getOwnPropertyDescriptor(Storage.prototype, 'setItem')?.value as Storage['setItem'];
  Storage.prototype.setItem = function (name: string, value: string) {
    if (name === key) globals.labReport = value;
    keep.call(this, name, value);
  };
  const form = document.querySelector<HTMLFormElement>('live-test form');
  for (const [name, value] of Object.entries(fields)) {
    const control = form?.elements.namedItem(name) as HTMLInputElement | null;
    if (!control) return `The form has no field "${name}".`;
    if (typeof value === 'boolean') control.checked = value;
    else control.value = value;
    if (typeof value === 'string' && control.value !== value)
      return `The field "${name}" takes no "${value}".`;
  }
  form?.querySelector<HTMLButtonElement>('[data-start]')?.click();
  const error = document.querySelector<HTMLElement>('#url-error');
  return error?.hidden === false ? error.textContent : null;
}

/** Runs in the page: takes what the snippet prints from then on. */
function hearConsole(schema: string): null {
  const globals = globalThis as { labReport?: string };
  const print = console.log.bind(console);
  console.log = (...values: unknown[]) => {
    const [text] = values;
    if (typeof text === 'string' && text.includes(schema)) globals.labReport = text;
    print(...values);
  };
  return null;
}

/** Asks again and again until an expression is no longer `null` or `false` in the page; gives back what it is then. */
async function valueInPage(
  page: LabPage,
  what: string,
  expression: string,
  { seconds, every }: { seconds: number; every: number },
): Promise<unknown> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(every)) {
    const value = await page.evaluate(expression);
    if (value !== null && value !== false) return value;
  }
  const shown = await page.evaluate(`document.querySelector('[data-timeline]')?.textContent ?? null`);
  throw new Error(
    `Waited ${seconds} s for this in the page and it did not happen: ${what}. It shows: ${String(shown)}`,
  );
}

// WebKitGTK's driver may say that a page has loaded when its scripts have not.
const untilLoaded = (page: LabPage, more = 'true') =>
  valueInPage(page, 'it has loaded', `document.readyState === 'complete' && ${more}`, {
    seconds: 60,
    every: 100,
  });

async function reportFrom(page: LabPage, hold: number): Promise<Report> {
  const text = await valueInPage(page, 'the test ends', 'globalThis.labReport ?? null', {
    seconds: longestTest(hold),
    every: hold >= 30 ? pollEvery.later : pollEvery.soon,
  });
  const read = readReport(String(text));
  if ('problem' in read) throw new Error(`The report cannot be read back. ${read.problem}`);
  return read.report;
}

/** Longest that a test may take, in seconds: its own limits, a second hold with a heartbeat, and what a busy machine adds. */
function longestTest(hold: number): number {
  return 120 + hold * 2.5 + 25;
}

/**
 * Fills the form of the test page, starts the test and waits for its report.
 * @param page the test page, open
 * @throws {Error} if a field takes no such value, the address cannot be tested, or no report comes
 */
export async function runTestPage(page: LabPage, fields: FormFields): Promise<Report> {
  await untilLoaded(page, `customElements.get('live-test') !== undefined`);
  const problem = await page.evaluate(
    `(${startTest.toString()})(${JSON.stringify(fields)}, ${JSON.stringify(lastRunKey)})`,
  );
  if (typeof problem === 'string') throw new Error(`The test did not start: ${problem}`);
  return reportFrom(page, Number(fields.hold ?? 65));
}

/**
 * Runs the console snippet as if it had been pasted into the console of a page, and waits for the line that it prints.
 * @param page any page, open
 * @param hold how long the snippet holds the socket, in seconds
 * @throws {Error} if no report comes
 */
export async function runSnippet(
  page: LabPage,
  address: string,
  subprotocols: readonly string[],
  hold: number,
): Promise<Report> {
  await untilLoaded(page);
  await page.evaluate(`(${hearConsole.toString()})('"schema"')`);
  // A function around it, so that no driver waits for the snippet's promise; no `eval`, which a policy may forbid.
  await page.evaluate(
    `(() => { ${snippetBody}${snippetArguments(address, subprotocols, hold)} return null; })()`,
  );
  return reportFrom(page, hold);
}
