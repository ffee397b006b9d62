/** Draws what was understood of texts. Everything that was pasted is drawn as text, and what can be copied has no secrets in it. */
import { writeFragment } from '../../diagnosis/carried.ts';
import type { Carried } from '../../diagnosis/carried.ts';
import { readFragment } from '../../diagnosis/fragment.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { joinFacts } from '../../diagnosis/facts.ts';
import { messagesIn } from '../../explain/pasted.ts';
import { openQuestions, rank, withoutTried } from '../../diagnosis/rank.ts';
import type { Ranking } from '../../diagnosis/rank.ts';
import type { Found, Place } from '../../explain/explain.ts';
import type { ShownLine } from '../../explain/shown.ts';
import { masked } from '../../probe/secrets-in-text.ts';
import { element, link } from '../dom.ts';
import { drawCode } from '../draw-code.ts';
import { drawCheck, drawQuestion, drawRanking } from '../draw-ranking.ts';
import { inWords } from '../../diagnosis/fact-words.ts';
import { href, pageHref } from '../../present/links.ts';
import { loadCauses, loadFacts } from '../load-ranking.ts';
import { loadWords } from '../load-texts.ts';
import { showMatchingLimits } from '../show-limits.ts';
import type { Result } from './messages.ts';

/** How many words are marked for a cause. */
const mostMarks = 4;
/** Places that are named at once. */
const mostPlaces = 3;

