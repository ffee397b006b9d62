/**
 * The wizard in the page. Every state is a page of its own with plain links; script only rewrites those links so that
 * they carry the facts, and lists what is known. The browser's own Back therefore works.
 */
import './reader.ts';
import { notes, writeFragment } from '../diagnosis/carried.ts';
import type { Carried } from '../diagnosis/carried.ts';
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { factSources } from '../diagnosis/facts.ts';
import { readFragment } from '../diagnosis/fragment.ts';
import { answerText, questions } from '../diagnosis/questions.ts';
import { choices, settleFrom, stateThatAsks } from '../diagnosis/replay.ts';
import { isStateId } from '../diagnosis/tree.ts';
import type { StateId } from '../diagnosis/tree.ts';
import { stateHref } from './links.ts';
import { isMatchingLimit } from './matching-limit.ts';

class DiagnoseState extends HTMLElement {
  connectedCallback() {
    const id = this.dataset['state'] ?? '';
    if (!isStateId(id)) return;
    this.show(id);
    // Other facts under the page are another case; the skip link changes the fragment too, and is none.
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
    const offered = new Map(choices(id, facts).map((choice) => [choice.answer as string, choice]));
    for (const link of this.querySelectorAll<HTMLAnchorElement>('[data-answer]')) {
      const choice = offered.get(link.dataset['answer'] ?? '');
      if (choice) link.href = stateHref(choice.target) + writeFragment({ ...carried, facts: choice.facts });
    }
    for (const link of this.querySelectorAll<HTMLAnchorElement>('[data-stack-fix]'))
      link.hash = writeFragment({ ...carried, stack: link.dataset['stackFix'] ?? '' });
    this.list(facts, (rest) => writeFragment({ ...carried, facts: rest }));
    this.markMatches(facts);
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

  private list(facts: Facts, fragment: (rest: Facts) => string) {
    const section = this.querySelector<HTMLElement>('[data-known]');
    const list = section?.querySelector('ul');
    if (!section || !list || facts.length === 0) return;
    const without = (fact: Fact) => facts.filter((each) => each !== fact);
    const changeHref = (fact: Fact) =>
      stateHref(stateThatAsks(fact.question, facts)) + fragment(without(fact));
    for (const fact of facts) {
      const item = document.createElement('li');
      const change = document.createElement('a');
      change.href = changeHref(fact);
      change.append('change', unseen(` the answer to: ${questions[fact.question].ask}`));
      const origin = document.createElement('span');
      origin.className = 'origin';
      origin.textContent = ` (${factSources[fact.source]}${fact.detail ? `: ${fact.detail}` : ''}) `;
      const words = document.createElement('span');
      words.textContent = `${questions[fact.question].short}: ${answerText(fact.question, fact.answer)}`;
      item.append(words, origin, change);
      list.append(item);
    }
    section.hidden = false;
    const back = this.querySelector<HTMLAnchorElement>('[data-back]');
    const last = facts.findLast(({ source }) => source === 'said');
    if (back && last) {
      back.href = changeHref(last);
      back.hidden = false;
    }
  }

  /** Marks the limits whose default is the measured number of seconds. */
  private markMatches(facts: Facts) {
    const detail = facts.find(({ question }) => question === 'drop')?.detail ?? '';
    const seconds = Number.parseFloat(/^([\d.,]+) s\b/.exec(detail)?.[1]?.replaceAll(',', '') ?? '');
    for (const row of this.querySelectorAll<HTMLTableRowElement>('tr[data-seconds]'))
      if (isMatchingLimit(Number(row.dataset['seconds']), seconds)) {
        row.dataset['match'] = '';
        row.cells[0]?.append(unseen(' (matches your measurement)'));
      }
  }
}

function unseen(text: string): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = 'unseen';
  span.textContent = text;
  return span;
}

customElements.define('diagnose-state', DiagnoseState);
