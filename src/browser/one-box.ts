/**
 * The one box: takes words, a pasted line, a number or an address, and ranks as one types. Causes come first, each with
 * its reason; then the messages that were recognised, then pages of other kinds. What is typed stays in the page: it
 * travels in the fragment, which a browser never sends.
 */
import type { Carried } from '../diagnosis/carried.ts';
import { writeFragment } from '../diagnosis/carried.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts } from '../diagnosis/facts.ts';
import { openQuestions, rank, withoutTried } from '../diagnosis/rank.ts';
import type { Ranking } from '../diagnosis/rank.ts';
import { longestText } from '../diagnosis/longest-text.ts';
import type { TextWeights } from '../diagnosis/word-weights.ts';
import { endpointIn, isOnlyEndpoint } from '../explain/endpoint.ts';
import type { FoundMessage } from '../explain/messages.ts';
import type { ReadText } from '../explain/read.ts';
import { drawCheck, drawQuestion, drawRanking } from './draw-ranking.ts';
import { inShort } from '../diagnosis/fact-words.ts';
import { element, field, link } from './dom.ts';
import { handText } from './explain/handed-text.ts';
import { href, pageHref } from '../present/links.ts';
import { pageNames, type PageKind } from '../knowledge/kinds.ts';
import { drawPages } from './other-pages.ts';
import { loadCauses, loadFacts } from './load-ranking.ts';
import { loadReader, loadWords } from './load-texts.ts';

/** After so long without a key the slower search of all pages begins, in milliseconds. */
const pause = 300;
/** After this time the box says that it still waits, in milliseconds. */
const patience = 4000;
/** How many words are marked for a cause. */
const mostMarks = 4;
/** How many causes are shown below the box of the start page. */
const mostOnStart = 3;
/** A text that is longer was pasted rather than typed; a typing error is not looked for in it. */
const longestTyped = 120;

interface Understood {
  text: string;
  read: ReadText;
  words: TextWeights;
  facts: Facts;
  ranking: Ranking;
}

/** What a text is understood with, each loaded by itself: what fails or is late takes nothing else with it. */
const parts = { table: loadFacts, words: loadWords, read: loadReader, causes: loadCauses };
type Loaded = { [Name in keyof typeof parts]?: Awaited<ReturnType<(typeof parts)[Name]>> };

const noWords: TextWeights = { weights: new Map(), marks: () => [] };

const errorWords = (error: unknown) =>
  `What the search needs could not be loaded (${error instanceof Error ? error.message.slice(0, 120) : 'unknown error'}). Your text is still in the box: try again, or answer a few questions instead.`;

class OneBox extends HTMLElement {
  private answers: Facts = [];
  private tried: readonly string[] = [];
  private stack: string | undefined;
  private timer = 0;
  private turn = 0;
  /** What was pasted, where the box holds only its beginning. */
  private pasted = '';

