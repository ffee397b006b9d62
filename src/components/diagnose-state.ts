/**
 * The wizard in the page. Every state is a page of its own with plain links; script rewrites those links so that they
 * carry the facts, lists what is known, and on a result ranks the causes by all of it and offers one more question.
 * The browser's own Back therefore works.
 */
import './reader.ts';
import { notes, writeFragment } from '../diagnosis/carried.ts';
import type { Carried } from '../diagnosis/carried.ts';
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { fact as factOfAnswer, factSources, valueInWords, withFact } from '../diagnosis/facts.ts';
import { readFragment } from '../diagnosis/fragment.ts';
import { CANNOT_TELL, questions } from '../diagnosis/questions.ts';
import type { AnswerId } from '../diagnosis/questions.ts';
import { openQuestions, rank, withoutTried } from '../diagnosis/rank.ts';
import type { RankedCause } from '../diagnosis/rank.ts';
import { choices, settleFrom, stateThatAsks } from '../diagnosis/replay.ts';
import { isStateId, stateMeta } from '../diagnosis/tree.ts';
import type { StateId } from '../diagnosis/tree.ts';
import { drawCheck, drawQuestion, drawRanking, inWords, warmFixes } from './draw-ranking.ts';
import { pageHref, stateHref } from './links.ts';
import { resultMarkdown } from './result-markdown.ts';
import { element, link } from './dom.ts';
import { isMatchingLimit } from './matching-limit.ts';
import { loadCauses, loadFacts } from './load-ranking.ts';

/** No way through the tree asks more questions; a test of the tree holds it to that. */
const mostAsked = 6;

class DiagnoseState extends HTMLElement {
  connectedCallback() {
    const id = this.dataset['state'] ?? '';
    if (!isStateId(id)) return;
    this.show(id);
    // Other facts under the page are another case.
    addEventListener('hashchange', () => {
      if (location.hash.includes('=')) location.reload();
    });
  }

  private show(id: StateId) {
    const { ignored, note, ...carried } = readFragment(location.hash);
    const { facts } = carried;
    const state = settleFrom(id, facts);
    if (state !== id) {
      const why = ignored.length > 0 ? 'damaged-link' : note;
      location.replace(stateHref(state) + writeFragment({ ...carried, ...(why && { note: why }) }));
      return;
    }
    this.explain(ignored, note);
    this.count(facts);
    const offered = new Map(choices(id, facts).map((choice) => [choice.answer as string, choice]));
    for (const link of this.querySelectorAll<HTMLAnchorElement>('[data-answer]')) {
      const choice = offered.get(link.dataset['answer'] ?? '');
      if (choice) link.href = stateHref(choice.target) + writeFragment({ ...carried, facts: choice.facts });
    }
    this.offerSeveral(id, carried);
    if (stateMeta(id).kind === 'result') void this.conclude(carried);
    this.list(facts, (rest) => writeFragment({ ...carried, facts: rest }));
    this.markMatches(facts);
  }

  /** Says how far the reader is. What a test measured was no question. */
  private count(facts: Facts) {
    const place = this.querySelector<HTMLElement>('[data-most]');
    const left = Number(place?.dataset['most']);
    if (!place || left === 0) return;
    const asked = new Set(facts.filter(({ source }) => source === 'said').map(({ question }) => question))
      .size;
    place.textContent = `Question ${asked + 1} of at most ${Math.max(asked + 1, Math.min(mostAsked, asked + left))}`;
  }

  /** Says what of the link could not be used. */
  private explain(ignored: readonly string[], note: Carried['note']) {
    const sentences = [
      ...(note ? [notes[note]] : []),
      ...(ignored.length > 0 ? [`${notes['damaged-link']} (${ignored.join(', ')})`] : []),
    ];
    const place = this.querySelector<HTMLElement>('[data-note]');
    if (!place || sentences.length === 0) return;
    place.textContent = sentences.join(' ');
    place.hidden = false;
  }

