/**
 * `npm run field`: where the ranking places the confirmed cause of real reports, each by what was learnt without it
 * (five folds). Beside it the same for causes after which their page is named, and for those that a page of another name covers;
 * under the answers, why they missed. `-- --misses` prints every report whose cause did not come first; a mode's name prints those of it alone.
 */
import { fileURLToPath } from 'node:url';
import { readChecked } from '../src/diagnosis/check.ts';
import { factsOfAnswers } from '../src/diagnosis/learn/examples.ts';
import { endWith, givenTo } from './arguments.ts';
import { collectionOf, count, modes, placeAll } from '../tests/field/measure.ts';
import type { Mode, Placing } from '../tests/field/measure.ts';
import { whyMissed, whys } from '../tests/field/misses.ts';
import type { Why } from '../tests/field/misses.ts';

const usage = `npm run field [-- --misses ${Object.keys(modes).join('|')} …]`;
const { words: wanted, options } = givenTo({ usage, options: ['--misses'], most: Infinity });
const unknown = wanted.find((word) => !(word in modes));
if (unknown !== undefined) endWith(`Found "${unknown}", which is not a mode. Expected ${usage}`);

const knowledge = readChecked(fileURLToPath(new URL('..', import.meta.url)));
const placings = placeAll(knowledge);
const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1).padStart(5)} %`;

/** First and within three, in whole per cent, with the number of placings. */
const short = (placings: readonly Placing[]) => {
  const { all, first, firstThree } = count(placings);
  const whole = (part: number) => Math.round((100 * part) / all);
  return all === 0 ? 'none' : `${whole(first)}, ${whole(firstThree)} (${all})`;
};

/** Whether the page of a cause is named after it, and does not only cover it. */
const isNamed = ({ report, page }: Placing) => report.cause === page;

/** How many misses of the answers are of which class, beyond the first place and beyond the third. */
function printMisses(placings: readonly Placing[]): void {
  for (const within of [1, 3]) {
    const missed = placings.filter(({ rank }) => rank > within);
    const counts = new Map<Why, number>();
    for (const { report, page, first } of missed) {
      const why = whyMissed(knowledge, factsOfAnswers(report.answers), {
        page,
        first: first[0] ?? '',
        within,
      });
      counts.set(why, (counts.get(why) ?? 0) + 1);
    }
    const parts = Object.entries(whys).map(([why, words]) => `${words} ${counts.get(why as Why) ?? 0}`);
    console.log(`    ${missed.length} not ${within === 1 ? 'first' : 'within three'}: ${parts.join('; ')}`);
  }
}

const { reports } = knowledge;
for (const collection of ['first', 'second'] as const) {
  const own = placings.filter(({ report }) => collectionOf(report) === collection);
  const all = reports.filter((report) => collectionOf(report) === collection).length;
  const placed = new Set(own.map(({ report }) => report.id)).size;
  console.log(`\n${collection} collection: ${all} reports, ${placed} of them with a cause that has a page`);
  for (const [mode, name] of Object.entries(modes)) {
    const ofMode = own.filter((each) => each.mode === mode);
    const counted = count(ofMode);
    const named = ofMode.filter(isNamed);
    const covered = ofMode.filter((each) => !isNamed(each));
    console.log(
      `  ${name.padEnd(36)} first ${percent(counted.first, counted.all)}   within three ${percent(counted.firstThree, counted.all)}   by name ${short(named)}; covered ${short(covered)}`,
    );
    if (mode.startsWith('answers')) printMisses(ofMode);
  }
}

const shown = (Object.keys(modes) as Mode[]).filter((mode) => wanted.includes(mode));
if (options.has('--misses'))
  for (const { report, mode, page, rank, first } of placings)
    if (rank > 1 && (shown.length === 0 || shown.includes(mode)))
      console.log(
        `\n${report.id}, ${mode}: ${page} is number ${rank}; before it ${first.join(', ')}\n  ${report.asks}`,
      );
