import { reportJson } from '../../probe/run.ts';
import type { Report } from '../../probe/run.ts';

/** The last report is kept in this browser alone, under this key. */
export const lastRunKey = 'not101.last-run';

/** The report that was kept last, as text. */
export function keptText(): string {
  try {
    return localStorage.getItem(lastRunKey) ?? '';
  } catch {
    // A browser may forbid a page to keep anything.
    return '';
  }
}

/** The report that was kept, if it can still be read. */
export async function keptReport(text = keptText()): Promise<Report | undefined> {
  try {
    const { readReport } = await import('../../probe/report.ts');
    const read = readReport(text);
    return 'report' in read ? read.report : undefined;
  } catch {
    // Its code is loaded only here; without it there is nothing to compare with.
    return undefined;
  }
}

/** Keeps a report in the place of the one before. */
export function keep(report: Report): void {
  try {
    localStorage.setItem(lastRunKey, reportJson(report));
  } catch {
    // Without it there is nothing to compare with, and the test works all the same.
  }
}

/** Forgets what was kept. */
export function forget(): void {
  try {
    localStorage.removeItem(lastRunKey);
  } catch {
    // Nothing was kept.
  }
}
