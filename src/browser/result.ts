/** The result of the wizard: loaded when nothing more is asked, so that a page with a question stays light. */
import type { Carried } from '../diagnosis/carried.ts';
import { writeFragment } from '../diagnosis/carried.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { withFact } from '../diagnosis/facts.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { titlesFor, weightsOfMessages } from '../diagnosis/meanings.ts';
import { openQuestions, rank, withoutTried } from '../diagnosis/rank.ts';
import type { RankedCause } from '../diagnosis/rank.ts';
import { element } from './dom.ts';
import { drawCheck, drawQuestion, drawRanking, warmFixes } from './draw-ranking.ts';
import { pageHref } from '../present/links.ts';
import { loadCauses, loadFacts, loadMeanings } from './load-ranking.ts';
import { isMatchingLimit } from './matching-limit.ts';
import { resultMarkdown } from './result-markdown.ts';

/**
 * Shows the result for what is known, in place of what all ways have in common.
 * @throws {Error} if what ranks cannot be loaded
 */
export async function showResult(root: HTMLElement, carried: Carried): Promise<void> {
  const known = carried.facts.filter(({ answer }) => answer !== CANNOT_TELL);
  const place = (selector: string) => root.querySelector<HTMLElement>(selector);
  const [title, lead] = [place('[data-title]'), place('[data-lead]')];
  let { stack } = carried;
  const withStack = (more: Partial<Carried>) =>
    writeFragment({ ...carried, ...(stack && { stack }), ...more });
  if (!title || !lead) return;
  const { messages = [] } = carried;
  const [table, causes, meanings] = await Promise.all([loadFacts(), loadCauses(), loadMeanings(messages)]);
  const ranking = withoutTried(
    rank(carried.facts, new Map(), table, weightsOfMessages(messages, meanings)),
    carried.tried,
  );
  const { causes: ranked, isClear } = ranking;
  await warmFixes(ranked[0]?.slug);
  const first = causes[ranked[0]?.slug ?? ''];
  title.textContent =
    known.length === 0
      ? 'Nothing is known yet'
      : isClear
        ? (first?.title ?? '')
        : 'It is probably one of these';
  lead.textContent =
    known.length === 0
      ? 'Answer a question, paste an error message, or run the live test.'
      : `Likeliest first, by ${known.length === 1 ? 'one answer' : `all ${known.length} answers`}.`;
  place('[data-check]')?.replaceChildren(
    ...(isClear || known.length === 0 ? [] : drawCheck(ranked, causes, carried.facts)),
  );
  place('[data-ranking]')?.replaceChildren(
    ...(known.length === 0
      ? []
      : drawRanking({
          ranked,
          causes,
          carried,
          messages: (slug) => titlesFor(slug, messages, meanings),
          onTried: (tried) => (location.hash = withStack({ tried })),
          onStack: (chosen) => {
            stack = chosen;
            history.replaceState(null, '', location.pathname + withStack({}));
          },
        })),
  );
  const titles = messages.flatMap((message) => meanings[message]?.[0] ?? []);
  if (known.length > 0) offerShare(root, carried, ranked, causes, titles);
  const [next] = isClear ? [] : openQuestions(carried.facts, ranked, table);
  const asked = place('[data-one-more]');
  asked?.replaceChildren();
  if (asked && next) {
    const goOn = (facts: Facts, read: readonly string[] = []) =>
      (location.hash = withStack({ facts, messages: [...messages, ...read] }));
    asked.append(drawQuestion(next, (added) => goOn(added.reduce(withFact, carried.facts))));
    void offerHelp(asked, next, carried, goOn);
  }
  showMatches(root, carried.facts);
}

/** Shows how to find the answer to one more question out, and lets it be pasted. Without it the answers are still there. */
async function offerHelp(
  asked: HTMLElement,
  next: QuestionId,
  { facts, endpoint }: Carried,
  goOn: (facts: Facts, messages: readonly string[]) => void,
): Promise<void> {
  const part = await import('./paste-answer.ts').catch(() => undefined);
  if (!part) return;
  const pasted = element('div');
  part.offerPaste(pasted, next, facts, goOn);
  asked.querySelector('.one-more')?.append(part.drawHelp(next, endpoint), pasted);
}

/** Lets the reader hand the result on. What they copy names their endpoint, as the address of this page does. */
function offerShare(
  root: HTMLElement,
  carried: Carried,
  ranked: readonly RankedCause[],
  causes: Awaited<ReturnType<typeof loadCauses>>,
  messages: readonly string[],
) {
  const row = root.querySelector<HTMLElement>('[data-share]');
  const said = row?.querySelector('[role=status]');
  // Browsers offer the clipboard to secure contexts only.
  if (!row || !said || !isSecureContext) return;
  row.hidden = false;
  const copy = (selector: string, what: string, text: () => string) =>
    row.querySelector(selector)?.addEventListener('click', () => {
      navigator.clipboard.writeText(text()).then(
        () => (said.textContent = `${what} is copied.`),
        () => (said.textContent = 'The browser did not allow the copy.'),
      );
    });
  const absolute = (path: string) => new URL(path, location.href).href;
  copy('[data-share-link]', 'The link', () => location.href);
  copy('[data-share-markdown]', 'The result', () =>
    resultMarkdown(carried, ranked, causes, messages, {
      result: location.href,
      cause: (slug) => absolute(pageHref('cause', slug)),
    }),
  );
}

/** Shows the limits whose default is the measured number of seconds; the others can be shown too. */
function showMatches(root: HTMLElement, facts: Facts) {
  const timeouts = root.querySelector<HTMLElement>('[data-timeouts]');
  if (timeouts && facts.some(({ question }) => question === 'seconds')) timeouts.hidden = false;
  const seconds = facts.find(({ question }) => question === 'seconds')?.value;
  const lead = timeouts?.querySelector('p');
  const table = timeouts?.querySelector<HTMLElement>('.scroll');
  if (seconds === undefined || !timeouts || !lead || !table) return;
  const rows = [...timeouts.querySelectorAll<HTMLTableRowElement>('tbody tr')];
  const matches = rows.filter((row) => isMatchingLimit(Number(row.dataset['seconds']), seconds));
  for (const row of matches) {
    row.dataset['match'] = '';
    row.cells[0]?.append(element('span', 'unseen', ' (matches your measurement)'));
  }
  const others = rows.filter((row) => !matches.includes(row));
  const hide = (isHidden: boolean) => {
    for (const row of others) row.hidden = isHidden;
    table.hidden = isHidden && matches.length === 0;
  };
  hide(true);
  lead.textContent =
    matches.length === 0
      ? `None of the ${rows.length} defaults that we know is ${seconds} s, so somebody set this number. Look for it in the config of every proxy on the way.`
      : `These defaults have your ${seconds} s.`;
  const all = element('button', 'plain small', `Show all ${rows.length} defaults`);
  all.type = 'button';
  all.addEventListener('click', () => {
    hide(false);
    all.remove();
  });
  timeouts.append(all);
}
