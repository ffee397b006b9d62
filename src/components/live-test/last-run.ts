import { readReport, reportJson } from '../../probe/report.ts';
import type { Report } from '../../probe/report.ts';

/** The last report is kept in this browser alone, under this key. */
export const lastRunKey = 'not101.last-run';

/** The report that was kept last, if there is one that can still be read. */
export function keptReport(): Report | undefined {
  try {
    const read = readReport(localStorage.getItem(lastRunKey) ?? '');
    return 'report' in read ? read.report : undefined;
  } catch {
    // A browser may forbid a page to keep anything.
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