  connectedCallback() {
    const { box } = this;
    const form = field(this, 'form', HTMLFormElement);
    box.addEventListener('input', () => {
      if (!this.pasted.startsWith(box.value)) this.pasted = '';
      this.begin();
    });
    box.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain').replaceAll('\r\n', '\n') ?? '';
      this.pasted = text.length > longestText ? text : '';
    });
    box.addEventListener('focus', () => void this.warm(), { once: true });
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.explain();
      } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      } else if (event.key === 'ArrowDown' && this.isAtEnd()) {
        event.preventDefault();
        this.links()[0]?.focus();
      } else if (event.key === 'Escape' && !event.isComposing && box.value !== '') {
        box.value = '';
        this.begin();
      }
    });
    this.results.addEventListener('keydown', (event) => this.move(event));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    for (const example of this.querySelectorAll<HTMLButtonElement>('[data-example]'))
      example.addEventListener('click', () => {
        box.value = example.dataset['example'] ?? '';
        box.focus();
        this.begin();
      });
    addEventListener('hashchange', () => this.take());
    this.take();
  }

  private get box() {
    return field(this, 'textarea', HTMLTextAreaElement);
  }

  private get results() {
    return field(this, '[data-results]', HTMLElement);
  }

  /** Whether this is the page of results, where the address has what was asked. */
  private get isPage() {
    return this.dataset['page'] !== undefined;
  }

  /** Takes what the address brings: the fragment, or the query of an old link, which is then moved into the fragment. */
  private take() {
    const fromQuery = new URLSearchParams(location.search).get('q');
    const fromFragment = new URLSearchParams(location.hash.slice(1)).get('q');
    const text = (fromFragment ?? fromQuery ?? '').slice(0, longestText);
    if (fromQuery !== null) history.replaceState(null, '', location.pathname + this.fragmentOf(text));
    if (text === this.box.value) return;
    this.box.value = text;
    this.begin();
  }

  /** Another text is another case: what was said of the one before is gone. */
  private begin() {
    this.answers = [];
    this.tried = [];
    this.stack = undefined;
    void this.show();
  }

  private fragmentOf(text: string): string {
    return text === '' ? '' : `#${new URLSearchParams({ q: text })}`;
  }

  private submit() {
    const text = this.box.value.trim();
    if (!this.isPage) {
      location.href = href('search/') + this.fragmentOf(text);
      return;
    }
    const fragment = this.fragmentOf(text);
    if (fragment !== location.hash) history.pushState(null, '', location.pathname + fragment);
    void this.show().then(() => this.links()[0]?.focus());
  }

  /** Hands the text to the page that explains it line by line. */
  private explain() {
    handText(this.pasted || this.box.value);
    location.href = href('explain/');
  }

  /** The way to an explanation line by line, where a text has several lines or is longer than the box takes. */
  private offerExplain(text: string): HTMLElement[] {
    if (!text.trim().includes('\n') && this.pasted === '') return [];
    const way = link('Explain this text, line by line', href('explain/'), 'button');
    way.addEventListener('click', (event) => {
      event.preventDefault();
      this.explain();
    });
    const why =
      this.pasted === ''
        ? ' (Ctrl Enter)'
        : ` (Ctrl Enter): the box holds only the first ${longestText.toLocaleString('en')} characters of it.`;
    return [element('p', '', way, why)];
  }

  /** Loads what the first key will need. */
  private async warm(): Promise<void> {
    await Promise.allSettled(Object.values(parts).map((load) => load()));
  }

  private say(text: string) {
    field(this, '[data-status]', HTMLElement).textContent = text;
  }

  private isAtEnd() {
    const { selectionStart, value } = this.box;
    return !value.slice(selectionStart).includes('\n');
  }

  private links() {
    return [...this.results.querySelectorAll<HTMLElement>('a[href], button:not([hidden])')].filter(
      (each) => each.offsetParent !== null,
    );
  }

  /** Arrows go through the results, Escape back to the box. */
  private move(event: KeyboardEvent) {
    const links = this.links();
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') this.box.focus();
    else if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? this.box : links[at - 1])?.focus();
    else return;
    event.preventDefault();
  }

  private async show(): Promise<void> {
    const turn = (this.turn += 1);
    clearTimeout(this.timer);
    const text = this.box.value.slice(0, longestText);
    if (text.trim().length < 2) {
      this.results.replaceChildren();
      this.say('');
      delete document.documentElement.dataset['asked'];
      return;
    }
    const loaded: Loaded = {};
    let problem = '';
    const late = window.setTimeout(
      () => this.understand(turn, text, loaded, 'Still loading what the search needs …'),
      patience,
    );
    await Promise.all(
      Object.entries(parts).map(async ([name, load]) => {
        try {
          Object.assign(loaded, { [name]: await load() });
        } catch (error) {
          problem = errorWords(error);
        }
      }),
    );
    clearTimeout(late);
    this.understand(turn, text, loaded, problem);
  }

  /** Shows what can be said of a text with the parts that are there; `problem` says what of them is not. */
  private understand(turn: number, text: string, { table, words, read, causes }: Loaded, problem: string) {
    if (turn !== this.turn) return;
    clearTimeout(this.timer);
    try {
      const readText = read?.(text) ?? { messages: [], stacks: [], facts: [] };
      const weights = words?.read(text, text.length <= longestTyped) ?? noWords;
      const facts = joinFacts(readText.facts, this.answers);
      const ranking =
        table && causes
          ? withoutTried(rank(facts, weights.weights, table), this.tried)
          : { causes: [], isClear: true };
      const understood = { text, read: readText, words: weights, facts, ranking };
      this.draw(understood, causes ?? {}, () => table && openQuestions(facts, ranking.causes, table)[0]);
      if (problem) this.say(problem);
      this.timer = window.setTimeout(() => void this.addPages(turn, text, readText), this.isPage ? pause : 0);
    } catch (error) {
      this.say(errorWords(error));
    }
  }

  private draw(
    { text, read, words, facts, ranking }: Understood,
    causes: Awaited<ReturnType<typeof loadCauses>>,
    next: () => Parameters<typeof drawQuestion>[0] | undefined,
  ) {
    const endpoint = endpointIn(text);
    const fixes = causes[ranking.causes[0]?.slug ?? '']?.fixes ?? [];
    const named = read.stacks.find(({ slug }) => fixes.some((fix) => fix.stack === slug))?.slug;
    const stack = this.stack ?? named;
    const carried: Carried = {
      facts,
      messages: read.messages.flatMap(({ whole, message }) => (whole ? message.slug : [])),
      tried: this.tried,
      ...(endpoint && { endpoint: endpoint.text }),
      ...(stack !== undefined && { stack }),
    };
    const isKnown = words.weights.size > 0 || facts.length > 0;
    const isAddress = isOnlyEndpoint(text);
    const offered = this.offerExplain(text);
    const parts: HTMLElement[] = [];
    const test = endpoint && this.testOf(endpoint.text);
    const found = read.messages.filter(({ whole }, index) => whole || index === 0);
    if (!isAddress && isKnown) {
      const marked = (slug: string) =>
        [...new Set(words.marks(slug).map(([from, to]) => text.slice(from, to)))]
          // The reader's own address is not a word of theirs.
          .filter((mark) => !mark.includes('://'))
          .slice(0, mostMarks);
      const ranked = ranking.causes;
      const shown = this.isPage ? ranked : ranked.slice(0, mostOnStart);
      const question = ranking.isClear || !this.isPage ? undefined : next();
      parts.push(
        ...(found.length > 0 || facts.length > 0 ? [this.readOf(text, found, facts)] : []),
        ...offered,
        element('h2', 'unseen', 'Likeliest causes'),
        ...(ranking.isClear ? [] : drawCheck(ranked, causes, facts)),
        ...drawRanking({
          ranked: shown,
          causes,
          carried,
          words: marked,
          onTried: (tried) => {
            this.tried = tried;
            void this.show();
          },
          onStack: (stack) => (this.stack = stack),
        }),
        ...(question
          ? [
              drawQuestion(question, (added) => {
                this.answers = joinFacts(this.answers, added);
                void this.show();
              }),
            ]
          : []),
        element(
          'p',
          'actions',
          link('Go on with questions', href('diagnose/') + writeFragment(carried), 'button'),
          ...(this.isPage ? [] : [link('All results', href('search/') + this.fragmentOf(text))]),
        ),
      );
    } else parts.push(...offered);
    if (test) parts.push(test);
    const others = element('div');
    others.dataset['pages'] = '';
    if (this.isPage && !isAddress) parts.push(others);
    this.results.replaceChildren(...parts);
    // The list of everything is for those who have nothing to ask.
    document.querySelector('details.everything')?.removeAttribute('open');
    const count = this.results.querySelectorAll('[data-cause]').length;
    this.say(
      isAddress
        ? 'This is an address. You can test it.'
        : count === 0
          ? 'No word of this is known yet. Add the error message, the status or the name of the proxy, or answer a few questions.'
          : `${count} likely ${count === 1 ? 'cause' : 'causes'}${found.length > 0 ? `, ${found.length} known ${found.length === 1 ? 'message' : 'messages'}` : ''}.`,
    );
    if (!isKnown && !isAddress)
      this.results.prepend(
        element(
          'p',
          'actions',
          link('Answer a few questions', href('diagnose/'), 'button'),
          link('Test an endpoint', href('test/')),
        ),
      );
  }

  private testOf(address: string): HTMLElement {
    return element(
      'p',
      'note',
      link(`Test ${address}`, `${href('test/')}#url=${encodeURIComponent(address)}`),
      ' from this browser. Nothing is sent until you press Start.',
    );
  }

  /** What was read of the text, in a few lines: the messages, with their lines in the text, and the facts. */
  private readOf(text: string, found: readonly FoundMessage[], facts: Facts): HTMLElement {
    const lineOf = ({ span }: FoundMessage) => text.slice(0, span[0]).split('\n').length;
    const isSeveral = text.includes('\n');
    const box = element('section', 'read');
    if (found.length > 0)
      box.append(
        element(
          'ul',
          '',
          ...[...found]
            .sort((a, b) => lineOf(a) - lineOf(b) || b.score - a.score)
            .map((each) => {
              const item = element('li', '', isSeveral ? `line ${lineOf(each)}: ` : '');
              item.append(link(each.message.title, pageHref('message', each.message.slug)));
              return item;
            }),
        ),
      );
    if (facts.length > 0)
      box.append(
        element(
          'ul',
          'chips',
          ...facts
            .filter(({ question }) => question !== 'message-kind')
            .map((each) => element('li', '', inShort(each))),
        ),
      );
    return box;
  }

  private async addPages(turn: number, text: string, { stacks }: ReadText) {
    const place = this.results.querySelector<HTMLElement>('[data-pages]');
    if (!place) return;
    try {
      const pages = await drawPages(text, stacks);
      if (turn !== this.turn) return;
      place.replaceChildren(...pages);
      this.offerFilter(place);
    } catch {
      place.replaceChildren(
        element(
          'p',
          'quiet',
          'The search of all other pages could not be loaded. The causes above do not need it.',
        ),
      );
    }
  }

  /** Buttons that leave only pages of one kind. */
  private offerFilter(place: HTMLElement) {
    const groups = [...place.querySelectorAll<HTMLElement>('[data-kind]')];
    const kinds = [...new Set(groups.map((each) => each.dataset['kind'] as PageKind))];
    if (kinds.length < 2) return;
    const row = element('p', 'filter');
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', 'Show pages of one kind');
    const choose = (wanted: PageKind | undefined) => {
      for (const each of groups) each.hidden = wanted !== undefined && each.dataset['kind'] !== wanted;
      for (const button of row.querySelectorAll('button'))
        button.ariaPressed = String((button.dataset['only'] ?? '') === (wanted ?? ''));
    };
    for (const kind of [undefined, ...kinds]) {
      const button = element('button', 'small', kind ? pageNames[kind] : 'All');
      button.type = 'button';
      if (kind) button.dataset['only'] = kind;
      button.addEventListener('click', () => choose(kind));
      row.append(button);
    }
    choose(undefined);
    place.querySelector('h2')?.after(row);
  }
}

customElements.define('one-box', OneBox);
