/** Driving the real test page, and the console snippet, the same way in every browser. */
import { setTimeout as pause } from 'node:timers/promises';
import { lastRunKey } from '../../../src/components/live-test/last-run.ts';
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
    if (typeof value === 'string' && control.value !== value) return `The field "${name}" takes no "${value}".`;
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

async function reportFrom(page: LabPage, seconds: number, isLong: boolean): Promise<Report> {
  const every = isLong ? pollEvery.later : pollEvery.soon;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    await pause(every);
    const text = await page.evaluate('globalThis.labReport ?? null');
    if (typeof text !== 'string') continue;
    const read = readReport(text);
    if ('problem' in read) throw new Error(`The report cannot be read back. ${read.problem}`);
    return read.report;
  }
  const shown = await page.evaluate(`document.querySelector('[data-timeline]')?.textContent ?? null`);
  throw new Error(
    `Waited ${seconds} s for the end of the test in the page and it did not come. Until then: ${String(shown)}`,
  );
}

/** Longest that a test may take, in seconds: its own limits, a second hold with a heartbeat, and what a busy machine adds. */
function longestTest(hold: number): number {
  return 150 + hold * 2.5 + 25;
}

/**
 * Fills the form of the test page, starts the test and waits for its report.
 * @param page the test page, open
 * @throws {Error} if a field takes no such value, the address cannot be tested, or no report comes
 */
export async function runTestPage(page: LabPage, fields: FormFields): Promise<Report> {
  const problem = await page.evaluate(
    `(${startTest.toString()})(${JSON.stringify(fields)}, ${JSON.stringify(lastRunKey)})`,
  );
  if (typeof problem === 'string') throw new Error(`The test did not start: ${problem}`);
  const hold = Number(fields.hold ?? 65);
  return reportFrom(page, longestTest(hold), hold >= 30);
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
  await page.evaluate(`(${hearConsole.toString()})('"schema"')`);
  // A function around it, so that no driver waits for the snippet's promise; no `eval`, which a policy may forbid.
  await page.evaluate(
    `(() => { ${snippetBody}${snippetArguments(address, subprotocols, hold)} return null; })()`,
  );
  return reportFrom(page, longestTest(hold), hold >= 30);
}
