/**
 * What script adds to a page to read: copy buttons, and what is known of the reader. The latter is loaded only for those
 * who come with a case, told something before, or want to. Nothing here is needed to read the page. Counted in the byte
 * budget.
 */
import { offerCopy } from './copy.ts';

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) offerCopy(button);

const load = () => import('./reader-line.ts');
let isKnown = location.hash.includes('=');
try {
  isKnown ||= localStorage.getItem('not101.reader') !== null;
} catch {
  // A browser may forbid a page to keep anything.
}
if (isKnown) void load();
document
  .querySelector('[data-reader] button')
  ?.addEventListener('click', () => void load().then(({ ask }) => ask()), { once: true });
