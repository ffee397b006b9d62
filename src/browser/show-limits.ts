import { field } from './dom.ts';
import { isMatchingLimit } from './matching-limit.ts';

/** Shows, of a table of well-known limits, those that have a number of seconds; hides the section where there is none. */
export function showMatchingLimits(section: HTMLElement, seconds: number | undefined): void {
  let matches = 0;
  for (const row of section.querySelectorAll<HTMLElement>('tr[data-seconds]')) {
    row.hidden = seconds === undefined || !isMatchingLimit(Number(row.dataset['seconds']), seconds);
    if (!row.hidden) matches += 1;
  }
  section.hidden = seconds === undefined;
  field(section, '[data-limits-none]', HTMLElement).hidden = matches > 0;
  field(section, '[data-limits-table]', HTMLElement).hidden = matches === 0;
  field(section, '[data-limits-seconds]', HTMLElement).textContent = `${seconds ?? 0} s`;
}
