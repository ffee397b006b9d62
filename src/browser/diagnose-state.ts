/**
 * The wizard in the page. Every state is a page of its own with plain links; script rewrites those links so that they
 * carry the facts, lists what is known, and on a result ranks the causes by all of it and offers one more question.
 * The browser's own Back therefore works.
 */
import './content-page.ts';
import { notes, writeFragment } from '../diagnosis/carried.ts';
import type { Carried } from '../diagnosis/carried.ts';
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { fact as factOfAnswer, factSources, valueInWords, withFact } from '../diagnosis/facts.ts';
import { readFragment } from '../diagnosis/fragment.ts';
import { CANNOT_TELL, isOnlyRead, questions } from '../diagnosis/questions.ts';
import type { AnswerId } from '../diagnosis/questions.ts';
import { choices, settleFrom, stateThatAsks } from '../diagnosis/replay.ts';
import { isStateId, stateMeta } from '../diagnosis/tree.ts';
import type { StateId } from '../diagnosis/tree.ts';
import { inWords } from '../diagnosis/fact-words.ts';
import { stateHref } from '../present/links.ts';
import { element, link } from './dom.ts';
import { onReader } from './reader-event.ts';

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
    const paste = this.querySelector<HTMLAnchorElement>('[data-paste]');
    if (paste) paste.hash = writeFragment(carried);
    this.offerSeveral(id, carried);
    void this.offerPaste(id, carried);
    if (stateMeta(id).kind === 'result') {
      void this.conclude(carried);
      // A reader who names their address now means the one of this case.
      onReader(({ endpoint }) => {
        const told = { ...carried, ...(endpoint && { endpoint }) };
        history.replaceState(null, '', location.pathname + writeFragment(told));
        void this.conclude(told);
      });
    }
    this.list(facts, (rest) => writeFragment({ ...carried, facts: rest }));
    void this.listMessages(carried);
  }

  /** Says how far the reader is. What a test measured was not asked. */
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

  /** Lets the question be answered by pasting a text; if that cannot be loaded, the answers and Explain are still there. */
  private async offerPaste(id: StateId, carried: Carried) {
    const meta = stateMeta(id);
    const place = this.querySelector<HTMLElement>('[data-paste-answer]');
    if (!place || meta.kind === 'result') return;
    const part = await import('./paste-answer.ts').catch(() => undefined);
    part?.offerPaste(place, meta.question, carried.facts, (facts, read) => {
      const messages = [...(carried.messages ?? []), ...read];
      location.href = stateHref(settleFrom(id, facts)) + writeFragment({ ...carried, facts, messages });
    });
  }

  /** Ranks the causes by all that is known, in place of what all ways have in common. */
  private async conclude(carried: Carried) {
    try {
      const { showResult } = await import('./result.ts');
      await showResult(this, carried);
    } catch {
      const lead = this.querySelector('[data-lead]');
      if (lead)
        lead.textContent =
          'The ranking by your answers could not be loaded, so this is the list for everybody who comes here. Reload the page to try again.';
    }
  }

  /** Names the known messages that the reader pasted, each of which can be taken back. */
  private async listMessages({ messages = [], ...carried }: Carried) {
    const section = this.querySelector<HTMLElement>('[data-known]');
    const list = section?.querySelector('ul');
    if (!section || !list || messages.length === 0) return;
    const { loadMeanings } = await import('./load-ranking.ts');
    // Without its title a message still has its name.
    const meanings = await loadMeanings(messages).catch(() => undefined);
    for (const message of messages) {
      const title = meanings?.[message]?.[0] ?? message;
      const remove = link(
        'remove',
        writeFragment({ ...carried, messages: messages.filter((each) => each !== message) }) || '#',
      );
      remove.append(element('span', 'unseen', ` the message: ${title}`));
      list.append(
        element(
          'li',
          '',
          element('span', '', `Message: ${title}`),
          element('span', 'origin', ` (${factSources.paste}) `),
          remove,
        ),
      );
    }
    section.hidden = false;
  }

  private list(facts: Facts, fragment: (rest: Facts) => string) {
    const section = this.querySelector<HTMLElement>('[data-known]');
    const list = section?.querySelector('ul');
    if (!section || !list || facts.length === 0) return;
    const without = (fact: Fact) => facts.filter((each) => each !== fact);
    const changeHref = (fact: Fact) =>
      stateHref(stateThatAsks(fact.question, facts)) + fragment(without(fact));
    for (const fact of facts) {
      const change = link(isOnlyRead(fact.question) ? 'remove' : 'change', changeHref(fact));
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
}

customElements.define('diagnose-state', DiagnoseState);