const count = (number: number, one: string, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;

/** A list in words. */
const listed = (some: readonly string[]) => some.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** A number by which places are sorted: by text, then by line. */
const placeNumber = ([place]: readonly Place[]) => (place ? place.source * 1e7 + place.line : 0);

class Drawing {
  private answers: Facts = [];
  /** What the reader brought from the page before. What a text says counts before it. */
  private readonly brought = readFragment(location.hash);
  private tried = this.brought.tried ?? [];
  private stack = this.brought.stack;
  private request = 0;
  private readonly root: HTMLElement;
  private readonly result: Result;
  private readonly parts: readonly [
    Awaited<ReturnType<typeof loadFacts>>,
    Awaited<ReturnType<typeof loadWords>>,
    Awaited<ReturnType<typeof loadCauses>>,
  ];
  /** Facts that a comparison of two reports adds. */
  private readonly added: Facts;

  constructor(root: HTMLElement, result: Result, parts: Drawing['parts'], added: Facts) {
    this.root = root;
    this.result = result;
    this.parts = parts;
    this.added = added;
  }

  private nameOf({ source, line }: Place): string {
    const { sources } = this.result.explained;
    const name = sources[source]?.name ?? '';
    const text = name === '' ? (sources.length > 1 ? 'text, ' : '') : `${name}, `;
    return `${text}line ${line}`;
  }

  /** Buttons that lead to places in the text. */
  private jumps(places: readonly Place[], all: number, finding: number): (HTMLElement | string)[] {
    const buttons = places.slice(0, mostPlaces).map((place) => {
      const button = element('button', 'plain small', this.nameOf(place));
      button.type = 'button';
      button.addEventListener('click', () => this.goTo(finding, place));
      return button;
    });
    return [
      ...buttons.flatMap((button, index) => (index > 0 ? [' ', button] : [button])),
      ...(all > mostPlaces ? [` and ${count(all - mostPlaces, 'more place')}`] : []),
    ];
  }

  private goTo(finding: number, place: Place) {
    const marks = [
      ...this.root.querySelectorAll<HTMLElement>(`[data-source="${place.source}"] [data-finding]`),
    ];
    const wanted = marks.find(
      (mark) => mark.dataset['finding'] === String(finding) && Number(mark.dataset['line']) >= place.line,
    );
    const mark = wanted ?? marks.find((each) => Number(each.dataset['line']) >= place.line);
    mark?.scrollIntoView({ block: 'center' });
    mark?.focus({ preventScroll: true });
  }

  warnings(): HTMLElement[] {
    const { secrets, unread, sources } = this.result.explained;
    return [
      ...(secrets.length > 0
        ? [
            element(
              'p',
              'note',
              element('b', '', 'This text holds secrets: '),
              `${listed(secrets)}. They stay in this page, and “…” stands for them in all that you copy or link from here. Remove them before you post the text itself.`,
            ),
          ]
        : []),
      ...unread.map(({ place, why }) => element('p', 'field-error', `${this.nameOf(place)}: ${why}`)),
      ...sources
        .filter(({ isCut }) => isCut)
        .map(({ name }) =>
          element(
            'p',
            'note',
            `${name || 'The text'} is longer than what is read here: only its beginning was read.`,
          ),
        ),
    ];
  }

  /** What two parts say otherwise, and a choice between the requests that they mention. */
  requests(): HTMLElement[] {
    const { contradictions, requests } = this.result.explained;
    if (contradictions.length === 0) return [];
    const box = element(
      'section',
      'note',
      element('p', '', element('b', '', 'These contradict one another. ')),
    );
    box.append(
      ...contradictions.map((each) => element('p', '', each)),
      element('p', '', 'The ranking goes by one of them, and leaves out what belongs to the others:'),
    );
    const row = element('p', 'filter');
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', 'Rank by this request');
    for (const [index, { what }] of requests.slice(0, 6).entries()) {
      const button = element('button', 'small plain', `Rank by ${what}`);
      button.type = 'button';
      button.ariaPressed = String(index === this.request);
      button.addEventListener('click', () => {
        this.request = index;
        this.drawRest();
        this.root.querySelectorAll<HTMLElement>('[data-requests] button')[index]?.focus();
      });
      row.append(button);
    }
    box.append(row);
    return [box];
  }

  private get facts(): Facts {
    const told = this.result.explained.requests[this.request]?.told ?? [];
    return joinFacts(
      this.brought.facts,
      told.map(({ fact }) => fact),
      this.added,
      this.answers,
    );
  }

  private get carried(): Carried {
    const read = this.result.explained.endpoint;
    const endpoint = read === undefined || read.includes('…') ? this.brought.endpoint : read;
    return {
      facts: this.facts,
      messages: [...(this.brought.messages ?? []), ...messagesIn(this.result.explained.findings)],
      tried: this.tried,
      ...(endpoint !== undefined && { endpoint }),
      ...(this.stack !== undefined && { stack: this.stack }),
    };
  }

  /** The causes by all that is known, without those whose fix did not help. */
  private get ranked(): Ranking {
    const [table, model] = this.parts;
    const { weights } = model.read(this.result.explained.words);
    return withoutTried(rank(this.facts, weights, table), this.tried);
  }

  changes(): HTMLElement[] {
    return this.result.explained.findings.flatMap(({ what, means, change, places }, index) => {
      const [place] = places;
      if (!change || !place) return [];
      const lines = [
        ...change.removed.map((line) => `-${masked(line)}`),
        ...change.added.map((line) => `+${masked(line)}`),
      ];
      return [
        element(
          'section',
          'change',
          element('h3', '', what),
          element('p', '', means, ' ', ...this.jumps([place], 1, index)),
          drawCode(`the new lines for line ${change.line}`, lines),
        ),
      ];
    });
  }

  /** The likeliest cause in one line, before everything else. */
  first(): HTMLElement[] {
    const [, , causes] = this.parts;
    const { causes: ranked, isClear } = this.ranked;
    const cause = causes[ranked[0]?.slug ?? ''];
    if (!cause || !this.isTelling) return [];
    const title = link(cause.title, pageHref('cause', cause.slug) + writeFragment(this.carried));
    return [
      element(
        'p',
        '',
        isClear ? 'Likeliest cause: ' : 'Likeliest cause so far: ',
        element('strong', '', title),
      ),
    ];
  }

  /** Whether the texts say anything that causes can be ranked by. */
  private get isTelling(): boolean {
    const [, model] = this.parts;
    return this.facts.length > 0 || model.read(this.result.explained.words).weights.size > 0;
  }

  ranking(): HTMLElement[] {
    const [table, model, causes] = this.parts;
    const { words } = this.result.explained;
    const { facts, carried } = this;
    const read = model.read(words);
    const onward = link('Go on with questions', href('diagnose/') + writeFragment(carried), 'button');
    const goOn = element('p', 'actions', onward);
    const { endpoint } = carried;
    if (endpoint !== undefined)
      goOn.append(link(`Test ${endpoint}`, `${href('test/')}#url=${encodeURIComponent(endpoint)}`));
    if (!this.isTelling)
      return [
        element(
          'p',
          '',
          'No part of this text says anything of a WebSocket that is known here. Add the error message, what curl prints, or the log of the moment when it fails.',
        ),
        goOn,
      ];
    const { causes: ranked, isClear } = this.ranked;
    const marked = (slug: string) =>
      [...new Set(read.marks(slug).map(([from, to]) => words.slice(from, to)))]
        .filter((mark) => !mark.includes('://') && masked(mark) === mark)
        .slice(0, mostMarks);
    const [next] = isClear ? [] : openQuestions(facts, ranked, table);
    return [
      ...(isClear ? [] : drawCheck(ranked, causes, facts)),
      ...drawRanking({
        ranked,
        causes,
        carried,
        words: marked,
        onTried: (tried) => {
          this.tried = tried;
          this.rankAgain();
        },
        onStack: (stack) => {
          this.stack = stack;
          onward.href = href('diagnose/') + writeFragment(this.carried);
        },
      }),
      ...(next
        ? [
            drawQuestion(next, (added) => {
              this.answers = joinFacts(this.answers, added);
              this.rankAgain();
            }),
          ]
        : []),
      goOn,
    ];
  }

  /** Each fact with the words that it came from. */
  told(): HTMLElement[] {
    const { requests, findings } = this.result.explained;
    const told = requests[this.request]?.told ?? [];
    const { facts } = this;
    const brought = this.brought.facts.filter(
      (fact) => facts.includes(fact) && !told.some((each) => each.fact.question === fact.question),
    );
    return [
      ...told.map(({ fact, by }) => {
        const finding = findings[by];
        return element(
          'li',
          '',
          element('span', '', inWords(fact)),
          ' ',
          ...(finding ? this.jumps(finding.places.slice(0, 1), 1, by) : []),
        );
      }),
      ...brought.map((fact) => element('li', '', element('span', '', inWords(fact)), ', known before')),
    ];
  }

  private drawFinding(found: Found, index: number): HTMLElement {
    const item = element('li', '');
    item.id = `finding-${index}`;
    item.tabIndex = -1;
    const name =
      found.message === undefined
        ? element('strong', '', found.what)
        : link(found.what, pageHref('message', found.message));
    item.append(
      element('p', '', name, ' ', ...this.jumps(found.places, found.count, index)),
      element('p', '', found.means),
    );
    return item;
  }

  findings(): HTMLElement[] {
    return this.result.explained.findings
      .map((found, index) => ({ found, index }))
      .filter(({ found }) => found.by !== 'stack' && found.by !== 'value')
      .sort(({ found: { places: a } }, { found: { places: b } }) => placeNumber(a) - placeNumber(b))
      .map(({ found, index }) => this.drawFinding(found, index));
  }

  private drawLine({ number, pieces, isAfterGap }: ShownLine): HTMLElement[] {
    const line = element('span', 'text-line');
    line.append(element('span', 'number', String(number)));
    for (const { text, finding } of pieces) {
      if (finding === undefined) {
        line.append(text);
        continue;
      }
      const mark = link(text, `#finding-${finding}`, 'in-text');
      mark.dataset['finding'] = String(finding);
      mark.dataset['line'] = String(number);
      mark.title = this.result.explained.findings[finding]?.what ?? '';
      mark.addEventListener('click', (event) => {
        event.preventDefault();
        const item = this.root.querySelector<HTMLElement>(`#finding-${finding}`);
        item?.scrollIntoView({ block: 'center' });
        item?.focus({ preventScroll: true });
      });
      line.append(mark);
    }
    line.append('\n');
    return isAfterGap ? [element('span', 'gap', '⋮\n'), line] : [line];
  }

  texts(): HTMLElement[] {
    return this.result.shown.flatMap((lines, source) => {
      const given = this.result.explained.sources[source];
      if (!given || lines.length === 0) return [];
      const name = given.name || 'Your text';
      const formats = given.formats.length > 0 ? listed(given.formats) : 'no format that is known here';
      const pre = element('pre', 'pasted');
      pre.dataset['source'] = String(source);
      pre.tabIndex = 0;
      pre.setAttribute('role', 'group');
      pre.setAttribute('aria-label', name);
      pre.append(...lines.flatMap((line) => this.drawLine(line)));
      return [element('p', 'ran', element('bdi', '', name), `: ${formats}`), pre];
    });
  }

  /** What was found, as Markdown for an issue. */
  markdown(): string {
    const { explained } = this.result;
    const [, , causes] = this.parts;
    const plain = (text: string) => masked(text.replace(/[\\`*_<>[\]|@#]/g, '\\$&').replace(/\s+/g, ' '));
    return [
      '## What the text says',
      '',
      ...explained.findings
        .filter(({ means }) => means !== '')
        .map(({ what, means }) => `- ${plain(what)}: ${plain(means)}`),
      '',
      '## Facts',
      '',
      ...this.facts.map((fact) => `- ${plain(inWords(fact))}`),
      '',
      '## Likeliest causes',
      '',
      ...this.ranked.causes
        .slice(0, 3)
        .map(({ slug }, index) => `${index + 1}. ${plain(causes[slug]?.title ?? slug)}`),
      '',
    ].join('\n');
  }

  private fill(name: string, parts: readonly HTMLElement[]) {
    this.root.querySelector(`[data-${name}]`)?.replaceChildren(...parts);
    const section = this.root.querySelector<HTMLElement>(`[data-section="${name}"]`);
    if (section) section.hidden = parts.length === 0;
  }

  /** Draws what depends on the request and on the answers. */
  private drawRest() {
    this.fill('first', this.first());
    this.fill('requests', this.requests());
    this.fill('ranking', this.ranking());
    this.fill('facts', this.told());
    const limits = this.root.querySelector<HTMLElement>('[data-limits]');
    if (limits) showMatchingLimits(limits, this.facts.find(({ question }) => question === 'seconds')?.value);
  }

  /** Draws the ranking for what the reader has added, and leads there: what they pressed is gone. */
  private rankAgain() {
    this.drawRest();
    this.root.querySelector<HTMLElement>('[data-ranking]')?.focus();
  }

  draw() {
    const { explained } = this.result;
    this.fill('warnings', this.warnings());
    this.fill('changes', this.changes());
    this.fill('texts', this.texts());
    this.fill('findings', this.findings());
    const { unknownCount, unknown } = explained;
    this.fill(
      'unknown',
      unknownCount === 0
        ? []
        : [
            element(
              'p',
              'ran',
              `${count(unknownCount, 'line')} of ${explained.sources.length > 1 ? 'these texts are' : 'the text'} not of a format that is known here: ${unknownCount === 1 ? 'line' : 'lines'} ${listed(unknown.slice(0, 12).map((place) => String(place.line)))}${unknownCount > 12 ? ' …' : ''}. Only their words count, in the ranking.`,
            ),
          ],
    );
    this.drawRest();
    const copy = this.root.querySelector<HTMLButtonElement>('[data-markdown]');
    if (copy && isSecureContext) {
      copy.hidden = false;
      const said = this.root.querySelector('[data-copied]');
      copy.onclick = () => {
        navigator.clipboard.writeText(this.markdown()).then(
          () => said?.replaceChildren('Copied, without the secrets.'),
          () => said?.replaceChildren('The browser did not allow the copy.'),
        );
      };
    }
    this.root.hidden = false;
  }
}

/**
 * Shows a result.
 * @returns a sentence that says how much was understood
 */
export async function showResult(root: HTMLElement, result: Result): Promise<string> {
  const parts = await Promise.all([loadFacts(), loadWords(), loadCauses()]);
  const place = root.querySelector<HTMLElement>('[data-report]');
  const verdict = root.querySelector<HTMLElement>('[data-report-words]');
  verdict?.replaceChildren();
  const added =
    result.report === undefined || !place || !verdict
      ? []
      : await import('./draw-report.ts').then(({ showPastedReport }) =>
          showPastedReport(place, verdict, result.report ?? ''),
        );
  if (place) place.hidden = result.report === undefined;
  new Drawing(root, result, parts, added).draw();
  const { findings, unread, unknownCount } = result.explained;
  const understood = findings.filter(({ by }) => by !== 'stack').length;
  return [
    understood === 0
      ? 'Nothing in it is of a format that is known here.'
      : `${count(understood, 'part')} understood.`,
    unread.length > 0 && `${count(unread.length, 'place')} could not be read.`,
    unknownCount > 0 && `${count(unknownCount, 'line')} left over.`,
  ]
    .filter(Boolean)
    .join(' ');
}