  /** Where several answers can be true, they can be marked and taken together. */
  private offerSeveral(id: StateId, carried: Carried) {
    const meta = stateMeta(id);
    const actions = this.querySelector<HTMLElement>('[data-several-actions]');
    const [choose, goOn] = ['[data-choose-several]', '[data-go-on]'].map((selector) =>
      this.querySelector<HTMLElement>(selector),
    );
    if (meta.kind === 'result' || !actions || !choose || !(goOn instanceof HTMLAnchorElement)) return;
    actions.hidden = false;
    choose.addEventListener('click', () => {
      choose.hidden = true;
      const marked = new Set<AnswerId>();
      for (const link of this.querySelectorAll<HTMLAnchorElement>('[data-answer]')) {
        const answer = link.dataset['answer'] as AnswerId;
        if (answer === CANNOT_TELL) continue;
        link.role = 'checkbox';
        link.ariaChecked = 'false';
        link.addEventListener('keydown', (event) => {
          if (event.key !== ' ') return;
          event.preventDefault();
          link.click();
        });
        link.addEventListener('click', (event) => {
          event.preventDefault();
          if (!marked.delete(answer)) marked.add(answer);
          link.ariaChecked = String(marked.has(answer));
          const facts = [...marked].map((each) => factOfAnswer(meta.question, each, 'said'));
          const known = facts.reduce(withFact, carried.facts);
          goOn.hidden = marked.size === 0;
          goOn.href = stateHref(settleFrom(id, known)) + writeFragment({ ...carried, facts: known });
        });
      }
    });
  }

  /** Ranks the causes by all that is known, in place of what all ways have in common. */
  private async conclude(carried: Carried) {
    const known = carried.facts.filter(({ answer }) => answer !== CANNOT_TELL);
    const place = (selector: string) => this.querySelector<HTMLElement>(selector);
    const [title, lead] = [place('[data-title]'), place('[data-lead]')];
    let { stack } = carried;
    const withStack = (more: Partial<Carried>) =>
      writeFragment({ ...carried, ...(stack && { stack }), ...more });
    if (!title || !lead) return;
    try {
      const [table, causes] = await Promise.all([loadFacts(), loadCauses()]);
      const ranking = withoutTried(rank(carried.facts, new Map(), table), carried.tried);
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
        ...(isClear || known.length === 0 ? [] : drawCheck(ranked, causes)),
      );
      place('[data-ranking]')?.replaceChildren(
        ...(known.length === 0
          ? []
          : drawRanking({
              ranked,
              causes,
              carried,
              onTried: (tried) => (location.hash = withStack({ tried })),
              onStack: (chosen) => {
                stack = chosen;
                history.replaceState(null, '', location.pathname + withStack({}));
              },
            })),
      );
      if (known.length > 0) this.offerShare(carried, ranked, causes);
      const [next] = isClear ? [] : openQuestions(carried.facts, ranked, table);
      place('[data-one-more]')?.replaceChildren(
        ...(next
          ? [
              drawQuestion(next, (added) => {
                location.hash = withStack({ facts: added.reduce(withFact, carried.facts) });
              }),
            ]
          : []),
      );
    } catch {
      lead.textContent =
        'The ranking by your answers could not be loaded, so this is the list for everybody who comes here. Reload the page to try again.';
    }
  }

  /** Lets the reader hand the result on. What they copy names their endpoint, as the address of this page does. */
  private offerShare(
    carried: Carried,
    ranked: readonly RankedCause[],
    causes: Awaited<ReturnType<typeof loadCauses>>,
  ) {
    const row = this.querySelector<HTMLElement>('[data-share]');
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
      resultMarkdown(carried, ranked, causes, {
        result: location.href,
        cause: (slug) => absolute(pageHref('cause', slug)),
      }),
    );
  }

  private list(facts: Facts, fragment: (rest: Facts) => string) {
    const section = this.querySelector<HTMLElement>('[data-known]');
    const list = section?.querySelector('ul');
    if (!section || !list || facts.length === 0) return;
    const without = (fact: Fact) => facts.filter((each) => each !== fact);
    const changeHref = (fact: Fact) =>
      stateHref(stateThatAsks(fact.question, facts)) + fragment(without(fact));
    for (const fact of facts) {
      const change = link('change', changeHref(fact));
      change.append(element('span', 'unseen', ` the answer to: ${questions[fact.question].ask}`));
      const seen = [valueInWords(fact), fact.detail].filter(Boolean).join(' ');
      const origin = ` (${factSources[fact.source]}${seen && `: ${seen}`}) `;
      list.append(
        element('li', '', element('span', '', inWords(fact)), element('span', 'origin', origin), change),
      );
    }
    section.hidden = false;
    const back = this.querySelector<HTMLAnchorElement>('[data-back]');
    const last = facts.findLast(({ source }) => source === 'said');
    if (back && last) {
      back.href = changeHref(last);
      back.hidden = false;
    }
  }

  /** Shows the limits whose default is the measured number of seconds; the others can be shown too. */
  private markMatches(facts: Facts) {
    const timeouts = this.querySelector<HTMLElement>('[data-timeouts]');
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
}

customElements.define('diagnose-state', DiagnoseState);
