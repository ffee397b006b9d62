/** Five folds of reports, by which what is learnt from reports is measured on those that it has not seen. */
import type { FieldReport } from '../../knowledge/schemas.ts';
import { hashOf } from './shuffled.ts';

/** How many folds there are. */
const folds = 5;

/** The fold of a report, by its id alone, so that it stays where it is when reports are added. */
export function foldOf(id: string): number {
  return hashOf(id) % folds;
}

/** For each fold: the reports to learn from, and those to measure. */
export function foldsOf(reports: readonly FieldReport[]): { seen: FieldReport[]; unseen: FieldReport[] }[] {
  return Array.from({ length: folds }, (_, fold) => ({
    seen: reports.filter(({ id }) => foldOf(id) !== fold),
    unseen: reports.filter(({ id }) => foldOf(id) === fold),
  }));
}
