/** Draws a report that was pasted, of the live test, the console snippet or the doctor: what it says, and its steps beside those of the test page. */
import type { Facts } from '../../diagnosis/fact.ts';
import { conclude, firstSaid } from '../../probe/conclusion.ts';
import { readReport } from '../../probe/report.ts';
import { element } from '../dom.ts';
import { keptReport } from '../live-test/last-run.ts';
import { showReport } from '../run-report/show-report.ts';
import { isolated } from '../run-report/drawing.ts';

/**
 * Draws a report into its section.
 * @param section where its steps go
 * @param first where the sentence goes that says what happened
 * @returns what the comparison adds to the facts of the report
 */
export async function showPastedReport(
  section: HTMLElement,
  first: HTMLElement,
  text: string,
): Promise<Facts> {
  const read = readReport(text);
  if ('problem' in read) return [];
  const { report } = read;
  if (report.runs.length === 0) return [];
  const conclusion = conclude(report, await keptReport());
  showReport(section, conclusion);
  const said = firstSaid(report, conclusion);
  const words = conclusion.comparison?.words ?? '';
  first.replaceChildren(
    ...(said
      ? [element('p', '', element('strong', '', ...isolated(`${said.title}.`)), ' ', ...isolated(said.text))]
      : []),
    ...(words === '' ? [] : [element('p', '', words)]),
  );
  return conclusion.comparison?.facts ?? [];
}
