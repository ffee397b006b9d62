/** Reports of the live test, the console snippet and the doctor. */
import type { Finding, Reader } from '../finding.ts';
import { readReport } from '../../probe/report.ts';
import { reportVersion } from '../../probe/run.ts';
import type { Report } from '../../probe/run.ts';

/** What made a report, in words. */
const makers: Readonly<Record<Report['from'], string>> = {
  page: 'from the test page',
  console: 'from the console of a page',
  terminal: 'from the doctor in a terminal',
};

/** Where the report stands in a text: from the brace before its schema to the last brace. */
function spanOf(text: string): readonly [number, number] {
  const schema = text.search(/"schema"\s{0,20}:/);
  const from = text.lastIndexOf('{', schema);
  return [Math.max(0, from), text.lastIndexOf('}') + 1];
}

/** Reports of the live test, the console snippet and the doctor. */
export const reports: Reader = {
  id: 'report',
  isTabular: true,
  recognise: (text) => (text.includes(reportVersion.slice(0, -1)) && /"schema"\s{0,20}:/.test(text) ? 1 : 0),
  read: (text) => {
    const span = spanOf(text);
    const format = 'report of a test';
    const read = readReport(text.slice(...span));
    if ('problem' in read) return { format, findings: [], unread: [{ span, why: read.problem }] };
    const { from, runs } = read.report;
    return {
      format,
      findings: runs.map(({ endpoint, facts, steps }): Finding => ({
        span,
        by: 'report',
        what: `a test of ${endpoint.slice(0, 120)}, ${makers[from]}`,
        means: steps.map(({ name, outcome }) => `${name}: ${outcome}`).join('; '),
        facts,
      })),
      unread: [],
    };
  },
};
