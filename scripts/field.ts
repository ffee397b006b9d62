/**
 * `npm run field`: where the ranking places the confirmed cause of real reports, each by what was learnt without it
 * (five folds). `-- --misses` prints every report whose cause did not come first; a mode's name prints those of it alone.
 */
import { fileURLToPath } from 'node:url';
import { readChecked } from '../src/diagnosis/check.ts';
import { collectionOf, count, modes, placeAll } from '../tests/field/measure.ts';
import type { Mode } from '../tests/field/measure.ts';

const knowledge = readChecked(fileURLToPath(new URL('..', import.meta.url)));
const placings = placeAll(knowledge);
const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1).padStart(5)} %`;

const { reports } = knowledge;
for (const collection of ['first', 'second'] as const) {
  const own = placings.filter(({ report }) => collectionOf(report) === collection);
  const all = reports.filter((report) => collectionOf(report) === collection).length;
  const placed = new Set(own.map(({ report }) => report.id)).size;
  console.log(`\n${collection} collection: ${all} reports, ${placed} of them with a cause that has a page`);
  for (const [mode, name] of Object.entries(modes)) {
    const counted = count(own.filter((each) => each.mode === mode));
    console.log(
      `  ${name.padEnd(36)} first ${percent(counted.first, counted.all)}   within three ${percent(counted.firstThree, counted.all)}`,
    );
  }
}

const wanted = process.argv.slice(2);
const shown = (Object.keys(modes) as Mode[]).filter((mode) => wanted.includes(mode));
if (wanted.includes('--misses'))
  for (const { report, mode, page, rank, first } of placings)
    if (rank > 1 && (shown.length === 0 || shown.includes(mode)))
      console.log(
        `\n${report.id}, ${mode}: ${page} is number ${rank}; before it ${first.join(', ')}\n  ${report.asks}`,
      );
