/** What of a cause's page concerns the reader: what they have and the fixes for their stack stay, the rest is folded. */
import { inShort } from '../diagnosis/fact-words.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import { element } from './dom.ts';

/** Questions whose answers a reader would look for on the page. */
const told = ['status', 'close-code', 'seconds', 'front', 'server', 'client'];
/** Questions whose answer can be the slug of a stack. */
const ofStacks = ['front', 'server'];

/** Unfolds what was folded before. */
function unfold(): void {
  for (const fold of document.querySelectorAll('details[data-folded]'))
    fold.replaceWith(...[...fold.children].slice(1));
}

/** Puts elements that stand together under one line. */
function fold(run: readonly HTMLElement[], words: string): void {
  const box = element('details', '', element('summary', '', words));
  box.dataset['folded'] = '';
  run[0]?.before(box);
  box.append(...run);
}

/** Runs of elements that stand one behind another and are not the reader's own. */
function foreignRuns(all: readonly HTMLElement[], isOwn: (each: HTMLElement) => boolean): HTMLElement[][] {
  const runs: HTMLElement[][] = [];
  for (const each of all) {
    if (isOwn(each)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1)?.nextElementSibling === each) last.push(each);
    else runs.push([each]);
  }
  return runs;
}

/** Leaves the fixes for the reader's own stacks, and folds the others where they stand. */
function foldFixes(own: ReadonlySet<string>): void {
  const fixes = [...document.querySelectorAll<HTMLElement>('.fix[data-stack]')];
  const isOwn = ({ dataset }: HTMLElement) => own.has(dataset['stack'] ?? '');
  if (!fixes.some(isOwn)) return;
  for (const run of foreignRuns(fixes, isOwn)) {
    const stacks = new Set(run.map(({ dataset }) => dataset['stack'])).size;
    fold(run, stacks === 1 ? `Fix for ${nameOf(run[0])}` : `Fixes for ${stacks} other stacks`);
  }
}

const nameOf = (fix: HTMLElement | undefined) => fix?.querySelector('h3 a')?.textContent ?? 'another stack';

/** Says what the reader has, and shows the text that names it. */
function showSigns(facts: Facts): void {
  const sign = document.querySelector('.sign');
  const known = facts.filter(({ question, answer }) => told.includes(question) && answer !== CANNOT_TELL);
  if (!sign || known.length === 0) return;
  sign.before(element('p', 'yours', element('b', '', 'Yours:'), ` ${known.map(inShort).join(' · ')}`));
  const numbers = known
    .filter(({ question }) => question === 'status' || question === 'close-code')
    .map(({ answer, value }) => String(value ?? answer));
  const texts = [...document.querySelectorAll('#seeing ~ * samp')];
  const own = texts.find(({ textContent }) =>
    textContent.split(/[^\w]+/).some((word) => numbers.includes(word)),
  );
  const shown = sign.querySelector('samp');
  if (own && shown) shown.textContent = own.textContent;
}

/** Opens what is folded around the place to which a link of the page leads. */
function openOnTheWay(): void {
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const box = place?.closest<HTMLDetailsElement>('details[data-folded]');
    if (box) box.open = true;
  });
}

let isReady = false;

/**
 * Shows a cause's page to one reader.
 * @param stack the slug of the stack that the reader chose
 * @param facts what is known of their case
 */
export function showOwnPart(stack: string | undefined, facts: Facts): void {
  if (!isReady) {
    isReady = true;
    showSigns(facts);
    openOnTheWay();
  }
  unfold();
  const answered = facts.flatMap(({ question, answer }) => (ofStacks.includes(question) ? [answer] : []));
  foldFixes(new Set<string>(stack === undefined ? answered : [stack]));
}
